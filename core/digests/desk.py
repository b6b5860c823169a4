"""The desk of digests: who subscribes a channel, changes that, looks at it; and the rounds that plan and send.

Everything here is for people who manage a server or workspace, or run the bot. Errors are lines for them.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from core.digests.composing import Composer
from core.digests.delivery import Sender
from core.digests.mailroom import Mailroom
from core.digests.news import known_at_first
from core.digests.planning import NEVER, plan_due
from core.digests.publishing import Undeliverable
from core.digests.schedule import Schedule
from core.digests.subscribing import GRACE_HOURS, Subscription
from core.digests.telling import Teller
from core.errors import WrongUse
from core.logs import cause, log
from core.storage import digests as rows
from core.storage import outbox, told
from core.storage.turns import turn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from core.app import App
    from core.catalog import Topic
    from core.digests.edition import WhenNothingNew
    from core.digests.publishing import Publisher
    from core.digests.subscribing import Entry, Posted, State, Target, Wish
    from core.model import Answer
    from core.storage.engine import Store

TICK = 1.0
"""Seconds between two looks at what is due."""
TELLING = 5.0
"""Seconds between two looks at whom to tell something."""
REFUSED = 60.0
"""Seconds between two attempts with a platform that does not let the bot in, or cannot be reached."""
PATIENCE = 60.0
"""Seconds that somebody waits to see what comes of a digest that is sent now."""


class Digests:
    """Digests over one store. `publishers` are those of the platforms that have their tokens; `at` is for tests."""

    def __init__(
        self,
        app: App,
        store: Store,
        publishers: Mapping[str, Publisher],
        clock: Callable[[], datetime],
        *,
        at: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._app = app
        self._store = store
        self._publishers = publishers
        self._clock = clock
        self._at = at
        self._say = app.phrases(app.settings.locale)
        self._composer = Composer(app)
        self._senders: dict[str, Sender] = {}

    async def add(self, platform: str, wish: Wish, who: str, server: str | None = None) -> Subscription:
        """Subscribe a channel. `server` is where whoever asks may do that, None for the operators' terminal.

        Raises WrongUse, in one line, for what cannot work: zone, schedule, channel, permission.
        """
        topic = self._topic(wish.topic)
        schedule = Schedule.parse(wish.when, wish.zone)
        target = await self._target(platform, wish.channel, server)
        now = self._clock()
        new = Subscription(
            id=0,
            topic=topic.id,
            platform=platform,
            target=target,
            written=" ".join(wish.when.split()),
            cron=schedule.cron,
            zone=schedule.zone,
            when_nothing_new=_nothing_new(wish.when_nothing_new or "rotate"),
            grace_hours=GRACE_HOURS,
            status="active",
            reason="",
            next_at=next(schedule.after(now), NEVER),
            created_by=who,
            created_at=now,
            picture=bool(wish.picture),
        )
        async with self._store.begin() as connection:
            number = await rows.insert_subscription(connection, new)
            known = ((number, 0, name, now.date()) for name in known_at_first(topic))
            await told.remember(connection, known)
        log.info("digest.added", digest=number, platform=platform)
        return replace(new, id=number)

    async def edit(self, of: Subscription, wish: Wish, server: str | None = None) -> Subscription:
        """Change what is wished of a digest. Raises WrongUse."""
        schedule = Schedule.parse(wish.when or of.written, wish.zone or of.zone)
        target = of.target
        if wish.channel and wish.channel != of.target.id:
            target = await self._target(of.platform, wish.channel, server)
        moved = (schedule.cron, schedule.zone) != (of.cron, of.zone)
        return await self._keep(
            replace(
                of,
                target=target,
                written=" ".join((wish.when or of.written).split()),
                cron=schedule.cron,
                zone=schedule.zone,
                when_nothing_new=_nothing_new(wish.when_nothing_new or of.when_nothing_new),
                next_at=next(schedule.after(self._clock()), NEVER) if moved else of.next_at,
                picture=of.picture if wish.picture is None else wish.picture,
            )
        )

    async def get(self, number: str, platform: str | None = None, server: str | None = None) -> Subscription:
        """Return a digest by its number, if it is one of this server or workspace. Raises WrongUse."""
        if number.isdecimal():
            async with self._store.read() as connection:
                found = await rows.find_subscription(connection, int(number[:18]))
            if found and platform in {None, found.platform} and server in {None, found.target.server}:
                return found
        raise WrongUse(self._say("digest.no_such", number=number[:18]))

    async def of(self, platform: str | None = None, server: str | None = None) -> list[Subscription]:
        """Return the digests of a server or workspace, of a platform, or all."""
        async with self._store.read() as connection:
            return await rows.subscriptions(connection, platform=platform, server=server)

    async def preview(self, of: Subscription) -> Answer | None:
        """Return the edition that would be sent now; None where nothing is new and that is to be skipped."""
        async with self._store.read() as connection:
            past = await told.told_to(connection, [of.id])
            changes = await Mailroom(self._store, self._app, of.platform).changes(connection)
        composed = self._composer.compose(of, past[of.id], changes, self._clock())
        return composed.answer if composed else None

    async def send_now(self, of: Subscription) -> int:
        """Queue an edition besides the schedule, and return its number. Raises WrongUse for a second in a minute."""
        if of.status != "active":
            raise WrongUse(self._say("digest.paused_already", number=of.id))
        now = self._clock()
        async with self._store.begin() as connection:
            number = await rows.plan_now(connection, of, f"{of.schedule.local(now)}+", now)
        if number is None:
            raise WrongUse(self._say("digest.sent_already", number=of.id))
        if sender := self._senders.get(of.platform):
            sender.wake()
        return number

    async def pause(self, of: Subscription) -> Subscription:
        """Send nothing until it is resumed."""
        return await self._keep(replace(of, status="paused", reason=""))

    async def resume(self, of: Subscription) -> Subscription:
        """Go on: the newest edition that was missed meanwhile is sent, if its grace period has not run out.

        A channel that had failed is looked at first. Raises WrongUse.
        """
        if of.reason and of.platform in self._publishers:
            await self._target(of.platform, of.target.id, of.target.server)
        resumed = await self._keep(replace(of, status="active", reason=""))
        async with self._store.begin() as connection:
            await outbox.queue_again(connection, of.id, self._clock() - of.grace)
        return resumed

    async def remove(self, of: Subscription) -> None:
        """Send nothing any more, for good."""
        await self._keep(replace(of, status="removed"))

    async def log(self, of: Subscription, most: int = 10) -> list[Entry]:
        """Return the last editions, the newest first."""
        async with self._store.read() as connection:
            return await rows.entries(connection, of.id, most)

    def next_times(self, of: Subscription, count: int = 3) -> list[datetime]:
        """Return when it is due next, in its own time zone."""
        times = islice(of.schedule.after(self._clock()), count)
        return [time.astimezone(of.schedule.tz) for time in times]

    async def where_posted(self, claim: str) -> list[Posted]:
        """Return the messages that told a claim, the oldest first."""
        async with self._store.read() as connection:
            return await told.where_posted(connection, claim)

    def topic_of(self, of: Subscription) -> Topic | None:
        """Return the topic of a digest, None for one that is no longer there."""
        return self._composer.topic(of.topic)

    async def run(self, stop: asyncio.Event) -> None:
        """Plan and send until `stop` is set, then finish what is on the wire. What fails is logged and tried again."""
        tellers = (
            Teller(name, self._store, self._publishers, self._app.settings, self._clock) for name in self._publishers
        )
        await asyncio.gather(
            self._rounds(stop, TICK, self._plan),
            *(self._rounds(stop, TICK, partial(self._send, name, stop)) for name in self._publishers),
            *(self._rounds(stop, TELLING, one.tell) for one in tellers),
        )

    async def deliver(self, edition: int, platform: str) -> tuple[State, str, str]:
        """Send what is queued until an edition is settled; return its state, the link to it and what went wrong.

        Where another process has the turn to send, wait for that one. Raises StoreFault, and WrongUse after a minute.
        """
        stop = asyncio.Event()
        sending = asyncio.create_task(self._rounds(stop, TICK, partial(self._send, platform, stop)))
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    async with self._store.read() as connection:
                        found = await outbox.state_of(connection, edition)
                    if found and found[0] not in {"queued", "claimed", "checking"}:
                        return found
                    await asyncio.sleep(TICK / 10)
        except TimeoutError:
            raise WrongUse(self._say("digest.still_queued")) from None
        finally:
            stop.set()
            await sending

    async def _plan(self) -> None:
        while await plan_due(self._store, self._clock(), self._publishers):
            self._at("planned")
            for sender in self._senders.values():
                sender.wake()

    async def _send(self, platform: str, stop: asyncio.Event) -> None:
        """Send while it is our turn; a platform that does not let the bot in is left alone for a while."""
        publisher, mailroom = self._publishers[platform], Mailroom(self._store, self._app, platform)
        async with turn(self._store, platform) as ours:
            if not ours:
                return
            try:
                await publisher.ready()
            except Undeliverable as no:
                log.error("digest.not_let_in", platform=platform, reason=no.reason, detail=no.detail)
                if no.blame == "token":
                    await mailroom.refused(self._clock())
                await _pause(stop, REFUSED)
                return
            sender = self._senders[platform] = Sender(publisher, mailroom, self._composer, self._clock, self._at)
            try:
                await sender.run(stop)
            finally:
                del self._senders[platform]
            await _pause(stop, REFUSED)  # it ends by itself only when the token is refused

    async def _rounds(self, stop: asyncio.Event, every: float, do: Callable[[], Awaitable[None]]) -> None:
        while not stop.is_set():
            try:
                await do()
            except Exception as error:  # noqa: BLE001 - the edge: whatever fails here, the bot goes on answering
                log.error("digest.round_failed", **cause(error))
            await _pause(stop, every)

    async def _keep(self, new: Subscription) -> Subscription:
        async with self._store.begin() as connection:
            await rows.update_subscription(connection, new)
        return new

    def needs(self, platform: str) -> Publisher:
        """Return what posts to a platform. Raises WrongUse where its tokens are not set."""
        if platform not in self._publishers:
            raise WrongUse(self._say("digest.no_token", platform=platform))
        return self._publishers[platform]

    async def _target(self, platform: str, channel: str, server: str | None) -> Target:
        try:
            target = await self.needs(platform).look(channel)
        except Undeliverable as no:
            raise WrongUse(self._say(f"digest.reason.{no.reason}")) from None
        if server is not None and target.server != server:
            raise WrongUse(self._say("digest.reason.elsewhere"))
        return target

    def _topic(self, command: str) -> Topic:
        topics = self._app.topics
        if not command and len(topics) == 1:
            return next(iter(topics.values()))
        if command not in topics:
            raise WrongUse(self._say("digest.no_topic", topics=", ".join(topics)))
        return topics[command]


def _nothing_new(wish: str) -> WhenNothingNew:
    if wish not in {"rotate", "say", "skip"}:
        raise WrongUse(f"when nothing is new a digest can rotate, say so or skip, not {wish[:20]!r}")
    return wish  # type: ignore[return-value]


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
