"""What a digest is made of: who gets it where and when, its editions, and each one's way to its channel.

Plain values; the rows behind them are in `core/storage/`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from core.digests.schedule import Schedule

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.digests.edition import WhenNothingNew

TargetKind = Literal["channel", "thread", "forum"]
Status = Literal["active", "paused", "removed"]
State = Literal["queued", "claimed", "checking", "sent", "uncertain", "failed", "dropped"]
"""Where an edition is on its way. `claimed`: it may be on the wire. `checking`: it may be there, which is being found
out. The last four are final; `uncertain` means that nobody can tell whether it is there."""

GRACE_HOURS = 12
"""Hours for which an edition that was missed is still worth sending."""
SKIPPED_TOLD = 50
"""Missed times that are written down one by one; who was away for longer needs no list of every hour."""
KEY_LENGTH = 24
"""Characters of a key; Discord takes 25 as a nonce."""
PICTURE = MappingProxyType({"yes": True, "no": False})
"""Whether a picture is wished, as a form and the terminal write it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a digest; "" and None leave it as it is, and of a new one to the default.

    `topic` is a topic's command; it may be left out where there is one topic.
    """

    channel: str = ""
    when: str = ""
    zone: str = ""
    when_nothing_new: WhenNothingNew | str = ""
    topic: str = ""
    picture: bool | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where a digest goes. `id` is the channel's or thread's, `server` the Discord server's or Slack workspace's."""

    id: str
    kind: TargetKind
    server: str


@dataclass(frozen=True)
class Subscription:
    """A channel that gets digests. `id` is 0 until it is stored.

    `topic` is a topic's id. `written` is the schedule as somebody typed it, `cron` as it is read in `zone`. `reason` is
    a code for why it is paused, "" where somebody paused it. `created_by` is the key of who set it up ("discord:803…").
    `picture`: its editions come with a picture of the evidence at a glance.
    """

    id: int
    topic: str
    platform: str
    target: Target
    written: str
    cron: str
    zone: str
    when_nothing_new: WhenNothingNew
    grace_hours: int
    status: Status
    reason: str
    next_at: datetime
    created_by: str
    created_at: datetime
    picture: bool = False

    @cached_property
    def schedule(self) -> Schedule:
        """When it is due."""
        return Schedule(self.cron, self.zone)

    @property
    def grace(self) -> timedelta:
        """For how long an edition that was missed is still sent."""
        return timedelta(hours=self.grace_hours)


@dataclass(frozen=True, slots=True)
class Parcel:
    """An edition on its way. `local` names the edition; it is sent not before `not_before`.

    `claimed_at` is the moment since which it may be there, None while it certainly is not; `claims` are the names of
    what it told then.
    """

    edition: int
    subscription: Subscription
    local: str
    planned_at: datetime
    target: Target
    key: str
    attempts: int
    not_before: datetime
    claimed_at: datetime | None
    claims: tuple[str, ...]

    def too_late(self, now: datetime) -> bool:
        """Tell whether it is not worth sending any more."""
        return now > self.planned_at + self.subscription.grace


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a digest's log. `state` is "skipped" for a time that was missed; `error` says why, as a code."""

    local: str
    planned_at: datetime
    state: State | Literal["skipped"]
    attempts: int
    sent_at: datetime | None
    link: str
    error: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that told a claim. `link` is "" where the platform gave none."""

    platform: str
    destination: str
    message: str
    link: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """When a channel was last told something: in which edition, and on which day."""

    edition: int
    on: date


def key_of(subscription: Subscription, local: str) -> str:
    """Return what marks the messages of an edition, so that a second one can be refused or found.

    The same edition to the same place has the same key, in every process and after every restart.
    """
    told = f"{subscription.platform}/{subscription.target.id}/{subscription.id}/{local}"
    return hashlib.sha256(told.encode()).hexdigest()[:KEY_LENGTH]
