"""What Slack needs from the environment. Light: imports nothing of the platform's library."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = {
    "SLACK_BOT_TOKEN": "https://api.slack.com/apps, your app, OAuth & Permissions, Bot User OAuth Token",
    "SLACK_APP_TOKEN": (
        "https://api.slack.com/apps, your app, Basic Information, App-Level Tokens, with the scope connections:write"
    ),
}
STEPS = (
    "https://api.slack.com/apps: Create New App, From a manifest, and paste what healthfacts slack-manifest prints",
    "Install App, Install to Workspace; then OAuth & Permissions, Bot User OAuth Token (xoxb-…) is SLACK_BOT_TOKEN",
    "Basic Information, App-Level Tokens, Generate, with the scope connections:write (xapp-…): SLACK_APP_TOKEN",
    "SLACK_BOT_TOKEN=… SLACK_APP_TOKEN=… healthfacts run; then /invite it to the channels where it may be mentioned",
)
"""What an operator does, one after the other, to run it."""
ONCE_ON = "/invite it to the channels where it may be mentioned"

_PREFIXES = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}
_REST = re.compile(r"[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """The two tokens of Socket Mode; `repr` hides them, so that they can reach no log by accident."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)


def read(environ: Mapping[str, str]) -> Settings | None:
    """Return the settings, None where neither token is set. Raises WrongUse for one alone or a malformed one."""
    tokens = {name: environ.get(name, "").strip() for name in VARIABLES}
    if not any(tokens.values()):
        return None
    for name, token in tokens.items():
        _check(name, token)
    return Settings(tokens["SLACK_BOT_TOKEN"], tokens["SLACK_APP_TOKEN"])


def _check(name: str, token: str) -> None:
    prefix, where = _PREFIXES[name], VARIABLES[name]
    if not token:
        raise WrongUse(f"{name} is not set, and Slack needs both tokens; get it at {where}.")
    if not token.startswith(prefix) or not _REST.fullmatch(token.removeprefix(prefix)):
        raise WrongUse(f"{name} is not such a token (it starts with {prefix}); get one at {where}.")
