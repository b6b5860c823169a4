"""The review, for one command: the article that it names, the store of the environment, who is at the terminal."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from core.articles.review.service import Review
from core.errors import WrongUse
from core.office import open_office
from core.storage.address import address_of, is_there
from core.storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from core.app import App
    from core.articles.model import Article
    from core.articles.review.values import Decided
    from core.office import Office

MOST_BYTES = 5_000_000
T = TypeVar("T")


def reviewed(app: App, do: Callable[[Review], Awaitable[T]]) -> T:
    """Open the store, let `do` use the review, and return what it returns. Raises StoreFault and WrongUse."""

    async def run() -> T:
        async with Store.open(address_of(os.environ)) as store:
            return await do(review_of(app, store))

    return asyncio.run(run())


def in_office(app: App, do: Callable[[Office], Awaitable[T]]) -> T:
    """Do the same with the whole office, for what also asks the network."""

    async def run() -> T:
        async with open_office(app, address_of(os.environ)) as office:
            return await do(office)

    return asyncio.run(run())


def looked_at(app: App, do: Callable[[Review], Awaitable[T]], otherwise: T) -> T:
    """Do the same for a command that only looks: where there is no store yet, none is made."""
    return reviewed(app, do) if is_there(address_of(os.environ)) else otherwise


def review_of(app: App, store: Store) -> Review:
    """Return the review of a store, on the topics of `config/`, whatever lies over them."""
    return Review(store, app.built_in.values(), app.phrases(app.settings.locale), lambda: datetime.now(UTC))


def each(app: App, claims: Sequence[str], do: Callable[[Review, str], Awaitable[Decided]]) -> list[Decided | WrongUse]:
    """Decide about claims one after the other; one about which that cannot be decided does not stop the others."""

    async def run(review: Review) -> list[Decided | WrongUse]:
        done: list[Decided | WrongUse] = []
        for one in dict.fromkeys(claims):
            try:
                done.append(await do(review, one))
            except WrongUse as error:
                done.append(error)
        return done

    return reviewed(app, run)


def operator(named: str | None) -> str:
    """Return who is said to decide: the name given with --as, else the user of the operating system.

    Reviewers are operators, not readers: a decision about a medical statement has an author, so the name is kept.
    """
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # KeyError before Python 3.13
        raise WrongUse("nobody knows who you are here; say so with --as NAME") from None


def read_article(app: App, place: str) -> tuple[Article, str | None]:
    """Read the article in a file, at an address, or (for "-") on standard input; return it with its address.

    Raises NotAnArticle, FetchFault and WrongUse, each with one line that says what to do.
    """
    from core.articles.parse import parse_bytes  # noqa: PLC0415 - half a second, which only reading an article needs

    if place.startswith(("https://", "http://")):
        data, content_type, url = asyncio.run(_fetched(place))
        return parse_bytes(data, content_type, url, app), url
    return parse_bytes(_read(place), None, None, app), None


async def _fetched(address: str) -> tuple[bytes, str, str]:
    from core.articles.online.fetching import Fetcher  # noqa: PLC0415 - aiohttp takes 0.1 s

    async with Fetcher() as fetcher:
        page = await fetcher.fetch(address)
    charset = f"; charset={page.charset}" if page.charset else ""
    return page.data, page.content_type + charset, page.url


def _read(place: str) -> bytes:
    """Return a file's bytes, or standard input's: one more than there may be, so that too many are noticed."""
    if place == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with Path(place).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WrongUse(f"{place}: {error.strerror}; name a file, an address that starts with https://, or -") from None
