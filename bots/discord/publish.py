"""Posting digests to Discord. It needs no gateway, only REST, and each call is one request.

discord.py repeats a request by itself up to four times (`discord/http.py: request`), which would leave the pace of 50
requests a second and the count of invalid ones to chance; so its `Route` names the address, and the request is ours.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson
from discord.http import Route
from discord.utils import snowflake_time

from bots.discord.markup import escape, shortened
from bots.discord.pictures import with_picture
from bots.discord.refusals import refusal_of
from bots.discord.render import LIMITS, render
from bots.discord.rights import missing
from bots.pictures.gallery import Gallery
from core.digests.publishing import Pace, Receipt, Undeliverable
from core.digests.subscribing import Target
from core.fitting import TooSmall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp.payload import Payload

    from bots.discord.settings import Settings
    from bots.pictures.picture import Picture
    from core.app import App
    from core.digests.subscribing import TargetKind
    from core.model import Answer

GUARDED = timedelta(seconds=90)
"""For how long Discord surely refuses a second message with the same nonce: it says "in the past few minutes"
(https://docs.discord.com/developers/resources/message#create-message), of which this is half of two."""
SECONDS = 10.0
"""For one request."""
COMPONENTS_V2, NO_EMBEDS = 1 << 15, 1 << 2
TITLE_LENGTH = 100
"""Characters of a forum post's title: https://docs.discord.com/developers/resources/channel."""
MESSAGE_LENGTH = 2000
TAG_REQUIRED = 1 << 4
SKEW = timedelta(seconds=2)
"""By how much Discord's clock may be behind ours."""
KINDS: dict[int, TargetKind] = {0: "channel", 5: "channel", 10: "thread", 11: "thread", 12: "thread", 15: "forum"}
_OF_PICTURES = frozenset({"missing_permission", "message"})
"""What a channel may have against a picture alone: the permission Attach Files is missing, or it is too large there."""
"""Channel types that digests go to: https://docs.discord.com/developers/resources/channel#channel-object-channel-types."""


class Publisher:
    """Posts with one bot token over one session."""

    # 49 a second, spread over a little more than one: the requests of two seconds may run into one on their way.
    pace = Pace(total=50, spread=1.02, channel=5, period=5.0, in_flight=50, ahead=30)

    def __init__(self, app: App, session: aiohttp.ClientSession, token: str) -> None:
        self._say = app.phrases(app.settings.locale)
        self._session = session
        self._token = token
        self._me = ""
        self._gallery = Gallery(app)
        self._without: set[str] = set()
        """Channels that take no picture, as long as nobody has the bot look at them again."""

    async def ready(self) -> None:
        """Look whether the token is accepted. Raises Undeliverable."""
        self._me = str((await self._request("GET", "/users/@me"))["id"])

    def guarded(self, target: Target) -> timedelta | None:
        """Return for how long a nonce keeps a second message out; a forum's posts have none."""
        return None if target.kind == "forum" else GUARDED

    async def draw(self, answer: Answer) -> None:
        """Draw the picture that goes with an edition. Raises nothing."""
        await self._gallery.of_edition(answer)

    async def post(self, target: Target, answer: Answer, key: str, *, picture: bool = False) -> Receipt:
        """Post an edition: a message, or in a forum a post with the edition's title. Raises Undeliverable.

        A channel that refuses it because of its picture gets it without at the next attempt, which is due at once.
        """
        wanted = picture and target.id not in self._without
        shown = await self._gallery.of_edition(answer) if wanted else None
        message = self._message(answer, shown)
        try:
            if target.kind == "forum":
                title = shortened(answer.title, TITLE_LENGTH)
                of = {"name": title, "message": message}
                made = await self._write(f"/channels/{target.id}/threads", of, shown)
                return Receipt(str(made["id"]), _link(target.server, str(made["id"])))
            once = {**message, "nonce": key, "enforce_nonce": True}
            made = await self._write(f"/channels/{target.id}/messages", once, shown)
            return Receipt(str(made["id"]), _link(target.server, target.id, str(made["id"])))
        except Undeliverable as no:
            if shown is None or no.reason not in _OF_PICTURES:
                raise
            self._without.add(target.id)
            raise Undeliverable("picture", detail=no.detail, after=0.0, invalid=no.invalid) from None

    async def follow(self, target: Target, receipt: Receipt, answer: Answer) -> None:
        """Do nothing: the picture is in the message."""

    def _message(self, answer: Answer, picture: Picture | None) -> dict[str, Any]:
        room = LIMITS._replace(components=LIMITS.components - (picture is not None))
        try:
            components = render(answer, self._say, room)
        except TooSmall:
            raise Undeliverable("message", "message", detail="too small") from None
        message = {"flags": COMPONENTS_V2 | NO_EMBEDS, "allowed_mentions": {"parse": []}}
        if picture is None:
            return {**message, "components": components}
        attached = {"id": "0", "filename": picture.name, "description": picture.alt}
        return {**message, "components": with_picture(components, picture), "attachments": [attached]}

    async def find(self, target: Target, key: str, since: datetime) -> Receipt | None:  # noqa: ARG002
        """Look for a forum post of ours among the active threads, which takes no right to read what is in them.

        A message in a channel could only be found in its history, which this bot never reads.
        """
        if target.kind != "forum":
            raise Undeliverable("uncertain", "message", detail="channel history is not read")
        found = await self._request("GET", f"/guilds/{target.server}/threads/active")
        for one in found["threads"]:
            ours = str(one.get("parent_id")) == target.id and str(one.get("owner_id")) == self._me
            if ours and snowflake_time(int(one["id"])) >= since - SKEW:
                return Receipt(str(one["id"]), _link(target.server, str(one["id"])))
        return None

    async def look(self, channel: str) -> Target:
        """Look at a channel, thread or forum: whether it is there, open, and the bot may post. Raises Undeliverable."""
        self._without.discard(channel)
        if not channel.isdecimal():
            raise Undeliverable("unknown_channel", "target")
        found = await self._request("GET", f"/channels/{channel}")
        kind = KINDS.get(found["type"])
        if kind is None or not found.get("guild_id"):
            raise Undeliverable("wrong_kind", "target")
        if kind == "thread" and found.get("thread_metadata", {}).get("archived"):
            raise Undeliverable("archived", "target")
        if kind == "forum" and found.get("flags", 0) & TAG_REQUIRED:
            raise Undeliverable("tag_required", "target")
        server = str(found["guild_id"])
        place = found if kind != "thread" else await self._request("GET", f"/channels/{found['parent_id']}")
        if not self._me:
            await self.ready()
        guild, me = await asyncio.gather(
            self._request("GET", f"/guilds/{server}"), self._request("GET", f"/guilds/{server}/members/{self._me}")
        )
        if missing(kind, guild, me, place, self._me):
            raise Undeliverable("missing_permission", "target")
        return Target(channel, kind, server)

    async def tell(self, to: str, text: str, key: str) -> None:
        """Tell a person or a channel a few lines. Raises Undeliverable."""
        channel = to
        if to.startswith("discord:"):
            opened = await self._write("/users/@me/channels", {"recipient_id": to.removeprefix("discord:")})
            channel = str(opened["id"])
        content = shortened("\n".join(map(escape, text.splitlines())), MESSAGE_LENGTH)
        message = {"content": content, "flags": NO_EMBEDS, "allowed_mentions": {"parse": []}}
        await self._write(f"/channels/{channel}/messages", {**message, "nonce": key, "enforce_nonce": True})

    async def _write(self, path: str, body: dict[str, Any], picture: Picture | None = None) -> Any:  # noqa: ANN401 - JSON
        return await self._request("POST", path, _content(body, picture))

    async def _request(self, method: str, path: str, data: Payload | aiohttp.FormData | None = None) -> Any:  # noqa: ANN401
        """Make one request and return what it brought. Raises Undeliverable for everything else."""
        sends = method == "POST"
        headers = {"Authorization": f"Bot {self._token}"}
        try:
            async with self._session.request(method, Route(method, path).url, data=data, headers=headers) as response:
                brought = await response.read()
                if response.status >= HTTPStatus.BAD_REQUEST:
                    raise refusal_of(response.status, response.headers, brought, sends=sends)
                return orjson.loads(brought)
        except aiohttp.ClientConnectorError as error:  # never connected, so nothing was sent
            raise Undeliverable("unreachable", detail=type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError) as error:
            raise Undeliverable("unreachable", detail=type(error).__name__, maybe_sent=sends) from None


@asynccontextmanager
async def publisher(app: App, settings: Settings) -> AsyncIterator[Publisher]:
    """Open what posts digests to Discord, for as long as the block lasts."""
    agent = {"User-Agent": "DiscordBot (healthfacts, 1)"}
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, headers=agent) as session:
        yield Publisher(app, session, settings.token)


def _content(body: dict[str, Any], picture: Picture | None) -> Payload | aiohttp.FormData:
    """Return a body as it is sent: https://docs.discord.com/developers/reference#uploading-files."""
    if picture is None:
        return aiohttp.BytesPayload(orjson.dumps(body), content_type="application/json")
    form = aiohttp.FormData({"payload_json": orjson.dumps(body).decode()})
    form.add_field("files[0]", picture.png, filename=picture.name, content_type="image/png")
    return form


def _link(*parts: str) -> str:
    return "/".join(("https://discord.com/channels", *parts))
