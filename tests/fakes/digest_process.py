"""A process that only plans and sends digests, and that may end itself with SIGKILL at a named step of the send path.

KILL_AT is "posting:3": the third time that this step is reached. "planned" is after a plan was written down. POSTINGS
is a file to which the time of every post is written, on the machine's monotonic clock.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fakes.beside import REPOSITORY
from fakes.discord_payloads import TOKEN
from fakes.process import DISCORD, SLACK
from fakes.slack import APP_TOKEN, BOT_TOKEN
from sqlalchemy import insert

from core.digests.schedule import Schedule
from core.digests.subscribing import Subscription, Target
from core.storage.digests import SUBSCRIPTION
from core.storage.tables_digests import subscription

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from fakes.destinations import Platforms

    from core.storage.engine import Store

SENDING = """
import os
if "FAKE_DISCORD" in os.environ:
    exec(os.environ["POINT_DISCORD"])
if "FAKE_SLACK" in os.environ:
    exec(os.environ["POINT_SLACK"])
    from dataclasses import replace
    from bots.slack.publish import Publisher
    Publisher.pace = replace(Publisher.pace, landing=float(os.environ.get("LANDING", "10")))
import asyncio, signal, time
from datetime import UTC, datetime
from bots.platform import PLATFORMS, publishers, settings_of
from core import logs
from core.app import load
from core.digests.desk import Digests
from core.storage.address import address_of
from core.storage.engine import Store

step, _, times = os.environ.get("KILL_AT", ":0").partition(":")
left = int(times)

told = os.open(os.environ["POSTINGS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT) if "POSTINGS" in os.environ else None

def at(name):
    global left
    if told is not None and name == "posting":
        os.write(told, f"{time.monotonic()}\\n".encode())
    if name == step:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    app = load()
    logs.set_up(os.environ.get("LOG_LEVEL", "ERROR"))
    found = {name: told for name in PLATFORMS if (told := settings_of(name).read(os.environ)) is not None}
    async with publishers(app, found) as opened, Store.open(address_of(os.environ)) as store:
        await Digests(app, store, opened, lambda: datetime.now(UTC), at=at).run(stop)

asyncio.run(main())
"""


def environ_of(platforms: Platforms, address: str, platform: str) -> dict[str, str]:
    """Return the environment of a process that sends to one platform."""
    told = {"HEALTHFACTS_DATABASE": address}
    if platform == "discord":
        gateway = "ws://127.0.0.1:1"
        at = {"FAKE_DISCORD": platforms.discord_base, "FAKE_GATEWAY": gateway, "POINT_DISCORD": DISCORD}
        return told | at | {"DISCORD_TOKEN": TOKEN}
    at = {"FAKE_SLACK": platforms.slack_base, "POINT_SLACK": SLACK}
    return told | at | {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}


@asynccontextmanager
async def sending(
    platforms: Platforms, address: str, platform: str, **environ: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the process, for one platform, until the end of the block or until it has ended itself."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SENDING),
        cwd=REPOSITORY,
        env={**os.environ, **environ_of(platforms, address, platform), **environ},
        stdin=asyncio.subprocess.DEVNULL,
        preexec_fn=lambda: os.nice(-os.nice(0)),  # a soak is preferred to what it measures
    )
    try:
        yield program
    finally:
        if program.returncode is None:
            program.kill()
        await program.wait()


async def subscribe(  # noqa: PLR0913 - a test says what it changes
    store: Store,
    channels: Iterable[str],
    platform: str = "discord",
    *,
    due: datetime | None = None,
    server: str = "3003",
    picture: bool = False,
) -> None:
    """Store a daily digest for each channel, due at a moment: by default now."""
    now = due or datetime.now(UTC).replace(second=0, microsecond=0)
    cron = f"{now.minute} {now.hour} * * *"
    assert Schedule(cron, "UTC").local(now)
    rows = [
        Subscription(
            id=0,
            topic="benzodiazepines",
            platform=platform,
            target=Target(channel, "channel", server),
            written=f"daily {now:%H:%M}",
            cron=cron,
            zone="UTC",
            when_nothing_new="rotate",
            grace_hours=12,
            status="active",
            reason="",
            next_at=now,
            created_by=f"{platform}:U7",
            created_at=now,
            picture=picture,
        )
        for channel in channels
    ]
    async with store.begin() as connection:
        await connection.execute(insert(subscription), list(map(_row, rows)))


def _row(one: Subscription) -> dict[str, Any]:
    place = {"destination": one.target.id, "kind": one.target.kind, "server": one.target.server}
    names = [column.name for column in SUBSCRIPTION if column.name not in {"id", *place}]
    return {name: getattr(one, name) for name in names} | place
