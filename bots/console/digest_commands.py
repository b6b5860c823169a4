"""`healthfacts digest ...`: what `/healthfacts digest` does in chat, for the operators and every server."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.errors import WrongUse

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Awaitable, Callable

    from core.app import App
    from core.digests.desk import Digests
    from core.digests.subscribing import Subscription, Wish
    from core.storage.late import Troubles

    Act = Callable[[Digests, App, Namespace], Awaitable[tuple[str, int]]]

NOTHING_NEW = ("rotate", "say", "skip")
ALONE = frozenset({"preview", "send-now", "pause", "resume", "edit", "remove", "log"})


def add_digest(parser: ArgumentParser) -> None:
    """Add what `digest` takes."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    def add(name: str, act: Act, summary: str) -> ArgumentParser:
        one = actions.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        one.set_defaults(act=lambda app, options: _run(app, options, act))
        if name in ALONE:
            one.add_argument("number", metavar="NUMBER", help="the digest; `healthfacts digest list` names them")
        return one

    new = add("add", _add, "post a digest in a channel, on a schedule")
    new.add_argument("platform", choices=("discord", "slack"))
    new.add_argument("channel", metavar="CHANNEL", help="the id of a channel, thread or forum")
    _add_wish(new, required=True)
    add("list", _list, "list all digests")
    add("preview", _preview, "show the edition that would be posted now")
    add("send-now", _send_now, "post an edition now, besides the schedule; exit 1 if that failed")
    add("pause", _pause, "post nothing until it is resumed")
    add("resume", _resume, "go on with a digest that is paused")
    _add_wish(add("edit", _edit, "change where and when it is posted"), required=False)
    add("remove", _remove, "end a digest")
    add("log", _log, "show what was posted, and what was not")


def troubled(app: App) -> tuple[list[str], list[str]]:
    """Return what is wrong with digests, for `healthfacts check`: faults, and what is only worth knowing.

    Where there is no store there are no digests. Raises StoreFault.
    """
    from core.storage.address import address_of, is_there  # noqa: PLC0415 - see below

    if not is_there(address_of(os.environ)):
        return [], []
    from core.storage.engine import Store  # noqa: PLC0415 - SQLAlchemy takes 0.3 s, which few commands need
    from core.storage.late import LATE, troubles  # noqa: PLC0415 - the same

    async def look() -> Troubles:
        async with Store.open(address_of(os.environ)) as store, store.read() as connection:
            return await troubles(connection, datetime.now(UTC))

    import asyncio  # noqa: PLC0415 - costs more than parsing a command line

    found, say = asyncio.run(look()), app.phrases(app.settings.locale)
    minutes = LATE.total_seconds() / 60
    late = [f"{found.late} digests are late by more than {minutes:.0f} minutes: start the bot, or see its log"]
    noted = [
        f"{count} digests are paused. {say(f'digest.reason.{reason}')} Then healthfacts digest resume NUMBER."
        for reason, count in found.paused.items()
    ]
    states = (("may or may not have been posted", found.uncertain), ("were not posted", found.failed))
    noted += [f"{count} editions of the last month {state}: healthfacts digest log" for state, count in states if count]
    return late if found.late else [], noted


def _add_wish(parser: ArgumentParser, *, required: bool) -> None:
    if not required:
        parser.add_argument("--channel", metavar="CHANNEL", default="", help="the id of another channel")
    parser.add_argument("--when", required=required, default="", help='such as "Mondays 09:00", or cron: "0 9 * * 1"')
    parser.add_argument("--zone", required=required, default="", help="a time zone such as Europe/Berlin")
    parser.add_argument("--nothing-new", choices=NOTHING_NEW, default="", help="what to do when nothing is new")
    parser.add_argument(
        "--picture", choices=("yes", "no"), default="", help="whether a picture of the evidence goes along"
    )
    if required:
        parser.add_argument("--topic", metavar="T", default="", help="the topic's command, where there are several")


def _run(app: App, options: Namespace, act: Act) -> int:
    from bots.platform import PLATFORMS, publishers, settings_of  # noqa: PLC0415 - see the next
    from core.digests.desk import Digests  # noqa: PLC0415 - SQLAlchemy takes 0.3 s, which few commands need
    from core.following import catch_up  # noqa: PLC0415 - the same
    from core.storage.address import address_of  # noqa: PLC0415 - the same
    from core.storage.engine import Store  # noqa: PLC0415 - the same

    async def run() -> tuple[str, int]:
        found = {name: settings for name in PLATFORMS if (settings := settings_of(name).read(os.environ)) is not None}
        async with publishers(app, found) as opened, Store.open(address_of(os.environ)) as store:
            return await act(Digests(app, store, opened, lambda: datetime.now(UTC)), app, options)

    catch_up(app, os.environ)
    import asyncio  # noqa: PLC0415 - costs more than parsing a command line

    told, code = asyncio.run(run())
    print(told)
    return code


