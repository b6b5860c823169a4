"""Delivery: one sender for each bot token. Nothing is lost, and no reader sees an edition twice.

A row is claimed before it is posted and marked after. What is between the two when the process dies may be there or
not, so it is never simply sent again: only where the platform itself refuses a second post (Discord's nonce, for a few
minutes), or after the message was looked for and is not there. Everything else becomes `uncertain`, and the operators
are told.

The steps have names, which a test can stop at: "claiming" and "claimed" (before and after the transaction), "posting",
"posted", "marking" and "marked" (the same), and "committing" inside both.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from core.digests.outcomes import Outcome, settled
from core.digests.pacing import Budget, Channels, Pacer, TurnedAway
from core.digests.publishing import Undeliverable
from core.logs import cause, log

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from core.digests.composing import Composed, Composer
    from core.digests.mailroom import Mailroom, Waiting
    from core.digests.news import Changes
    from core.digests.publishing import Publisher, Receipt
    from core.digests.subscribing import Parcel, Told

INVALID, INVALID_SECONDS = 1_000, 600.0
"""Refusals (401, 403, 429) in ten minutes after which we wait: Discord bans an address at 10,000."""
IDLE = 1.0
"""Seconds between two looks at the outbox; another process may have put something there."""
GATHERING = 0.1
"""Seconds in which results are gathered before they are written down together."""
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds before an edition is tried again that failed for a reason that passes; doubled each time."""
TROUBLE = 5
"""Failures in a row, of whatever channels, that mean that the platform is in trouble: then one is tried alone."""
LONGEST_TROUBLE = 60.0
"""Seconds between two such attempts, at most."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """An edition that is claimed, and what it takes to compose it anew, should the facts change before its turn."""

    parcel: Parcel
    composed: Composed
    past: Mapping[str, Told]
    changes: Changes
    told_from: object
    claimed_at: datetime

    @property
    def names(self) -> tuple[str, ...]:
        """What the channel was told if this is posted, or an earlier attempt is there."""
        return tuple(dict.fromkeys((*self.parcel.claims, *self.composed.names)))


class Sender:
    """Sends one platform's editions. `at` is told each step by its name."""

    def __init__(
        self,
        publisher: Publisher,
        mailroom: Mailroom,
        composer: Composer,
        clock: Callable[[], datetime],
        at: Callable[[str], None],
    ) -> None:
        pace = publisher.pace
        self._publisher = publisher
        self._mailroom = mailroom
        self._composer = composer
        self._clock = clock
        self._at = at
        self._pace = pace
        self._ahead = 0
        self._pacer = Pacer(pace.total, pace.spread)
        self._channels = Channels(pace.channel, pace.period)
        self._invalid = Budget(INVALID, INVALID_SECONDS)
        self._flying: dict[asyncio.Task[None], str] = {}
        self._following: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._trouble = 0
        self._refused = False
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Say that there is something to send."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due until `stop` is set or the token is refused, then finish what is on the wire.

        Call it in one's turn only, once. Raises StoreFault.
        """
        stopping = asyncio.create_task(self._stop_with(stop))
        try:
            await self._mailroom.recover(self._clock())
            while not (stop.is_set() or self._refused):
                await self._round()
                await self._rest()
        finally:
            self._pacer.close()
            stopping.cancel()
            await asyncio.gather(stopping, *self._flying, return_exceptions=True)
            try:
                await self._claimed([])
            finally:
                await asyncio.gather(*self._following)
        if self._refused:
            await self._mailroom.refused(self._clock())

    async def _round(self) -> None:
        """Mark what came back, and send what is due."""
        await self._look_for_lost()
        ready = await self._claimed(await self._taken())
        self._ahead += len(ready)
        for one in ready:
            task = asyncio.create_task(self._send(one))
            self._flying[task] = one.parcel.target.id
            task.add_done_callback(self._landed)

    async def _taken(self) -> list[_Ready]:
        """Return editions that may be sent now, as many as there is room for on the wire."""
        room = (1 if self._trouble >= TROUBLE else self._pace.in_flight) - len(self._flying)
        room = min(room, self._pace.ahead - self._ahead)
        if room <= 0 or not self._pacer.open:
            return []
        busy = self._channels.busy() | set(self._flying.values())
        now = self._clock()
        waiting = await self._mailroom.waiting(now, room, busy)
        return [one for parcel in waiting.parcels if (one := self._judged(parcel, waiting, now))]

    def _judged(self, parcel: Parcel, waiting: Waiting, now: datetime) -> _Ready | None:
        """Compose an edition that is to be sent now, or say at once what becomes of it."""
        to = parcel.subscription
        if parcel.claimed_at is not None and not self._guarded(parcel, now):
            self._outcomes.append(settled(parcel, "checking"))
        elif to.status != "active":
            self._outcomes.append(settled(parcel, "dropped", reason=to.status))
        elif parcel.too_late(now):
            self._outcomes.append(settled(parcel, "failed" if parcel.attempts else "dropped", reason="late"))
        elif composed := self._composer.compose(to, waiting.past[to.id], waiting.changes, now):
            told_from = self._composer.told_from
            return _Ready(parcel, composed, waiting.past[to.id], waiting.changes, told_from, now)
        else:
            self._outcomes.append(settled(parcel, "dropped", reason="nothing_new"))
        return None

    def _guarded(self, parcel: Parcel, now: datetime) -> bool:
        """Tell whether the platform would refuse a second post of an edition that may be there."""
        window, since = self._publisher.guarded(parcel.target), parcel.claimed_at
        return window is not None and since is not None and timedelta(0) <= now - since < window

    async def _send(self, ready: _Ready) -> None:
        """Post one edition, and keep what came of it; a picture that follows it changes nothing of that any more."""
        outcome = await self._posted(ready)
        self._outcomes.append(outcome)
        if outcome.receipt and ready.parcel.subscription.picture:
            task = asyncio.create_task(self._follow(ready, outcome.receipt))
            self._following.add(task)
            task.add_done_callback(self._following.discard)

    async def _follow(self, ready: _Ready, receipt: Receipt) -> None:
        try:
            await self._publisher.follow(ready.parcel.target, receipt, ready.composed.answer)
        except Exception as error:  # noqa: BLE001 - the edge: the edition is there, and is not sent again for this
            log.error("digest.picture_failed", **cause(error))

    async def _posted(self, ready: _Ready) -> Outcome:
        picture = ready.parcel.subscription.picture
        try:
            if picture:
                await self._publisher.draw(ready.composed.answer)
            await self._pacer.turn()
        except TurnedAway:
            return settled(ready.parcel, "queued")
        finally:
            self._ahead -= 1
        fresh = self._fresh(ready)
        if fresh is None:
            return settled(ready.parcel, "queued")  # there is nothing left to tell, or no time: judge it anew
        try:
            self._channels.posted(fresh.parcel.target.id)
            self._at("posting")
            target, answer, key = fresh.parcel.target, fresh.composed.answer, fresh.parcel.key
            receipt = await self._publisher.post(target, answer, key, picture=picture)
        except Undeliverable as no:
            return self._turned_down(fresh, no)
        except Exception as error:  # noqa: BLE001 - the edge: nothing is known of this post, and others go on
            log.error("digest.post_failed", **cause(error))
            return self._turned_down(fresh, Undeliverable("unknown", maybe_sent=True))
        self._at("posted")
        self._trouble = 0
        on, names = fresh.composed.on, fresh.names
        return settled(fresh.parcel, "sent", names=names, on=on, receipt=receipt, sent_at=self._clock(), tried=True)

    def _fresh(self, ready: _Ready) -> _Ready | None:
        """Return an edition as it is to be told now, None for one that must be judged once more."""
        now, parcel = self._clock(), ready.parcel
        if parcel.claimed_at is not None and not self._guarded(parcel, now):
            return None
        if self._composer.told_from is ready.told_from:
            return ready
        composed = self._composer.compose(parcel.subscription, ready.past, ready.changes, now)
        return replace(ready, composed=composed) if composed else None

    def _turned_down(self, ready: _Ready, no: Undeliverable) -> Outcome:
        """Return what becomes of an edition that was not taken, or of which that is not known."""
        log.warning("digest.refused", reason=no.reason, detail=no.detail)
        parcel = ready.parcel
        said: dict[str, Any] = {"reason": no.reason, "detail": no.detail, "tried": True}
        if no.invalid:
            self._invalid.spend()
            self._pacer.hold(self._invalid.wait)
        if no.blame == "token":
            self._refused = True
            self._pacer.close()
            return settled(parcel, "queued", **said)
        if not no.retry:
            return settled(parcel, "failed", blame=no.blame, **said)
        said["not_before"] = self._clock() + timedelta(seconds=self._patience(parcel, no))
        if not no.maybe_sent:
            return settled(parcel, "queued", **said)
        guarded = self._publisher.guarded(parcel.target) is not None
        since = parcel.claimed_at or ready.claimed_at
        return settled(parcel, "queued" if guarded else "checking", names=ready.names, claimed_at=since, **said)

    def _patience(self, parcel: Parcel, no: Undeliverable) -> float:
        """Return how many seconds to wait before the next attempt, and make others wait too where that is asked."""
        if no.after is not None:
            self._channels.hold(parcel.target.id, no.after)
            self._pacer.hold(no.after if no.everywhere else 0.0)
            return no.after
        self._trouble += 1
        if self._trouble >= TROUBLE:
            self._pacer.hold(min(FIRST_PAUSE * 2.0 ** (self._trouble - TROUBLE), LONGEST_TROUBLE))
        return min(FIRST_PAUSE * 2.0**parcel.attempts, LONGEST_PAUSE)

    async def _look_for_lost(self) -> None:
        """Find out of editions that may be there whether they are."""
        for parcel in await self._mailroom.lost():
            now = self._clock()
            if self._guarded(parcel, now):
                self._outcomes.append(settled(parcel, "queued", not_before=parcel.planned_at))
            elif parcel.not_before <= now and not self._landing(parcel, now) and self._pacer.open:
                self._outcomes.append(await self._found(parcel, now))
        await self._claimed([])

    def _landing(self, parcel: Parcel, now: datetime) -> bool:
        since = parcel.claimed_at
        return since is not None and timedelta(0) <= now - since < timedelta(seconds=self._pace.landing)

    async def _found(self, parcel: Parcel, now: datetime) -> Outcome:
        try:
            await self._pacer.turn()
            receipt = await self._publisher.find(parcel.target, parcel.key, parcel.claimed_at or parcel.planned_at)
        except TurnedAway:
            return settled(parcel, "checking")
        except Undeliverable as no:
            on = now.astimezone(parcel.subscription.schedule.tz).date()
            said = {"detail": no.detail, "tried": True}
            if not no.retry or parcel.too_late(now):
                return settled(parcel, "uncertain", on=on, reason="uncertain", **said)
            later = now + timedelta(seconds=self._patience(parcel, no))
            return settled(parcel, "checking", reason=no.reason, not_before=later, **said)
        if receipt is None:
            return settled(parcel, "queued", names=(), claimed_at=None, not_before=parcel.planned_at)
        on = now.astimezone(parcel.subscription.schedule.tz).date()
        return settled(parcel, "sent", on=on, receipt=receipt, sent_at=now)

    async def _claimed(self, ready: Sequence[_Ready]) -> list[_Ready]:
        """Write down what came back, and return what is claimed by that; what cannot be written is kept for later."""
        count = len(self._outcomes)
        if not (count or ready):
            return []
        steps = [name for name, some in (("mark", count), ("claim", ready)) if some]
        for step in steps:
            self._at(f"{step}ing")
        claimed = [(one.parcel, one.composed.names) for one in ready]
        now, committing = self._clock(), partial(self._at, "committing")
        ours = await self._mailroom.write(self._outcomes[:count], claimed, now, committing)
        del self._outcomes[:count]
        for step in steps:
            self._at(f"{step}ed")
        return [one for one in ready if one.parcel.edition in ours]

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self._flying[task]
        self._wake.set()

    async def _rest(self) -> None:
        """Wait for something to do. While editions are on the wire, what comes back is gathered for a moment."""
        self._wake.clear()
        if self._flying:
            await asyncio.sleep(GATHERING)
            return
        try:
            async with asyncio.timeout(IDLE):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _stop_with(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._pacer.close()
        self._wake.set()
