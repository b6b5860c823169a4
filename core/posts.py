"""Public posts, so that what was withdrawn is withdrawn there too.

A post is recorded after it was sent: where it is, the answer's address and its claims, nothing of who asked. When one
of its claims is told no longer (withdrawn, resting on a retracted paper, or not to be told without one that fell), the
post is queued, and the running bot draws it anew from the address, with a line that says what happened. The queue is
in the store: a crash between an edit and its being noted repeats that edit, which changes nothing.

Digests are posts too, once something that they told is told no longer (`core/storage/posted_editions.py`).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.digests.composing import Composer
from core.errors import StoreFault
from core.logs import cause, log
from core.model import AnswerId, Block, Line
from core.outlets import Unreached
from core.safety import HELP
from core.standing import SHAKEN
from core.storage import posted_editions as editions
from core.storage import posts as rows
from core.storage import told
from core.storage.posts import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from core.app import App
    from core.digests.subscribing import Posted
    from core.model import Answer
    from core.outlets import Outlets
    from core.storage.engine import Store
    from core.storage.posts import Fixed, Withdrawal

KEPT = timedelta(days=90)
"""How long a post is remembered."""
PACE = 1.2
"""Seconds between two edits: Slack takes some 50 a minute (chat.update is Tier 3), Discord 5 in 5 s in a channel."""
IDLE = 1.0
SWEPT = timedelta(minutes=5)
"""After this it is looked again, though nothing was withdrawn meanwhile: a digest may have been on its way then."""
ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 3600.0
"""Seconds before an edit that failed is tried again; doubled each time."""


def address_of(answer: Answer) -> str | None:
    """Return the address to draw a public answer from anew; None for one that tells no claim, or has none.

    An answer that was found by the words of a question has no address: what is offered first under it is nearest to it.
    """
    addresses = [answer.id] if answer.id else [to.id for to in answer.follow_ups]
    told = [one for one in addresses if one.aspect != HELP]
    return str(told[0]) if told and answer.claims else None


class Posts:
    """The posts in a store. `clock` returns the time in UTC; `outlets` are the platforms that are connected."""

    def __init__(self, app: App, store: Store, outlets: Outlets, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._store = store
        self._outlets = outlets
        self._clock = clock
        self._composer = Composer(app)
        self._aspects = {one.id: one.aspects[0] for topic in app.built_in.values() for one in topic.claims.values()}
        self._swept: object = None
        self._swept_at: datetime | None = None

    async def record(self, platform: str, channel: str, message: str, answer: Answer, fixed: Fixed = "") -> None:
        """Remember a public message that tells `answer`. Raises StoreFault."""
        address = address_of(answer)
        if address is None:
            return
        now = self._clock()
        new = Post(0, platform, channel, message, now, address, fixed, now)
        async with self._store.begin() as connection:
            await rows.insert_post(connection, new, answer.claims)
        if any(one not in self._claims() for one in answer.claims):  # withdrawn while it was on its way
            self._swept = None

    async def where(self, claim: str) -> list[Post]:
        """Return the posts that told a claim, and what became of them, the oldest first. Raises StoreFault."""
        async with self._store.read() as connection:
            return await rows.posts_of(connection, claim)

    async def digests(self, claim: str) -> list[Posted]:
        """Return the digests that told a claim and are not among its posts, the oldest first. Raises StoreFault."""
        async with self._store.read() as connection:
            return await told.where_posted(connection, claim, editions.no_post())

    async def sweep(self) -> int:
        """Queue posts with something that is told no longer, or told again; return how many. Raises StoreFault."""
        told_from, now = self._app.topics, self._clock()
        async with self._store.read() as connection:
            digests = await editions.claims_told(connection)
        more = True
        while more:
            async with self._store.begin() as connection:
                more = await editions.enrol(connection, digests - self._claims(), now - KEPT, now)
        async with self._store.begin() as connection:
            found = await rows.told_claims(connection)
            count = await rows.queue_changed(connection, found - self._claims(), now)
        self._swept, self._swept_at = told_from, now
        if count:
            log.info("posts.queued", count=count)
        return count

    async def mend(self) -> None:
        """Mend what is queued, for as long as the bot runs. What fails is logged, and tried again."""
        while True:
            mended = False
            try:
                if self._swept is not self._app.topics or not self._swept_lately():
                    await self.sweep()
                mended = await self.mend_one()
            except StoreFault as fault:
                log.error("posts.failed", **cause(fault))
            except Exception as error:  # noqa: BLE001 - the edge of a task that must go on
                log.error("posts.failed", **cause(error))
            await asyncio.sleep(PACE if mended else IDLE)

    async def mend_one(self) -> bool:
        """Draw the post anew that waits for longest, and return whether there was one. Raises StoreFault."""
        async with self._store.read() as connection:
            one = await rows.next_post(connection, list(self._outlets), self._clock())
            if one is None:
                return False
            why = await rows.withdrawals(connection, one.without)
            digest = await self._digest(connection, one)
        done = await self._redrawn(one, why, digest)
        async with self._store.begin() as connection:
            await rows.note_post(connection, one, done)
        return True

    async def forget(self) -> None:
        """Delete what is too old to be remembered. Raises StoreFault."""
        async with self._store.begin() as connection:
            await rows.forget_posts(connection, self._clock() - KEPT)

    async def _digest(self, connection: AsyncConnection, one: Post) -> Answer | None:
        """Return the digest that a post is, as it is told now; None for an answer, and for one that cannot be told."""
        number = editions.number_of(one.address)
        edition = await editions.edition_told(connection, number) if number is not None else None
        if edition is None:
            return None
        return self._composer.retell(edition, await told.changes(connection, self._aspects), self._clock())

    async def _redrawn(self, one: Post, why: Mapping[str, Withdrawal], digest: Answer | None) -> Post:
        attempts = one.attempts + 1
        try:
            await self._outlets[one.platform].redraw(one.channel, one.message, self._drawn(one, why, digest))
        except Unreached as no:
            if no.why != "busy":
                return replace(one, state=no.why, attempts=attempts, detail=no.code)
            pause, code = no.after, no.code
        except Exception as error:  # noqa: BLE001 - the edge: this post must not keep the others waiting
            log.error("posts.edit_failed", **cause(error))
            pause, code = None, "error"
        else:
            return replace(one, state="edited", attempts=attempts, detail="")
        if attempts >= ATTEMPTS:
            return replace(one, state="cannot", attempts=attempts, detail=code)
        wait = pause if pause is not None else min(FIRST_PAUSE * 2**one.attempts, LONGEST_PAUSE)
        return replace(one, attempts=attempts, detail=code, not_before=self._clock() + timedelta(seconds=wait))

    def _drawn(self, one: Post, why: Mapping[str, Withdrawal], digest: Answer | None) -> Answer:
        """Return what is told now, under what must be said of what stood there. Raises Unreached."""
        if editions.number_of(one.address) is None:
            answer = self._app.open(AnswerId.parse(one.address), self._app.settings.locale)
        elif digest is None:
            raise Unreached("cannot", "no_topic")
        else:
            answer = digest
        lines = tuple(Line(text) for text in dict.fromkeys(self._said(one.without, why)))
        blocks = (Block(None, lines), *answer.blocks) if lines else answer.blocks
        return replace(answer, blocks=blocks, private=False)

    def _said(self, gone: Iterable[str], why: Mapping[str, Withdrawal]) -> Iterator[str]:
        say, today = self._app.phrases(self._app.settings.locale), self._clock().date()
        for claim in gone:
            if claim in why:
                yield say("post.withdrawn", date=say.date(why[claim].on), reason=why[claim].reason)
            elif fallen := self._fallen_on(claim):
                yield say("post.fallen", date=say.date(fallen))
            else:
                yield say("post.told_no_longer", date=say.date(today))

    def _fallen_on(self, claim: str) -> date | None:
        """Return as of when the paper behind a claim is known to be retracted; None where it stands."""
        for topic in self._app.topics.values():
            if claim in topic.fallen:
                sources = (topic.sources[one] for one in topic.fallen[claim].sources)
                return next(one.status_as_of for one in sources if one.status in SHAKEN)
        return None

    def _swept_lately(self) -> bool:
        return self._swept_at is not None and self._clock() - self._swept_at < SWEPT

    def _claims(self) -> set[str]:
        return {one for topic in self._app.topics.values() for one in topic.claims}
