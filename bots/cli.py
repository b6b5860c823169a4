"""The `healthfacts` command. Other programs read it: its words, JSON and exit codes are a contract (see README)."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bots.console.article_commands import add_article, add_claim
from bots.console.digest_commands import add_digest
from bots.console.feed_commands import add_feeds
from bots.console.report_commands import add_reports
from core.errors import HealthfactsError, WrongUse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.app import App

EPILOG = """\
examples:
  healthfacts                        look at it in the browser: no token and no account is needed
  healthfacts ask xanax memory       read what it would answer
  healthfacts check                  see what is on, what is not, and what is wrong
  healthfacts article add https://…  read an article; its claims become drafts for you to review
  healthfacts COMMAND --help         what a command takes

environment:
  DISCORD_TOKEN                      runs the Discord bot
  SLACK_BOT_TOKEN, SLACK_APP_TOKEN   run the Slack bot (Socket Mode)
  HEALTHFACTS_CONFIG                 another config/ folder than the one that is shipped
  HEALTHFACTS_DATABASE               the store, as an SQLAlchemy address (default: a file in your data directory)

files:
  config/settings.toml               every setting, with what it means; healthfacts check reads it

exit codes: 0 done, 1 a fault was found, 2 wrong use
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error is one line on stderr that says what to do."""
    gc.disable()  # nothing of what is loaded can be collected; who runs on switches it on again
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # bytes that are no text must not end in a traceback
    try:
        options = _parser().parse_args(arguments)
        code: int = options.command(options)
    except HealthfactsError as error:
        print(f"healthfacts: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # whoever read us has stopped; Python would complain once more when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        gc.enable()
    return code


class _Parser(argparse.ArgumentParser):
    """Tells wrong use in one line, like everything else here."""

    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{message}; see {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="healthfacts",
        description="Sourced health facts, answered in Discord, in Slack and in this terminal.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], summary: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        one.set_defaults(command=command)
        return one

    add("run", _run, "run every platform that has its tokens; with none, the local preview (default)")
    _add_preview(add("preview", _preview, "show replies as Discord and Slack would, on a local page"))
    add("prompt", _prompt, "answer in this terminal, line by line")
    ask = add("ask", _ask, "answer one question, or one a line")
    ask.add_argument("text", metavar="TEXT", nargs="*", help='for example: xanax memory, or "xanax for clinicians"')
    ask.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    ask.add_argument("--stdin", action="store_true", help="read one question a line, write one JSON object a line")
    ask.add_argument("--mention", action="store_true", help="treat the text as a mention in a channel")
    ask.add_argument(
        "--as",
        dest="form",
        choices=("text", "discord", "slack"),
        default="text",
        help="print what that platform would be sent",
    )
    ask.add_argument("--locale", metavar="L", help="the reader's language, such as en-GB")
    add("check", _check, "check configuration, topics and tokens; exit 1 on a fault")
    add_article(add("article", _act, "add articles, review their claims and publish them"))
    add_feeds(add("feeds", _act, "look after the feeds that bring new articles"))
    add_claim(add("claim", _act, "show a claim and what was decided about it; withdraw it, or restore it"))
    add_reports(add("reports", _act, "list, show and close what readers reported as wrong"))
    add("about", lambda _: _tell("about"), "tell who runs this, and where its facts come from")
    add("privacy", lambda _: _tell("privacy"), "tell what is kept, for how long, and what is not")
    add_digest(add("digest", _act, "set up digests, look at them, send one now"))
    add("slack-manifest", _slack_manifest, "print the manifest to create the Slack app from")
    add("discord-invite", _discord_invite, "print the link that adds the bot to a Discord server (needs DISCORD_TOKEN)")
    return parser


def _add_preview(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, metavar="N", help="by default the system chooses one")
    parser.add_argument(
        "--listen",
        metavar="ADDRESS",
        help="beyond this machine: who has the address that it then prints, with its token, operates the bot",
    )
    parser.add_argument("--shots", metavar="DIR", help="take pictures of it instead, with Chromium, and save them here")


def _load() -> App:
    folder = os.environ.get("HEALTHFACTS_CONFIG")
    if folder and not Path(folder).is_dir():
        raise WrongUse(f"HEALTHFACTS_CONFIG is {folder!r}, which is not a folder; name a copy of config/ or unset it")
    from core import logs  # noqa: PLC0415 - what everything else needs, once garbage collection is off
    from core.app import load  # noqa: PLC0415

    app = load(Path(folder) if folder else None)
    logs.set_up(app.settings.log_level)
    return app


def _run(_: argparse.Namespace) -> int:
    from bots.run import run  # noqa: PLC0415 - asyncio costs more than answering a question

    run(_load(), os.environ)
    return 0


def _preview(options: argparse.Namespace) -> int:
    from bots.preview.settings import to_settings  # noqa: PLC0415

    settings = to_settings(options.port, options.listen)
    if options.shots:
        from bots.preview.shots import shoot  # noqa: PLC0415

        print(*shoot(_load(), Path(options.shots), os.environ), sep="\n")
        return 0
    from bots.run import preview  # noqa: PLC0415

    preview(_load(), os.environ, settings)
    return 0


def _prompt(_: argparse.Namespace) -> int:
    from bots.console.prompt import talk  # noqa: PLC0415
    from core.following import catch_up  # noqa: PLC0415

    app = _load()
    catch_up(app, os.environ)
    print(f"Type /{next(iter(app.topics))} xanax, or quit.\n", file=sys.stderr)
    talk(app)
    return 0


def _ask(options: argparse.Namespace) -> int:
    if bool(options.text) == options.stdin:
        raise WrongUse("ask takes a question, or --stdin with one question a line")
    from core.following import catch_up  # noqa: PLC0415 - asyncio costs more than answering a question

    app = _load()
    catch_up(app, os.environ)
    if not options.stdin:
        print(_answered(app, " ".join(options.text), options))
        return 0
    for line in sys.stdin:
        if question := line.strip():
            print(_answered(app, question, argparse.Namespace(**{**vars(options), "json": True})), flush=True)
    return 0


def _answered(app: App, text: str, options: argparse.Namespace) -> str:
    from bots.console.commands import to_query  # noqa: PLC0415
    from bots.console.render import to_json, to_text  # noqa: PLC0415

    query = to_query(app, text, kind="mention" if options.mention else "command", locale=options.locale)
    answer, say = app.answer(query), app.phrases(query.locale)
    if options.json:
        return json.dumps(to_json(answer, text, say), ensure_ascii=False)
    if options.form == "text":
        return to_text(answer, say)
    from bots.console import platforms  # noqa: PLC0415 - see there

    return {"discord": platforms.as_discord, "slack": platforms.as_slack}[options.form](answer, say)


def _check(_: argparse.Namespace) -> int:
    from bots.check import check  # noqa: PLC0415

    return check(_load(), os.environ)


def _act(options: argparse.Namespace) -> int:
    act: Callable[[App, argparse.Namespace], int] = options.act
    return act(_load(), options)


def _tell(word: str) -> int:
    from bots.console.telling import told  # noqa: PLC0415 - SQLAlchemy, for the schema
    from core.following import catch_up  # noqa: PLC0415 - asyncio

    app = _load()
    catch_up(app, os.environ)
    print(told(app, word))
    return 0


def _slack_manifest(_: argparse.Namespace) -> int:
    from bots.slack.manifest import manifest  # noqa: PLC0415

    print(json.dumps(manifest(_load()), ensure_ascii=False, indent=2))
    return 0


def _discord_invite(_: argparse.Namespace) -> int:
    from bots.discord.invite import application_id, invite_link  # noqa: PLC0415
    from bots.discord.settings import VARIABLES, read  # noqa: PLC0415

    settings = read(os.environ)
    if settings is None:
        raise WrongUse(f"DISCORD_TOKEN is not set; get it at {VARIABLES['DISCORD_TOKEN']}")
    print(invite_link(application_id(settings.token)))
    return 0
