"""Whether papers still stand: asked of Crossref when one is added, and again every week.

Crossref is asked slowly, one request after the other: since December 2025 it gives those who do not pay one list a
second at least (https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiolimiter import AsyncLimiter

from core.articles.online.crossref import (
    Malformed,
    list_address,
    read_notices,
    read_work,
    to_doi,
    understood,
    verdict,
    work_address,
)
from core.articles.online.fetching import JSON
from core.errors import FetchFault
from core.logs import log
from core.standing import Standing
from core.storage import standings as rows
from core.storage.decisions import bump
from core.storage.standings import Looked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from core.articles.online.crossref import Notice
    from core.articles.online.fetching import Fetcher
    from core.storage.engine import Store

API = "https://api.crossref.org"
WEEK = timedelta(days=7)
FIRST_RETRY = timedelta(hours=1)
"""After a failure; doubled with each further one in a row, up to a week."""

_NOT_THERE = frozenset({404, 410})
_OF_THE_PAPER = frozenset({*range(300, 400), 400, *_NOT_THERE})
_LASTING = frozenset({"retracted", "concern", "corrected"})
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """What could be found out. `csl` is the reference, None if the record was not had; `fault` is what went wrong."""

    standing: Standing
    csl: Mapping[str, Any] | None = None
    fault: FetchFault | Malformed | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of looking came to, in papers; `left` are still due, since Crossref was not to be had."""

    checked: int = 0
    changed: int = 0
    failed: int = 0
    left: int = 0


class Crossref:
    """Crossref's REST API. `mailto` is an operator's e-mail address, sent along if there is one ("polite" use)."""

    def __init__(self, fetcher: Fetcher, *, mailto: str = "", api: str = API, pace: AsyncLimiter | None = None) -> None:
        self._fetcher = fetcher
        self._mailto = mailto
        self._api = api
        self._pace = pace or AsyncLimiter(1, 1.0)

    async def standing_of(self, doi: str, today: date) -> Found:
        """Find out whether a paper still stands, from its own record and from the notices that name it.

        Whatever goes wrong is "unknown". The one thing that is told without both answers is a retraction: the other
        answer could say nothing worse.
        """
        name = to_doi(doi)
        if name is None:
            return Found(Standing("unknown", today), fault=Malformed("that is no DOI"))
        try:
            work = read_work(await self._get(work_address(self._api, name, self._mailto)), name)
        except (FetchFault, Malformed) as fault:
            return Found(Standing("unknown", today), fault=fault)
        try:
            status, notice = verdict(work, await self._notices(name))
        except (FetchFault, Malformed) as fault:
            status, notice = verdict(work, ())
            known = Standing(status, today, notice) if status == "retracted" else Standing("unknown", today)
            return Found(known, work.csl, fault)
        return Found(Standing(status, today, notice), work.csl)

    async def _notices(self, doi: str) -> tuple[Notice, ...]:
        found = read_notices(await self._get(list_address(self._api, "updates", doi, self._mailto)))
        if "," in doi and not found:
            paper = read_notices(await self._get(list_address(self._api, "doi", doi, self._mailto)))
            if not understood(paper, doi):
                raise Malformed("the comma in the DOI was taken for the end of it")
        return found

    async def _get(self, address: str) -> bytes:
        """Fetch an answer. A redirect is none: it would lead to another paper."""
        async with self._pace:
            return (await self._fetcher.fetch(address, kinds=JSON, redirects=0)).data


class Standings:
    """Looks papers up and writes down what it finds. `clock` returns the time in UTC."""

    def __init__(self, store: Store, crossref: Crossref, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._crossref = crossref
        self._clock = clock

    async def check(self, doi: str) -> Looked | None:
        """Look up one paper now, and return it as it is then known; None for what is no DOI. Raises StoreFault."""
        name = to_doi(doi)
        return (await self._check(name))[0] if name else None

    async def check_due(self, cited: Collection[str]) -> Round:
        """Look up every paper that is due, of `cited` (DOIs) and of the articles that were added. Raises StoreFault.

        The round ends when Crossref does not answer; what is left stays due.
        """
        async with self._store.read() as connection:
            known = await rows.due_dates(connection)
            dois = {doi for one in cited if (doi := to_doi(one))} | await rows.dois_of_documents(connection)
        waiting = due(dois, known, self._clock())
        checked = changed = failed = moved = 0
        for doi in waiting:
            now, before, fault = await self._check(doi)
            checked += 1
            failed += fault is not None
            changed += _told(before) != _told(now)
            moved += before is not None and _told(before) == _told(now) and before.standing.as_of != now.standing.as_of
            if _not_to_be_had(fault):
                break
        if moved:  # once for all the papers of which only the day is new
            async with self._store.begin() as connection:
                await bump(connection)
        return Round(checked, changed, failed, len(waiting) - checked)

    async def _check(self, doi: str) -> tuple[Looked, Looked | None, FetchFault | Malformed | None]:
        now = self._clock()
        found = await self._crossref.standing_of(doi, now.date())
        if found.fault:
            log.warning("standing.unanswered", doi=doi, why=str(found.fault))
        async with self._store.begin() as connection:
            before = await rows.looked(connection, doi)
            after = _merged(doi, found, before, now)
            await rows.keep(connection, after)
            if _told(before) != _told(after):
                await bump(connection)
        return after, before, found.fault


def due(dois: Collection[str], known: Mapping[str, datetime], now: datetime) -> list[str]:
    """Return the papers to look up now: those that nobody has looked up, then the longest overdue."""
    at = {doi: known.get(doi, _NEVER) for doi in dois}
    return sorted((doi for doi in at if at[doi] <= now), key=lambda doi: (at[doi], doi))


def _merged(doi: str, found: Found, before: Looked | None, now: datetime) -> Looked:
    """Return what is known of a paper after looking. A retraction or correction is not forgotten over a failure."""
    failures = (before.failures if before else 0) + 1 if found.fault else 0
    standing = found.standing
    if before and found.fault and standing.status == "unknown" and before.standing.status in _LASTING:
        standing = before.standing
    csl = before.csl if before and found.csl is None else found.csl
    return Looked(doi, standing, csl, now, now + _wait(found.fault, failures), failures)


def _wait(fault: FetchFault | Malformed | None, failures: int) -> timedelta:
    """Return how long to wait until the next look."""
    if fault is None or (isinstance(fault, FetchFault) and fault.status in _NOT_THERE):
        return WEEK
    asked = fault.retry_after if isinstance(fault, FetchFault) else None
    doubled: int = 2 ** min(failures - 1, 10)
    return max(min(FIRST_RETRY * doubled, WEEK), timedelta(seconds=asked or 0))


def _not_to_be_had(fault: FetchFault | Malformed | None) -> bool:
    """Tell whether it is Crossref that does not answer, and not this one paper that it does not have."""
    return isinstance(fault, FetchFault) and fault.status not in _OF_THE_PAPER


def _told(known: Looked | None) -> tuple[str, str | None] | None:
    """Return what answers tell, without its day. Unknown is told like a paper that nobody has looked up."""
    return (known.standing.status, known.standing.notice) if known and known.standing.status != "unknown" else None
