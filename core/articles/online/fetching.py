"""Fetching a page from an address that somebody gave, without trusting the address, the page or what is on the way.

What is fetched is limited in size, time, redirects and kind, and every connection goes to an address that
`addresses.py` has judged. Whatever goes wrong is a `FetchFault`, in one line that holds nothing of the page.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Self

import aiohttp
from yarl import URL

from core.articles.online.addresses import NO_ADDRESS, is_loopback, is_public, web_address
from core.errors import AddressRefused, FetchFault

if TYPE_CHECKING:
    from aiohappyeyeballs import AddrInfoType
    from aiohttp.abc import AbstractResolver

PAGES = ("text/*", "application/xhtml+xml", "application/xml", "application/rss+xml", "application/atom+xml")
"""The kinds of content that an article or a feed comes in."""
JSON = ("application/json", "application/*+json")

_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _NOT_MODIFIED = 200, 304
_TOO_MANY, _NOT_NOW = 429, 503
_WHAT_NOW = {401: "it needs a login", 403: "it is closed to us", 404: "nothing is there", 410: "nothing is there"}
_CHUNK = 65_536
_WEEK = 604_800.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is fetched at most: `size` in bytes, unpacked; times in seconds; `redirects` to follow."""

    size: int = 5_000_000
    total: float = 20.0
    connect: float = 10.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched from `url`, where the redirects ended.

    `content_type` is without its parameters, `charset` the one that the host names. `etag` and `last_modified` are
    given back at the next fetch; `status` is then 304, and `data` empty, if nothing changed.
    """

    data: bytes
    content_type: str
    charset: str | None
    url: str
    status: int
    etag: str | None = None
    last_modified: str | None = None

    @property
    def unchanged(self) -> bool:
        """Whether the host says that nothing changed since the last fetch."""
        return self.status == _NOT_MODIFIED


class _NotPublic(OSError):  # noqa: N818
    """Raised where a connection is about to be made; aiohttp hands an OSError on as the cause of its own."""


class Fetcher:
    """Fetches pages: `async with Fetcher("https://example.org/bot") as fetcher: await fetcher.fetch(address)`.

    `contact` is an address of the operator that hosts can write to; it is sent with every request. `loopback` opens
    this machine's own servers, for tests; `resolver` takes the place of DNS.
    """

    def __init__(
        self,
        contact: str = "",
        *,
        limits: Limits | None = None,
        loopback: bool = False,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self.contact = contact
        self.limits = limits or Limits()
        self._loopback = loopback
        self._resolver = resolver
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        """Make what connections are kept in; none is opened yet."""
        agent = f"Healthfacts/{version('healthfacts')}" + (f" (+{self.contact})" if self.contact else "")
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=self._resolver, socket_factory=self._socket),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": agent},
            timeout=aiohttp.ClientTimeout(total=None, connect=self.limits.connect),
            trust_env=False,  # a proxy would connect in our place, to addresses that nobody judged
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._session.close()

    async def fetch(
        self,
        address: str,
        *,
        kinds: tuple[str, ...] = PAGES,
        etag: str | None = None,
        last_modified: str | None = None,
        redirects: int | None = None,
    ) -> Fetched:
        """Return what is at an address. `kinds` are the content types to take; `redirects` replaces the limit.

        Raises AddressRefused for what must not be fetched, FetchFault for everything else that goes wrong.
        """
        url = web_address(address, anywhere=self._loopback)
        headers = {"Accept": ", ".join(kinds)}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        redirects = self.limits.redirects if redirects is None else redirects
        try:
            async with asyncio.timeout(self.limits.total):
                return await self._follow(url, kinds, headers, redirects)
        except TimeoutError as error:
            raise FetchFault(f"{url.raw_host} did not answer in time: try again later.") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, _NotPublic):
                raise _refused(url) from error
            raise FetchFault(f"{url.raw_host} cannot be reached: check the address, or try again later.") from error
        except aiohttp.InvalidURL as error:  # such as a host that is one number
            raise AddressRefused(NO_ADDRESS) from error
        except (aiohttp.ClientError, OSError, UnicodeError) as error:  # UnicodeError: a name that DNS cannot hold
            raise FetchFault(f"{url.raw_host} gave no answer that can be read: try again later.") from error

    async def _follow(self, url: URL, kinds: tuple[str, ...], headers: dict[str, str], redirects: int) -> Fetched:
        host, status = url.raw_host, 0
        for _ in range(redirects + 1):
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await self._read(response, kinds)
                target, status = response.headers.get("Location"), response.status
            if not target:
                raise FetchFault(f"{url.raw_host} redirects to nowhere: give another address.", status=status)
            url = self._next(url, target)
        raise FetchFault(f"{host} redirects too often: give the address where it ends.", status=status)

    def _next(self, url: URL, target: str) -> URL:
        try:
            return web_address(url.join(URL(target)), anywhere=self._loopback)
        except (ValueError, AddressRefused) as error:
            raise AddressRefused(f"{url.raw_host} redirects to an address that is not fetched.") from error

    async def _read(self, response: aiohttp.ClientResponse, kinds: tuple[str, ...]) -> Fetched:
        host, most = response.url.raw_host, self.limits.size
        fetched = Fetched(
            data=b"",
            content_type=response.content_type.lower(),
            charset=response.charset,
            url=str(response.url),
            status=response.status,
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
        )
        if fetched.unchanged and response.request_info.headers.keys() & _CONDITIONS:
            return fetched
        if response.status != _OK:
            raise _not_ok(response)
        if not any(_matches(fetched.content_type, kind) for kind in kinds):
            raise FetchFault(f"{host} sent no text: take a page, or save its text and give the file.", status=_OK)
        too_long = FetchFault(f"The page of {host} is longer than {most:,} bytes: it is not read.", status=_OK)
        if (response.content_length or 0) > most:
            raise too_long
        # aiohttp unpacks while it reads, some 256 KiB ahead at most, so that a bomb is left at this count.
        data = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            data += chunk
            if len(data) > most:
                raise too_long
        return replace(fetched, data=bytes(data))

    def _socket(self, info: AddrInfoType) -> socket.socket:
        """Make the socket of a connection, if the address to connect to is public: the one place all of them pass."""
        family, kind, protocol, _, (address, *_) = info
        if not is_public(str(address)) and not (self._loopback and is_loopback(str(address))):
            raise _NotPublic("not a public address")
        return socket.socket(family, kind, protocol)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), a week at most; None if it has none."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return min(float(value), _WEEK)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return min(max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()), _WEEK)


def _refused(url: URL) -> AddressRefused:
    return AddressRefused(f"{url.raw_host} leads into a private network, which is not fetched: give a public address.")


def _not_ok(response: aiohttp.ClientResponse) -> FetchFault:
    status, host = response.status, response.url.raw_host
    why = _WHAT_NOW.get(status, "try again later" if status in {_TOO_MANY, _NOT_NOW} else "it gave no page")
    after = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
    return FetchFault(f"{host} answered {status}: {why}.", status=status, retry_after=after)


def _matches(content_type: str, kind: str) -> bool:
    """Tell whether a content type is of a kind such as `text/*` or `application/*+json`."""
    start, star, end = kind.partition("*")
    return content_type.startswith(start) and content_type.endswith(end) if star else content_type == kind
