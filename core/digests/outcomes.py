"""What came of an edition that was to be sent, and what is written down of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.digests.publishing import Blame, Receipt
    from core.digests.subscribing import Parcel, State

ERROR_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state that an edition is in now.

    `names` are what it told, or may have told, `on` the day that it bears. `claimed_at` is the moment since which it
    may be there, None while it is certain that it is not. `not_before` is when it is tried again. `tried`: it was
    posted, or that was attempted. `blame` is set for a final refusal. Times are in UTC.
    """

    parcel: Parcel
    state: State
    names: tuple[str, ...] = ()
    on: date | None = None
    claimed_at: datetime | None = None
    not_before: datetime | None = None
    receipt: Receipt | None = None
    sent_at: datetime | None = None
    tried: bool = False
    reason: str = ""
    detail: str = ""
    blame: Blame | None = None

    @property
    def error(self) -> str:
        """What went wrong, as the log of a digest keeps it: our code, and behind a colon the platform's."""
        return f"{self.reason}: {self.detail}"[:ERROR_LENGTH] if self.detail else self.reason

    @property
    def row(self) -> dict[str, Any]:
        """The columns of the outbox that change."""
        return {
            "edition": self.parcel.edition,
            "state": self.state,
            "attempts": self.parcel.attempts + self.tried,
            "not_before": self.not_before or self.parcel.not_before,
            "claimed_at": self.claimed_at,
            "claims": list(self.names),
            "sent_at": self.sent_at,
            "message": self.receipt.message if self.receipt else "",
            "link": self.receipt.link if self.receipt else "",
            "error": self.error,
        }


def settled(parcel: Parcel, state: State, **said: Any) -> Outcome:  # noqa: ANN401 - the fields of an outcome
    """Return an outcome that leaves open what was open: whether an earlier attempt is there, and what that one told."""
    return Outcome(parcel, state, **{"names": parcel.claims, "claimed_at": parcel.claimed_at, **said})
