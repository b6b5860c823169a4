"""What Discord needs from the environment. Light: imports nothing of the platform's library."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = {
    "DISCORD_TOKEN": "https://discord.com/developers/applications, your application, Bot, Reset Token",
}
STEPS = (
    "https://discord.com/developers/applications: New Application; then Bot, Reset Token, and copy the token",
    "DISCORD_TOKEN=… healthfacts discord-invite prints the link that adds it to your server (you need Manage Server)",
    "DISCORD_TOKEN=… healthfacts run",
)
"""What an operator does, one after the other, to run it."""
ONCE_ON = "healthfacts discord-invite prints the link that adds it to another server"

_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """The bot's token; `repr` hides it, so that it can reach no log by accident."""

    token: str = field(repr=False)


def read(environ: Mapping[str, str]) -> Settings | None:
    """Return the settings, None where `DISCORD_TOKEN` is not set. Raises WrongUse for what is no token."""
    token = environ.get("DISCORD_TOKEN", "").strip()
    if not token:
        return None
    if not _TOKEN.fullmatch(token):
        raise WrongUse(
            "DISCORD_TOKEN is not a bot token (three parts with dots between them);"
            f" get one at {VARIABLES['DISCORD_TOKEN']}."
        )
    return Settings(token)
