"""Processes that send digests, many of them quickly: one program loads everything, and each is forked from it.

They are real processes that real signals end; only their start takes a twentieth of a second instead of two.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self

from fakes.beside import REPOSITORY
from fakes.digest_process import SENDING, environ_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fakes.destinations import Platforms

DEADLINE = 30
PROGRAM = """
import json, os, sys
import aiosqlite, discord, slack_sdk.web.async_client
import bots.discord.publish, bots.slack.publish, core.app, core.digests.desk, core.storage.engine, core.storage.digests

CODE = compile(sys.argv[1], "sending", "exec")
print("ready", flush=True)
children = 0
while True:
    line = sys.stdin.readline()
    if not line:
        break
    told = json.loads(line)
    # A child that waits for the one that sends, so that how it ended can be told without stopping here.
    waiter = os.fork()
    if waiter == 0:
        pid = os.fork()
        if pid == 0:
            os.environ.update(told["environ"])
            exec(CODE, {"__name__": "__main__"})
            os._exit(0)
        os.write(1, f"{told['name']} started {pid}\\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(1, f"{told['name']} ended {os.waitstatus_to_exitcode(status)}\\n".encode())
        os._exit(0)
"""


class Sending:
    """A process that sends."""

    def __init__(self) -> None:
        self.pid: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def signal(self, number: signal.Signals) -> int:
        """Send it a signal, and return how it ended."""
        os.kill(await self.pid, number)
        return await self.end()

    async def end(self) -> int:
        async with asyncio.timeout(DEADLINE):
            return await asyncio.shield(self.ended)


class Nursery:
    async def __aenter__(self) -> Self:
        self._started: dict[str, Sending] = {}
        self._program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", PROGRAM, SENDING),
            cwd=REPOSITORY,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._program.stdout
        assert await self._program.stdout.readline() == b"ready\n"
        self._reading = asyncio.create_task(self._read(self._program.stdout))
        return self

    async def __aexit__(self, *_: object) -> None:
        for one in self._started.values():
            if one.pid.done() and not one.ended.done():
                os.kill(one.pid.result(), signal.SIGKILL)
        self._reading.cancel()
        self._program.kill()
        await self._program.wait()

    @asynccontextmanager
    async def sending(
        self, platforms: Platforms, address: str, platform: str, **environ: str
    ) -> AsyncIterator[Sending]:
        """Run a sender until it has ended, at the end of the block at the latest."""
        one, name = Sending(), str(len(self._started))
        self._started[name] = one
        told = {"name": name, "environ": environ_of(platforms, address, platform) | environ}
        assert self._program.stdin
        self._program.stdin.write(json.dumps(told).encode() + b"\n")
        await self._program.stdin.drain()
        async with asyncio.timeout(DEADLINE):
            await one.pid
        try:
            yield one
        finally:
            if not one.ended.done():
                await one.signal(signal.SIGKILL)

    async def _read(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            name, what, number = line.decode().split()
            one = self._started[name]
            (one.pid if what == "started" else one.ended).set_result(int(number))
