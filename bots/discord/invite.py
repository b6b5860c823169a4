"""The link with which somebody adds the bot to a server or to themselves."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlencode

from bots.discord.settings import VARIABLES
from core.errors import WrongUse

SCOPES = "bot applications.commands"

# Commands and buttons need no permission: they are answered through the interaction's own token. Mentions are
# answered by a message of the bot's: it has to see the channel, and to write there and in threads; and Discord takes a
# reply only from who may read the history, although the bot never does.
# https://docs.discord.com/developers/topics/permissions
PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 16 | 1 << 38
"""View Channel, Send Messages, Read Message History, Send Messages in Threads. Each permission that a server grants
is one that a stolen token has, so there is no other."""


def invite_link(application_id: int) -> str:
    """Return the link that adds the bot, with the least that it needs."""
    asked = urlencode({"client_id": application_id, "scope": SCOPES, "permissions": PERMISSIONS})
    return f"https://discord.com/oauth2/authorize?{asked}"


def application_id(token: str) -> int:
    """Return the application's id, which is the first part of its token in base64. Raises WrongUse."""
    part = token.partition(".")[0]
    try:
        return int(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("ascii"))
    except (binascii.Error, ValueError):
        raise WrongUse(
            f"DISCORD_TOKEN does not begin with an application's id; copy it whole from {VARIABLES['DISCORD_TOKEN']}."
        ) from None
