"""What a sender takes from the store and writes down there, each in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.digests.news import Changes
from core.logs import log
from core.storage import outbox, told
from core.storage.decisions import revision_number
from core.storage.notices import Notice, add_notice

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from core.app import App
    from core.digests.outcomes import Outcome
    from core.digests.subscribing import Parcel, Subscription, Told
    from core.storage.engine import Store
    from core.storage.notices import First

TOKEN = "token"  # noqa: S105 - a reason
"""Why subscriptions are paused whose platform refuses the bot: they go on by themselves once it is let in again."""


class Waiting(NamedTuple):
    """Editions that may be sent now, with what is needed to compose them."""

    parcels: Sequence[Parcel]
    past: Mapping[int, Mapping[str, Told]]
    changes: Changes


class Mailroom:
    """The rows of one platform. Every method raises StoreFault."""

    def __init__(self, store: Store, app: App, platform: str) -> None:
        self.platform = platform
        self._store = store
        self._say = app.phrases(app.settings.locale)
        self._aspects = {
            claim.id: claim.aspects[0] for topic in app.built_in.values() for claim in topic.claims.values()
        }
        self._known: tuple[int, Changes] = (-1, Changes())
        self._blamed: set[str] = set()

    async def waiting(self, now: datetime, most: int, busy: Collection[str]) -> Waiting:
        """Return up to `most` editions that may be sent now, none of them to a channel of `busy`."""
        async with self._store.read() as connection:
            parcels = await outbox.queued(connection, self.platform, now, most, busy)
            if not parcels:
                return Waiting((), {}, Changes())
            past = await told.told_to(connection, {one.subscription.id for one in parcels})
            return Waiting(parcels, past, await self.changes(connection))

    async def changes(self, connection: AsyncConnection) -> Changes:
        """Return what reviewers decided, read anew only when something changed."""
        number = await revision_number(connection)
        if number != self._known[0]:
            self._known = (number, await told.changes(connection, self._aspects))
        return self._known[1]

    async def recover(self, now: datetime) -> int:
        """Take up what a sender that is no more had claimed, and return how many editions that were."""
        async with self._store.begin() as connection:
            left = await outbox.in_state(connection, self.platform, "claimed")
            await outbox.write(connection, [{"edition": one.edition, "state": "checking"} for one in left])
            resumed = await outbox.resume_all(connection, self.platform, TOKEN)
        if left or resumed:
            log.info("digest.recovered", platform=self.platform, editions=len(left), resumed=resumed, at=now)
        return len(left)

    async def lost(self) -> list[Parcel]:
        """Return the editions of which it is to be found out whether they are there."""
        async with self._store.read() as connection:
            return await outbox.in_state(connection, self.platform, "checking", most=100)

    async def write(
        self,
        outcomes: Sequence[Outcome],
        claimed: Sequence[tuple[Parcel, tuple[str, ...]]],
        now: datetime,
        committing: Callable[[], None] = lambda: None,
    ) -> set[int]:
        """Write down what came of editions, and which ones are sent next, with the names of what they tell.

        Return the editions that are claimed: those that were still waiting. `committing` is called when all is written
        and nothing committed.
        """
        async with self._store.begin() as connection:
            await outbox.write(connection, [one.row for one in outcomes])
            await told.remember(connection, _told(outcomes))
            for one in outcomes:
                await self._after(connection, one, now)
            waiting = await outbox.still_queued(connection, [parcel.edition for parcel, _ in claimed])
            rows = [
                {
                    "edition": parcel.edition,
                    "state": "claimed",
                    "claimed_at": parcel.claimed_at or now,
                    "claims": list(dict.fromkeys((*parcel.claims, *names))),
                }
                for parcel, names in claimed
                if parcel.edition in waiting
            ]
            await outbox.write(connection, rows)
            committing()
        return waiting

    async def refused(self, now: datetime) -> None:
        """Pause everything: the platform does not let the bot in."""
        async with self._store.begin() as connection:
            if await outbox.pause_all(connection, self.platform, TOKEN):
                text = self._say("digest.told.token", platform=self.platform)
                await add_notice(connection, Notice(0, self.platform, "", "reports", text), now)

    async def _after(self, connection: AsyncConnection, one: Outcome, now: datetime) -> None:
        """Do what follows from an outcome: pause a subscription whose channel is gone, tell who has to know."""
        to = one.parcel.subscription
        if one.blame == "target" and await outbox.pause(connection, to.id, one.reason):
            why = self._say(f"digest.reason.{one.reason}")
            text = self._say("digest.told.paused", digest=to.id, place=place_of(to), reason=why)
            await self._tell(connection, to, "person", text, now)
        elif one.blame == "message" and one.error not in self._blamed:
            self._blamed.add(one.error)
            text = self._say("digest.told.refused", digest=to.id, place=place_of(to), error=one.error)
            await self._tell(connection, to, "reports", text, now)
        elif one.state == "uncertain":
            text = self._say("digest.told.uncertain", digest=to.id, place=place_of(to), local=one.parcel.local)
            await self._tell(connection, to, "reports", text, now)

    async def _tell(
        self, connection: AsyncConnection, to: Subscription, first: First, text: str, now: datetime
    ) -> None:
        await add_notice(connection, Notice(0, to.platform, to.created_by, first, text), now)


def place_of(to: Subscription) -> str:
    """Return how a line of text names the place of a digest."""
    return f"{to.platform} {to.target.kind} {to.target.id}"


def _told(outcomes: Sequence[Outcome]) -> list[tuple[int, int, str, date]]:
    return [
        (one.parcel.subscription.id, one.parcel.edition, name, one.on)
        for one in outcomes
        if one.state in {"sent", "uncertain"} and one.on
        for name in one.names
    ]
