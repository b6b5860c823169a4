"""No word and no id of a reader stays anywhere: a whole run at DEBUG, with canaries in everything that readers send.

Both real clients answer everything that can be done, with errors inside and outside, and shut down. Then the canaries
are looked for in every log record, the libraries' included, with the texts of exceptions; in every row of every table;
and in the bytes of the store's files, before and after it is closed. There are no metrics, so none are looked at. The
comment of a report may stand in its own column, and nowhere else.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from contextlib import AsyncExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from fakes.discord import Failure as DiscordFailure
from fakes.discord import FakeDiscord
from fakes.discord_operators import Operator as OnDiscord
from fakes.discord_payloads import APPLICATION
from fakes.discord_running import running
from fakes.logs import captured
from fakes.operators import a_site
from fakes.slack import Failure, FakeSlack, refusal
from fakes.slack_kit import serving
from fakes.slack_operators import Operator as OnSlack
from fakes.slack_operators import buttons

from core import logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from core.app import App
    from core.model import Answer, Query

CANARY = "zqcanary"
COMMENT = f"{CANARY}comment"
READER, SLACK_READER = "998877665544332211", "UZQCANARY"
EARLIER = "99887766554433221"
"""What the ids of all readers here start with on Discord."""
LIBRARIES = ("discord", "slack_bolt", "slack_sdk", "aiohttp", "asyncio", "aiosqlite", "sqlalchemy", "alembic")
WRONG = "This looks wrong"
EXPLODES = "explode"


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Yield a list that fills with every record of every logger, as the program leaves them at its level DEBUG."""
    records: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            fields = {name: value for name, value in vars(record).items() if name not in {"msg", "args"}}
            records.append(f"{record.getMessage()} {logging.Formatter().format(record)} {fields}")

    root, ours = logging.getLogger(), logs.OURS
    loggers = [root, ours, *map(logging.getLogger, LIBRARIES)]
    before = [(one, one.level, one.propagate, list(one.handlers)) for one in loggers]
    last = logging.lastResort
    for one in loggers:
        one.setLevel(logging.NOTSET)
    root.setLevel(logging.DEBUG)
    logs.set_up("DEBUG")
    for one in loggers:
        one.addHandler(Keep(logging.DEBUG))
    try:
        yield records
    finally:
        logging.lastResort = last
        for one, level, propagate, handlers in before:
            one.setLevel(level)
            one.propagate = propagate
            one.handlers = handlers


