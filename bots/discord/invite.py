"""The link with which somebody adds the bot to a server or to themselves."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import urlencode

from bots.discord.settings import VARIABLES
from core.errors import WrongUse

SCOPES = "bot applications.commands"

# None. Replies to commands and buttons go out through the interaction's own token, which asks for no
# permission of the bot's, and the bot reads no channel. Each permission that a server grants is one that a
# stolen token has. https://docs.discord.com/developers/interactions/receiving-and-responding
PERMISSIONS = 0


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
