"""Somebody in the workspace of the fake Slack who uses `/healthfacts`, presses buttons and fills forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakes.slack import FakeSlack
    from fakes.slack_socket import Envelope


@dataclass
class Operator:
    """`id` is who they are to Slack, `admin` whether they are an admin of the workspace."""

    slack: FakeSlack
    id: str = "UANN"
    admin: bool = True

    def __post_init__(self) -> None:
        self.slack.people.known[self.id] = {"is_admin": self.admin, "name": self.id.removeprefix("U").lower()}

    async def do(self, text: str) -> dict[str, Any]:
        return await self.slack.reply(await self.slack.command(text, "/healthfacts", who=self.id))

    async def press(self, seen: dict[str, Any], label: str) -> dict[str, Any]:
        return await self.slack.reply(await self.open(seen, label))

    async def open(self, seen: dict[str, Any], label: str) -> Envelope:
        """Press a button, and return what was sent for it."""
        return await self.slack.press(buttons(seen)[label], who=self.id)

    async def fill(self, opened: Envelope, **values: str) -> dict[str, Any]:
        """Fill and send the form that something opened."""
        return await self.slack.reply(await self.slack.submit(opened, **values))


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Label -> action_id."""
    rows = [block["elements"] for block in message.get("blocks", ()) if block["type"] == "actions"]
    return {element["text"]["text"]: element["action_id"] for row in rows for element in row}
