"""Somebody in a server of the fake Discord who uses `/healthfacts`, presses buttons and fills forms."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakes.discord import FakeDiscord
from fakes.discord_payloads import GUILD, interaction, written
from fakes.discord_running import running
from fakes.operators import Site, a_site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fakes.discord_interactions import Asked, Reply
    from fakes.discord_payloads import Where

MANAGE_GUILD = 1 << 5
SEND_MESSAGES = 1 << 11


@dataclass
class Operator:
    """`name` is who they are, `manages` whether they have Manage Server in that server."""

    discord: FakeDiscord
    name: str = "ann"
    guild: str = GUILD
    manages: bool = True
    roles: tuple[str, ...] = ()
    where: Where = "guild"

    async def do(self, path: str, **options: str) -> Reply:
        return await (await self.send_command(path, **options)).reply()

    async def send_command(self, path: str, **options: str) -> Asked:
        given: list[dict[str, Any]] = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        *groups, last = path.split()
        data = {"name": last, "type": 1, "options": given}
        for group in reversed(groups):
            data = {"name": group, "type": 2, "options": [data]}
        return await self._send(2, {"id": "1", "name": "healthfacts", "type": 1, "options": [data]})

    async def press(self, seen: Reply, label: str) -> Reply:
        return await (await self.send_press(seen, seen.buttons[label])).reply()

    async def send_press(self, seen: Reply, custom_id: str) -> Asked:
        return await self._send(3, {"custom_id": custom_id, "component_type": 2, "id": 1}, seen)

    async def fill(self, form: Reply, seen: Reply | None = None, **values: str) -> Reply:
        """Fill a form, of which what is not named stays as it is, and send it; `seen` is where it was opened."""
        held = []
        for name, field in form.fields.items():
            if field["type"] == 4:
                value = values.get(name, field.get("value", ""))
                assert len(value) <= field["max_length"]
                held.append({"type": 4, "id": 2, "custom_id": name, "value": value})
            elif field["type"] == 8:
                chosen = values.get(name) or next((one["id"] for one in field.get("default_values", ())), None)
                held.append({"type": 8, "id": 2, "custom_id": name, "values": [chosen] if chosen else []})
            else:
                chosen = values.get(name) or next((one["value"] for one in field["options"] if one["default"]), None)
                held.append({"type": 3, "id": 2, "custom_id": name, "values": [chosen] if chosen else []})
        assert values.keys() <= form.fields.keys()
        components = [{"type": 18, "id": 1, "component": one} for one in held]
        data = {"custom_id": form.modal["custom_id"], "components": components}
        return await (await self._send(5, data, seen)).reply()

    async def on_message(self, text: str, name: str) -> Asked:
        """Choose a command in the menu of a message."""
        said = written(text, "guild")
        resolved = {"messages": {said["id"]: said}}
        data = {"id": "1", "name": name, "type": 3, "target_id": said["id"], "resolved": resolved}
        return await self._send(2, data)

    async def _send(self, kind: int, data: dict[str, Any], seen: Reply | None = None) -> Asked:
        payload = interaction(kind, data, self.where, "en-US")
        if self.where == "guild":
            permissions = SEND_MESSAGES | (MANAGE_GUILD if self.manages else 0)
            member = payload["member"]
            member = {**member, "permissions": str(permissions), "roles": list(self.roles)}
            member["user"] = {**member["user"], "username": self.name}
            payload |= {"guild_id": self.guild, "guild": {**payload["guild"], "id": self.guild}, "member": member}
        if seen is None:
            return await self.discord.send(payload)
        return await self.discord.send(payload | {"message": seen.message}, message=seen.message)


@asynccontextmanager
async def a_server(folder: Path, **settings: Any) -> AsyncIterator[tuple[Site, FakeDiscord]]:
    """Run our bot on a fake Discord, with its office open."""
    async with (
        a_site(folder, **settings) as site,
        FakeDiscord() as discord,
        running(site.app, discord, door=site.door),
    ):
        yield site, discord