async def _add(digests: Digests, app: App, options: Namespace) -> tuple[str, int]:
    wish = _wish(options, options.topic)
    new = await digests.add(options.platform, wish, f"terminal:{_who()}")
    return _shown(new, digests, app, "digest.added"), 0


async def _list(digests: Digests, app: App, _: Namespace) -> tuple[str, int]:
    from bots.console.panels import to_text  # noqa: PLC0415 - the same
    from core.operating.digest_panels import A_PAGE, list_panel  # noqa: PLC0415 - the same

    found, say = [(one, _topic(one, digests)) for one in await digests.of()], app.phrases(app.settings.locale)
    if not found:
        return "No digest yet. Set one up with healthfacts digest add; see healthfacts digest add --help.", 0
    pages = (list_panel(found, page, say) for page in range(1, (len(found) - 1) // A_PAGE + 2))
    return "\n".join(line for page in pages for line in to_text(page).splitlines()[1:]), 0


async def _preview(digests: Digests, app: App, options: Namespace) -> tuple[str, int]:
    from bots.console.render import to_text  # noqa: PLC0415 - the same

    of, say = await digests.get(options.number), app.phrases(app.settings.locale)
    answer = await digests.preview(of)
    return (to_text(answer, say) if answer else say("digest.preview.nothing", number=of.id)), 0


async def _send_now(digests: Digests, app: App, options: Namespace) -> tuple[str, int]:
    of, say = await digests.get(options.number), app.phrases(app.settings.locale)
    digests.needs(of.platform)
    state, link, error = await digests.deliver(await digests.send_now(of), of.platform)
    told = " ".join(filter(None, [say(f"digest.state.{state}"), link, error]))
    return told, 0 if state == "sent" else 1


async def _pause(digests: Digests, app: App, options: Namespace) -> tuple[str, int]:
    of = await digests.pause(await digests.get(options.number))
    return _shown(of, digests, app, "digest.paused"), 0


async def _resume(digests: Digests, app: App, options: Namespace) -> tuple[str, int]:
    of = await digests.resume(await digests.get(options.number))
    return _shown(of, digests, app, "digest.resumed"), 0


async def _edit(digests: Digests, app: App, options: Namespace) -> tuple[str, int]:
    wish = _wish(options)
    if wish == type(wish)():
        raise WrongUse("digest edit changes nothing; see healthfacts digest edit --help for what it can change")
    of = await digests.edit(await digests.get(options.number), wish)
    return _shown(of, digests, app, "digest.saved"), 0


async def _remove(digests: Digests, app: App, options: Namespace) -> tuple[str, int]:
    of = await digests.get(options.number)
    await digests.remove(of)
    return app.phrases(app.settings.locale)("digest.removed", number=of.id), 0


async def _log(digests: Digests, app: App, options: Namespace) -> tuple[str, int]:
    from bots.console.panels import to_text  # noqa: PLC0415 - the same
    from core.operating.digest_panels import log_panel  # noqa: PLC0415 - the same

    of = await digests.get(options.number)
    return to_text(log_panel(of, await digests.log(of, most=50), app.phrases(app.settings.locale))), 0


def _wish(options: Namespace, topic: str = "") -> Wish:
    from core.digests.subscribing import PICTURE, Wish  # noqa: PLC0415 - the same

    picture = PICTURE.get(options.picture)
    return Wish(options.channel, options.when, options.zone, options.nothing_new, topic, picture)


def _shown(of: Subscription, digests: Digests, app: App, title: str) -> str:
    from bots.console.panels import to_text  # noqa: PLC0415 - the same
    from core.operating.digest_panels import digest_panel  # noqa: PLC0415 - the same

    say = app.phrases(app.settings.locale)
    return to_text(digest_panel(of, digests.next_times(of), _topic(of, digests), say, title))


def _topic(of: Subscription, digests: Digests) -> str:
    topic = digests.topic_of(of)
    return topic.title if topic else of.topic


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # KeyError before Python 3.13
        return "operator"
