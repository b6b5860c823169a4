"""The seam to a platform: what posts an edition there, and what it says when that does not work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from core.digests.subscribing import Target
    from core.model import Answer

Blame = Literal["passing", "target", "message", "token"]
"""What a refusal is the fault of: nothing that lasts; the channel; our message; the bot's token."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message that is there: its id, and a link to it ("" where there is none)."""

    message: str
    link: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How much a platform takes. `spread` says over how many seconds at most `total` posts may be sent.

    To one channel at most `channel` posts in `period` seconds. `in_flight` is how many may be on the wire,
    `ahead` how many more are claimed and wait for their turn. For `landing` seconds a post whose sender is gone may
    still be on its way, so that it is not looked for yet.
    """

    total: int
    spread: float
    channel: int
    period: float
    in_flight: int
    ahead: int
    landing: float = 10.0


class Undeliverable(Exception):  # noqa: N818 - reads as the sentence it is
    """A post that did not work, or of which it is not known whether it did.

    `reason` is a code that has a phrase ("digest.reason.<code>"), `detail` what the platform said, in its own code. It
    is tried again where `retry`; `after` are the seconds that the platform asks for, of everything if `everywhere`.
    `maybe_sent`: the message may be there all the same. `invalid`: it counts towards a budget of invalid requests.
    """

    def __init__(  # noqa: PLR0913
        self,
        reason: str,
        blame: Blame = "passing",
        *,
        detail: str = "",
        after: float | None = None,
        everywhere: bool = False,
        maybe_sent: bool = False,
        invalid: bool = False,
    ) -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.blame = blame
        self.detail = detail
        self.after = after
        self.everywhere = everywhere
        self.maybe_sent = maybe_sent
        self.invalid = invalid

    @property
    def retry(self) -> bool:
        """Whether it may work later."""
        return self.blame == "passing"


class Publisher(Protocol):
    """Posts to one platform with one token. Each call is one attempt: nothing in it is tried again."""

    pace: Pace

    async def ready(self) -> None:
        """Look whether the token is accepted. Raises Undeliverable."""

    def guarded(self, target: Target) -> timedelta | None:
        """Return for how long the platform refuses a second post with the same key there; None if it does not."""

    async def draw(self, answer: Answer) -> None:
        """Draw the picture that goes with an edition, so that its turn need not wait for that. Raises nothing."""

    async def post(self, target: Target, answer: Answer, key: str, *, picture: bool = False) -> Receipt:
        """Post an edition, with its picture where one is wanted and a message can carry it. Raises Undeliverable."""

    async def follow(self, target: Target, receipt: Receipt, answer: Answer) -> None:
        """Let the picture follow an edition whose message could not carry it: tried once, and what fails is logged."""

    async def find(self, target: Target, key: str, since: datetime) -> Receipt | None:
        """Return the message with this key that was posted since a moment (UTC), None if there certainly is none.

        Raises Undeliverable where that cannot be found out.
        """

    async def look(self, channel: str) -> Target:
        """Look at a place for digests. Raises Undeliverable for one that cannot get any."""

    async def tell(self, to: str, text: str, key: str) -> None:
        """Tell a person (a key such as "discord:803…") or a channel (its id) a line. Raises Undeliverable."""
