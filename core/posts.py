"""Public posts, so that what was withdrawn is withdrawn there too.

A post is recorded after it was sent: where it is, the answer's address and its claims, nothing of who asked. When one
of its claims is told no longer (withdrawn, resting on a retracted paper, or not to be told without one that fell), the
post is queued, and the running bot draws it anew from the address, with a line that says what happened. The queue is
in the store: a crash between an edit and its being noted repeats that edit, which changes nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import StoreFault
from core.logs import cause, log
from core.model import AnswerId, Block, Line
from core.outlets import Unreached
from core.safety import HELP
from core.standing import SHAKEN
from core.storage import posts as rows
from core.storage.posts import Post
from core.storage.told import where_posted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime

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
        self._swept: object = None

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
        """Return the digests that told a claim, the oldest first. Raises StoreFault."""
        async with self._store.read() as connection:
            return await where_posted(connection, claim)

    async def sweep(self) -> int:
        """Queue posts with something that is told no longer, or told again; return how many. Raises StoreFault."""
        told_from = self._app.topics
        async with self._store.begin() as connection:
            known = self._claims()
            gone = [one for one in await rows.told_claims(connection) if one not in known]
            count = await rows.queue_changed(connection, gone, self._clock())
        self._swept = told_from
        if count:
            log.info("posts.queued", count=count)
        return count

    async def mend(self) -> None:
        """Mend what is queued, for as long as the bot runs. What fails is logged, and tried again."""
        while True:
            mended = False
            try:
                if self._swept is not self._app.topics:
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
            why = await rows.withdrawals(connection, one.without) if one else {}
        if one is None:
            return False
        done = await self._redrawn(one, why)
        async with self._store.begin() as connection:
            await rows.note_post(connection, one, done)
        return True

    async def forget(self) -> None:
        """Delete what is too old to be remembered. Raises StoreFault."""
        async with self._store.begin() as connection:
            await rows.forget_posts(connection, self._clock() - KEPT)

    async def _redrawn(self, one: Post, why: Mapping[str, Withdrawal]) -> Post:
        attempts = one.attempts + 1
        try:
            await self._outlets[one.platform].redraw(one.channel, one.message, self._drawn(one, why))
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

    def _drawn(self, one: Post, why: Mapping[str, Withdrawal]) -> Answer:
        """Return the answer as it is told now, under what must be said of what stood there."""
        answer = self._app.open(AnswerId.parse(one.address), self._app.settings.locale)
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

    def _claims(self) -> set[str]:
        return {one for topic in self._app.topics.values() for one in topic.claims}
