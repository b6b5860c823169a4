"""The seam to a running platform for what nobody there has just asked for: telling operators, mending earlier posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from core.model import Answer
    from core.operating.panels import Panel


class Unreached(Exception):  # noqa: N818 - reads as the sentence it is
    """A platform did not do it.

    "gone": there is no such message any more; "cannot": it is not for us to do; "busy": it may work later, after
    `after` seconds where the platform names them. `code` is the platform's own word.
    """

    def __init__(self, why: Literal["gone", "cannot", "busy"], code: str = "", *, after: float | None = None) -> None:
        super().__init__(f"{why} {code}".strip())
        self.why = why
        self.code = code
        self.after = after


class Outlet(Protocol):
    """What reaches a platform's channels, while it is connected. Each call is one attempt."""

    async def notify(self, channel: str, panel: Panel) -> None:
        """Post a panel in a channel. Raises Unreached."""

    async def redraw(self, channel: str, message: str, answer: Answer) -> None:
        """Draw a message of the bot's anew. Raises Unreached."""


Outlets: TypeAlias = "Mapping[str, Outlet]"
"""The outlets of the platforms that are connected, by the platform's name."""
