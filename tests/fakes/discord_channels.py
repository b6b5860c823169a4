"""Channels, threads and direct messages of the fake Discord: what people write there, and what the bot posts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fakes import discord_limits as limits
from fakes.discord_payloads import APPLICATION, CHANNELS, Place, message, new_id, written

if TYPE_CHECKING:
    from fakes.discord_gateway import Gateway

DEADLINE = 5
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
EMPTY = {"content": "", "embeds": [], "attachments": [], "components": []}


def ids_as_text(data: dict[str, Any]) -> dict[str, Any]:
    """Return a message as Discord describes it: ids are text, but it takes numbers too, as the library sends them."""
    reference = data.get("message_reference")
    if reference is None:
        return data
    ids = {key: str(reference[key]) for key in ("message_id", "channel_id", "guild_id") if key in reference}
    return {**data, "message_reference": {**reference, **ids}}


class Channels:
    def __init__(self, gateway: Gateway) -> None:
        self.posts: list[dict[str, Any]] = []
        self.boards: set[str] = set()
        """Channels in which the bot may post what replies to nothing."""
        self._gateway = gateway
        self._said: dict[str, dict[str, Any]] = {}
        self._by_nonce: dict[str, dict[str, Any]] = {}
        self._posted = asyncio.Condition()

    async def say(self, text: str, place: Place, reader: str = "", **fields: Any) -> dict[str, Any]:
        """Write a message; the bot is sent as much of it as its intents give it."""
        said = written(text, place, reader, **fields)
        await self.deliver(said)
        return said

    async def deliver(self, said: dict[str, Any], shard: int = 0) -> None:
        self._said[said["id"]] = said
        intents = self._gateway.sessions[shard].intents
        direct = "guild_id" not in said
        if not intents & (DIRECT_MESSAGES if direct else GUILD_MESSAGES):
            return
        meant = (
            direct or said["author"]["id"] == APPLICATION or any(one["id"] == APPLICATION for one in said["mentions"])
        )
        seen = said if meant or intents & MESSAGE_CONTENT else said | EMPTY
        await self._gateway.dispatch("MESSAGE_CREATE", seen, shard)

    def replies(self, said: dict[str, Any]) -> list[dict[str, Any]]:
        return [post for post in self.posts if post.get("message_reference", {}).get("message_id") == said["id"]]

    async def reply(self, said: dict[str, Any], count: int = 1) -> dict[str, Any]:
        """Wait for the `count`-th reply to a message."""
        async with self._posted, asyncio.timeout(DEADLINE):
            await self._posted.wait_for(lambda: len(self.replies(said)) >= count)
        return self.replies(said)[count - 1]

    def faults(self, channel: str, data: dict[str, Any]) -> limits.Faults:
        """Say what Discord would refuse, or people would mind, in a message to a channel."""
        allowed = limits.V2 | limits.SUPPRESS_EMBEDS | limits.SUPPRESS_NOTIFICATIONS
        if channel in self.boards:
            yield from limits.message_faults(data, flags=allowed)
            return
        yield from limits.message_faults(data, flags=allowed, mentions={"parse": [], "replied_user": False})
        reference = data.get("message_reference") or {}
        said = self._said.get(reference.get("message_id", ""))
        if said is None:
            yield "not a reply to a message that was written"
        elif not said["channel_id"] == channel == reference.get("channel_id", channel):
            yield "a reply in another channel than the question's"
        if reference.get("fail_if_not_exists", True):
            yield "the reply would fail if the question was deleted meanwhile"
        if channel not in CHANNELS.values():
            yield f"no channel {channel}"
        if not 1 <= len(data.get("nonce", "")) <= 25 or data.get("enforce_nonce") is not True:
            yield "a second attempt would post it twice"

    async def post(self, channel: str, data: dict[str, Any]) -> dict[str, Any]:
        """Post a message of the bot's; the same nonce again gives the same message."""
        if data["nonce"] not in self._by_nonce:
            place = {"channel_id": channel, "type": 0, "id": new_id()}
            if "message_reference" in data:
                place |= {"type": 19, "message_reference": data["message_reference"]}
            made = message(data, flags=data.get("flags", 0)) | place
            del made["webhook_id"]
            self._by_nonce[data["nonce"]] = made
            self.posts.append(made)
            async with self._posted:
                self._posted.notify_all()
        return self._by_nonce[data["nonce"]]

    def edit(self, known: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """Change a message of the bot's."""
        changed = message(data, flags=data.get("flags", 0))
        known |= {name: changed[name] for name in ("content", "components", "flags")}
        known["edited_timestamp"] = "2026-11-26T00:00:00+00:00"
        return known
