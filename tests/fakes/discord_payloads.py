"""What Discord sends: interactions and messages, whole, as in its documentation."""

from __future__ import annotations

import itertools
from typing import Any, Literal

Where = Literal["guild", "dm", "private"]

Place = Literal["guild", "thread", "dm"]

APPLICATION, GUILD, CHANNEL = "1001", "3003", "4004"
CHANNELS: dict[Place, str] = {"guild": CHANNEL, "thread": "4104", "dm": "4204"}
TOKEN = "MTAwMQ.Fake00.a-token-for-loopback-only"  # noqa: S105 - its first part is 1001 in base64

_ids = itertools.count(900_000_000_000_000_000)

BOT_USER = {
    "id": APPLICATION,
    "username": "healthfacts",
    "global_name": None,
    "discriminator": "0",
    "avatar": None,
    "bot": True,
    "flags": 0,
    "public_flags": 0,
    "verified": True,
    "mfa_enabled": True,
    "locale": "en-US",
}


def new_id() -> str:
    return str(next(_ids))


def person(reader: str = "") -> dict[str, Any]:
    """Return the user with this id; somebody new for none."""
    reader = reader or new_id()
    return {**BOT_USER, "id": reader, "username": f"reader{reader}", "bot": False}


def application() -> dict[str, Any]:
    return {
        "id": APPLICATION,
        "name": "healthfacts",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": person(),
        "verify_key": "0" * 64,
        "flags": 0,
        "team": None,
        "summary": "",
    }


def interaction(kind: int, data: dict[str, Any], where: Where, locale: str, reader: str = "") -> dict[str, Any]:
    """Return an INTERACTION_CREATE: 2 command, 3 button, 4 autocomplete; by somebody new unless `reader` says who."""
    base = {
        "id": new_id(),
        "application_id": APPLICATION,
        "type": kind,
        "token": f"interaction-token-{new_id()}",
        "version": 1,
        "locale": locale,
        "data": data,
        "entitlements": [],
        "attachment_size_limit": 10_485_760,
        "app_permissions": "0",
        "channel_id": CHANNEL,
    }
    return base | _PLACES[where] | _asker(where, person(reader))


def _asker(where: Where, user: dict[str, Any]) -> dict[str, Any]:
    if where != "guild":
        channel = {**_PLACES[where]["channel"], "recipients": [user]}
        return {"channel": channel, "user": user}
    return {"member": {"user": user, **_MEMBER}}


_MEMBER = {
    "roles": [],
    "joined_at": "2026-01-01T00:00:00+00:00",
    "deaf": False,
    "mute": False,
    "flags": 0,
    "permissions": "2048",
    "nick": None,
    "avatar": None,
    "pending": False,
    "premium_since": None,
    "communication_disabled_until": None,
}
_PLACES: dict[Where, dict[str, Any]] = {
    "guild": {
        "context": 0,
        "guild_id": GUILD,
        "guild": {"id": GUILD, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "authorizing_integration_owners": {"0": GUILD},
        "channel": {
            "id": CHANNEL,
            "type": 0,
            "name": "general",
            "guild_id": GUILD,
            "position": 0,
            "parent_id": None,
            "permissions": "0",
            "flags": 0,
            "nsfw": False,
        },
    },
    "dm": {
        "context": 1,
        "authorizing_integration_owners": {"0": "0"},
        "channel": {"id": CHANNEL, "type": 1, "flags": 0},
    },
    "private": {
        "context": 2,
        "authorizing_integration_owners": {"1": "5005"},
        "channel": {"id": CHANNEL, "type": 3, "flags": 0, "name": "friends", "icon": None},
    },
}


def message(data: dict[str, Any], *, flags: int) -> dict[str, Any]:
    """Return the message that a request made, as Discord gives it back: each component with a number."""
    return {
        "id": new_id(),
        "channel_id": CHANNEL,
        "type": 20,
        "author": BOT_USER,
        "content": data.get("content") or "",
        "timestamp": "2026-11-23T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "flags": flags,
        "components": numbered(data.get("components") or [], itertools.count(1)),
        "webhook_id": APPLICATION,
        "application_id": APPLICATION,
    }


def numbered(components: list[dict[str, Any]], numbers: itertools.count[int]) -> list[dict[str, Any]]:
    for component in components:
        component["id"] = next(numbers)
        numbered(component.get("components", []), numbers)
    return components


def written(text: str, place: Place, reader: str = "", **fields: Any) -> dict[str, Any]:
    """Return a MESSAGE_CREATE; `<@id>` in the text is a mention, as Discord finds it."""
    names_bot = f"<@{APPLICATION}>" in text or f"<@!{APPLICATION}>" in text
    made = message({"content": text}, flags=0) | {
        "channel_id": CHANNELS[place],
        "type": 0,
        "author": person(reader),
        "mentions": [{**BOT_USER, "member": _MEMBER}] if names_bot else [],
        "channel_type": {"guild": 0, "thread": 11, "dm": 1}[place],
    }
    del made["webhook_id"], made["application_id"]
    if place != "dm":
        made |= {"guild_id": GUILD, "member": _MEMBER}
    return made | fields


def replying_to(seen: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return what makes a message a reply to one that was seen, with the ping that Discord adds by default."""
    reference = {"type": 0, "message_id": seen["id"], "channel_id": seen["channel_id"], "guild_id": GUILD}
    pinged = {**seen["author"], "member": _MEMBER}
    return {"type": 19, "message_reference": reference, "referenced_message": seen, "mentions": [pinged], **fields}
