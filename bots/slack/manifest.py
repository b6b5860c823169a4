"""The app's manifest, made from the topics: what an operator pastes into "Create an app from a manifest".

Fields and their limits: https://docs.slack.dev/reference/app-manifest, as a schema in the public repository
slackapi/manifest-schema (schemas/manifest.schema.2.0.0.json).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.phrases import FALLBACK

if TYPE_CHECKING:
    from core.app import App


SCOPES = [
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "usergroups:read",
    "users:read",
]
EVENTS = ["app_mention", "message.im"]
COMMAND = "/healthfacts"
MESSAGE_ACTION, REVIEW_ACTION = "evidence", "review"
"""The callback ids of the shortcuts in the menu of every message."""


def manifest(app: App) -> dict[str, Any]:
    """Return the manifest with the least rights.

    Replies to commands, presses and message actions go to their `response_url`, which needs no scope but `commands`.
    A mention needs `app_mentions:read` to be told of, a direct message `im:history`, and both `chat:write` for the
    reply. Whether somebody who wants to review or to set something up may do so takes `users:read` (are they an admin?)
    and `usergroups:read` (are they in the group of the settings?); whether a digest's channel is there and open takes
    `channels:read` and `groups:read`. Pictures are uploaded, with `files:write`. No scope lets the bot read what is
    said in a channel: https://docs.slack.dev/reference/events/app_mention,
    https://docs.slack.dev/reference/events/message.im.
    """
    phrases = app.phrases(FALLBACK)
    name = phrases("app.name")
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": name, "description": phrases("app.description")},
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,  # else nobody can write to it
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                _shortcut(MESSAGE_ACTION, phrases("message.action.short"), phrases("message.action.description")),
                _shortcut(
                    REVIEW_ACTION, phrases("review.message.action"), phrases("review.message.action.description")
                ),
            ],
            "slash_commands": [
                *(
                    _command(f"/{one.command}", one.description, phrases("command.usage"))
                    for one in app.topics.values()
                ),
                _command(COMMAND, phrases("slack.command.description"), phrases("slack.command.usage")),
            ],
        },
        "oauth_config": {"scopes": {"bot": SCOPES}},
        "settings": {
            "event_subscriptions": {"bot_events": EVENTS},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _command(command: str, description: str, usage: str) -> dict[str, Any]:
    return {"command": command, "description": description, "usage_hint": usage, "should_escape": False}


def _shortcut(callback_id: str, name: str, description: str) -> dict[str, Any]:
    return {"name": name, "type": "message", "callback_id": callback_id, "description": description}