@contextmanager
def failing_inside(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make core fail as a mistake in it would, with the reader's words in the exception."""
    answer = app.answer

    def answered(query: Query) -> Answer:
        if EXPLODES in query.text:
            raise KeyError(query.text)
        return answer(query)

    with monkeypatch.context() as patched:
        patched.setattr(app, "answer", answered)
        yield


async def on_discord(discord: FakeDiscord) -> None:
    """Do everything that a reader can do on Discord."""
    seen = await (await discord.send_command("benzo", drug=f"xanax {CANARY}1", reader=READER)).reply()
    shared = await (await discord.send_press(seen, "share:benzo/alprazolam/memory", READER)).reply()
    await discord.send_command("benzo", drug="alprazolam", share="yes", reader=READER)
    await (await discord.send_press(shared, f"show:{CANARY}/2", READER)).reply()
    await (await discord.send_press(shared, f"{CANARY}:3", READER)).reply()
    await discord.autocomplete("benzo", f"{CANARY}4", READER)
    for place in ("guild", "thread", "dm"):
        await discord.mention(f"<@{APPLICATION}> does xanax {CANARY}5 destroy synapses?", place, READER)  # type: ignore[arg-type]
    await discord.mention(f"<@{APPLICATION}> i took all my pills {CANARY}6", reader=READER)
    await discord.mention(f"<@{APPLICATION}> {EXPLODES} {CANARY}7", reader=READER)
    said = await discord.channels.say(f"benzos eat your brain {CANARY}8", "guild", READER)
    await discord.message_command(said, "What does the evidence say?")
    await (await discord.send_command("benzo", drug=f"{EXPLODES} {CANARY}9", reader=READER)).reply()
    calls = len(discord.called("callback"))
    discord.fail("callback", DiscordFailure(400, {"message": CANARY}), DiscordFailure(404, {"message": CANARY}))
    await discord.send_command("benzo", drug=f"xanax {CANARY}10", reader=READER)
    await discord.expect("callback", calls + 2)  # the second is the apology
    posts = len(discord.called("POST /channels/"))
    discord.fail("POST /channels/", DiscordFailure.forbidden(), DiscordFailure(400, {"message": CANARY}))
    for _ in range(2):
        await discord.channels.say(f"<@{APPLICATION}> valium {CANARY}11", "guild", "998877665544332212")
    await discord.expect("POST /channels/", posts + 2)
    reader = OnDiscord(discord, name=f"{CANARY}name", manages=False)
    form = await reader.press(seen, WRONG)
    await reader.fill(form, seen, comment=f"{COMMENT} on Discord")
    await reader.do("review list")  # is refused
    await reader.do("privacy")
    for _ in range(40):
        await discord.send_command("benzo", drug=f"{CANARY}12", reader=READER)


async def on_slack(slack: FakeSlack) -> None:
    """Do everything that a reader can do on Slack."""
    reader = OnSlack(slack, SLACK_READER, admin=False)
    slack.people.known[SLACK_READER] |= {"name": f"{CANARY}name"}
    seen = await slack.reply(await slack.command(f"xanax {CANARY}1", who=SLACK_READER))
    await slack.reply(await slack.press("share:benzo/alprazolam/memory", who=SLACK_READER))
    await slack.reply(await slack.press(f"show:{CANARY}", who=SLACK_READER))
    await slack.reply(await slack.press(f"{CANARY}:2", who=SLACK_READER))
    await slack.reply(await slack.command(CANARY, f"/{CANARY}", who=SLACK_READER))
    await slack.answer(await slack.mention(f"<@UBOT> does xanax {CANARY}3 destroy synapses?", SLACK_READER))
    await slack.answer(await slack.mention(f"<@UBOT> {EXPLODES} {CANARY}4", SLACK_READER))
    await slack.answer(await slack.direct(f"i took all my pills {CANARY}5", SLACK_READER))
    await slack.reply(await slack.message_action(f"benzos eat your brain {CANARY}6", who=SLACK_READER))
    opened = await slack.press(buttons(seen)[WRONG], who="UZQCANARY2")
    await slack.submit(opened, comment=f"{COMMENT} on Slack")
    await slack.reply(opened)
    slack.fail("response", Failure(400, "invalid_blocks"), Failure(500, CANARY), Failure(404, CANARY))
    await slack.command(f"valium {CANARY}7", who="UZQCANARY3")
    await slack.reply(await slack.command(f"{EXPLODES} {CANARY}8", who="UZQCANARY3"))
    slack.fail("chat.postMessage", refusal("channel_not_found"), Failure(500, CANARY))
    await slack.mention(f"<@UBOT> valium {CANARY}9", "UZQCANARY4")
    await slack.mention(f"<@UBOT> valium {CANARY}10", "UZQCANARY4")
    await reader.do("review list")
    (connection, _) = await slack.connected()
    await connection.socket.send_str("{" + CANARY)
    await slack.called("chat.postMessage", 5)


def kept(file: Path) -> dict[str, str]:
    """Return everything that the store holds, by table and column."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, str] = {}
        for table in tables:
            rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            names = [column[0] for column in rows.description]
            for row in rows:
                for name, value in zip(names, row, strict=True):
                    found[f"{table}.{name}"] = f"{found.get(f'{table}.{name}', '')} {value}"
    return found


def in_files(folder: Path) -> bytes:
    """Return the bytes of the database and of what lies beside it."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("office.db*")))


def canaries(text: str, ids: set[str]) -> list[str]:
    """Return where a text holds a canary, with a little around it."""
    words = "|".join(map(re.escape, (CANARY, EARLIER, *ids)))
    return [text[max(0, at.start() - 60) : at.end() + 40] for at in re.finditer(words, text, re.IGNORECASE)]


async def test_no_word_and_no_id_of_a_reader_stays_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with everything_logged() as records, captured() as lines:
        async with AsyncExitStack() as stack:
            site = await stack.enter_async_context(a_site(tmp_path))
            discord = await stack.enter_async_context(FakeDiscord())
            slack = await stack.enter_async_context(FakeSlack())
            await stack.enter_async_context(running(site.app, discord, door=site.door))
            await stack.enter_async_context(serving(site.app, slack, door=site.door))
            stack.enter_context(failing_inside(site.app, monkeypatch))
            logging.getLogger("somebody").debug("the net is %s", "set")
            await asyncio.gather(on_discord(discord), on_slack(slack))
            while len(await site.office.reports.all()) < 2:  # noqa: ASYNC110 - the store tells nobody of a row
                await asyncio.sleep(0)
            ids = {
                str(asked.payload.get("member", asked.payload).get("user", {}).get("id", READER))
                for asked in discord.interactions.asked.values()
            }
            open_bytes = in_files(tmp_path)
            logging.getLogger("sqlalchemy.engine").warning("it holds %s too", "libraries")
        rows, closed_bytes = kept(tmp_path / "office.db"), in_files(tmp_path)
    told = "\n".join([*records, *map(str, lines)])
    assert "the net is set" in told
    assert "it holds libraries too" in told
    assert "discord.reply_failed" in told
    assert "slack.command_failed" in told
    assert canaries(told, ids) == []
    holding = {column: text for column, text in rows.items() if canaries(text, ids)}
    assert holding.keys() == {"report.comment"}
    assert holding["report.comment"].split() in (
        f"{COMMENT} on Discord {COMMENT} on Slack".split(),
        f"{COMMENT} on Slack {COMMENT} on Discord".split(),
    )
    assert rows["post.message"]
    for held in (open_bytes, closed_bytes):
        left = held.replace(COMMENT.encode(), b"")
        assert COMMENT.encode() in held
        assert canaries(left.decode("utf-8", "replace"), ids) == []
