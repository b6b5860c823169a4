"""`healthfacts feeds list|poll`: what a topic's feeds are, how they were last, and looking into them now."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING

from bots.console.progress import waiting

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Awaitable, Callable, Iterator

    from core.app import App
    from core.articles.online.feeds import Feeds, FeedState

    Act = Callable[[App, Namespace], int]


def add_feeds(parser: ArgumentParser) -> None:
    """Add what `feeds` takes; each action leaves in `act` what runs it."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, act, summary in (
        ("list", _list, "list the feeds of every topic, and how each was when it was last polled"),
        ("poll", _poll, "look now into the feeds that are due; what they bring becomes drafts for reviewers"),
    ):
        one = actions.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        one.set_defaults(act=act)


def _list(app: App, _: Namespace) -> int:
    async def tell(feeds: Feeds) -> None:
        print(*map(_told, await feeds.states()), sep="\n")

    _each(app, tell)
    return 0


def _poll(app: App, _: Namespace) -> int:
    failed = 0

    async def poll(feeds: Feeds) -> None:
        nonlocal failed
        with waiting("polling feeds"):
            report = await feeds.poll_due()
        failed += report.failed
        told = (f"{getattr(report, field.name)} {field.name.replace('_', ' ')}" for field in fields(report))
        print(", ".join(told))

    _each(app, poll)
    return 1 if failed else 0


def _each(app: App, do: Callable[[Feeds], Awaitable[None]]) -> None:
    """Do something with the feeds of each topic, over the store. Raises StoreFault."""
    from core.office import open_office  # noqa: PLC0415 - a second, which few commands need
    from core.storage.address import address_of  # noqa: PLC0415 - the same

    async def run() -> None:
        async with open_office(app, address_of(os.environ)) as office:
            for topic in app.built_in.values():
                print(f"/{topic.command}")
                await do(office.feeds[topic.id])

    import asyncio  # noqa: PLC0415 - costs more than parsing a command line

    asyncio.run(run())


def _told(state: FeedState) -> str:
    source, row = state.source, state.row
    return "  ".join([source.id, *_parts(state), source.source]) if row or source.enabled else f"{source.id}  off"


def _parts(state: FeedState) -> Iterator[str]:
    if not state.source.enabled:
        yield "off"
    yield f"every {state.source.every_hours} h"
    row = state.row
    if row is None or row.polled_at is None:
        yield "never polled"
    else:
        yield f"polled {row.polled_at:%Y-%m-%d %H:%M} UTC"
    if row and row.cause:
        yield f"FAILED {row.failures} times: {row.cause}"
    yield from (f"{count} {kind}" for kind, count in state.items.items())
