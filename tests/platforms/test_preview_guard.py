"""Whom the preview lets in, and what it never tells."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from fakes.everything import shipped
from fakes.preview import Page, previewing, session_at

from bots.preview.client import serving
from bots.preview.settings import Settings, to_settings
from core.errors import Fault, WrongUse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from core.model import Query


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with previewing() as opened:
        yield opened


# ---- Whom it lets in ----


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]", "[", ""])
async def test_a_name_that_is_not_of_this_machine_is_refused(page: Page, host: str) -> None:
    async with page.session.get(f"{page.address}api/topics", headers={"Host": host}) as response:
        assert response.status in {400, 403}
        assert "topics" not in await response.text()


async def test_localhost_is_a_name_of_this_machine(page: Page) -> None:
    port = page.address.rsplit(":", 1)[1].rstrip("/")
    async with page.session.get(page.address, headers={"Host": f"localhost:{port}"}) as response:
        assert response.status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
async def test_another_page_cannot_ask(page: Page, origin: str) -> None:
    body = {"topic": "benzo", "kind": "command", "text": "xanax"}
    async with page.session.post(f"{page.address}api/ask", json=body, headers={"Origin": origin}) as response:
        assert response.status == 403


async def test_beyond_loopback_everything_needs_the_token() -> None:
    async with serving(shipped(), Settings(token="secret")) as address:  # noqa: S106 - a test's
        assert address.endswith("/?token=secret")
        bare = address.partition("?")[0]
        async with session_at(address) as session:
            for path in ("", "static/page.js", "api/topics", "?token=wrong"):
                async with session.get(bare + path) as response:
                    assert response.status == 401, path
            bearer = {"Authorization": "Bearer secret"}
            async with session.get(f"{bare}api/topics", headers=bearer) as response:
                assert response.status == 200
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            async with session.get(address) as response:
                assert response.status == 200
                assert response.url.query_string == ""
                [redirect] = response.history
                assert {"HttpOnly", "SameSite=Strict"} <= set(redirect.headers["Set-Cookie"].split("; "))
            async with session.get(f"{bare}api/topics") as response:
                assert response.status == 200


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::"])  # noqa: S104 - what is tested
def test_an_address_beyond_loopback_gets_a_token_of_its_own_at_each_start(address: str) -> None:
    first, second = to_settings(listen=address), to_settings(listen=address)
    assert first.address == address
    assert len(first.token) >= 32
    assert first.token != second.token


def test_this_machine_alone_needs_no_token() -> None:
    assert to_settings() == Settings(0, "127.0.0.1", "")
    assert to_settings(8000, "::1") == Settings(8000, "::1", "")


@pytest.mark.parametrize(("port", "listen"), [(70_000, None), (-1, None), (0, "everywhere"), (0, "")])
def test_wrong_options_are_told_in_one_line(port: int, listen: str | None) -> None:
    with pytest.raises(WrongUse, match=r"^--(port|listen) takes [^\n]+$"):
        to_settings(port, listen)


async def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Fault, match=r"^the preview cannot listen on 127\.0\.0\.1:\d+; choose another[^\n]+$"):
            async with serving(shipped(), Settings(taken.getsockname()[1])):
                pass


# ---- What it never tells ----


class Broken:
    """An app that fails with the reader's words in its error."""

    settings = shipped().settings
    topics = shipped().topics

    def answer(self, query: Query) -> None:
        raise KeyError(query.text)


async def test_no_log_line_holds_what_a_reader_wrote(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    broken: Any = Broken()
    for app in (shipped(), broken):
        async with previewing(app) as page:
            status, _ = await page.post("ask", topic="benzo", kind="command", text="wibblezepam")
            assert status == (500 if app is broken else 200)
            assert (await page.post("ask", topic="benzo", kind="wibblezepam", text=""))[0] == 400
            assert (await page.post("ask", topic="wibblezepam", kind="command", text=""))[0] == 400
            async with page.session.get(f"{page.address}wibblezepam?wibblezepam") as response:
                assert response.status == 404
            async with page.session.post(f"{page.address}api/ask", data=b'{"wibblezepam"') as response:
                assert response.status == 415
    await _send_garbage()
    told = "\n".join(record.getMessage() + str(record.exc_info) + str(vars(record)) for record in caplog.records)
    assert "preview.request_failed" in told
    assert "wibblezepam" not in told


async def _send_garbage() -> None:
    """Send what is no HTTP at all, and read until the server hangs up."""
    async with previewing() as page:
        host, port = page.address.removeprefix("http://").rstrip("/").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"wibblezepam wibblezepam\r\n\r\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()


async def test_a_text_longer_than_a_message_is_refused(page: Page) -> None:
    assert (await page.post("ask", topic="benzo", kind="mention", text="x" * 4001))[0] == 413
    assert (await page.post("ask", topic="benzo", kind="mention", text="x" * 4000))[0] == 200
    assert (await page.post("ask", topic="benzo", kind="mention", text="x" * 100_000))[0] == 413
