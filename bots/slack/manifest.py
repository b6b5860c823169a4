"""The app's manifest, made from the topics: what an operator pastes into "Create an app from a manifest".

Fields and their limits: https://docs.slack.dev/reference/app-manifest, as a schema in the public repository
slackapi/manifest-schema (schemas/manifest.schema.2.0.0.json).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.phrases import FALLBACK

if TYPE_CHECKING:
    from core.app import App
    from core.catalog import Topic
    from core.phrases import Phrases


SCOPES = ["app_mentions:read", "chat:write", "commands", "im:history"]
EVENTS = ["app_mention", "message.im"]
MESSAGE_ACTION = "evidence"
"""The callback id of the shortcut in the menu of every message."""


def manifest(app: App) -> dict[str, Any]:
    """Return the manifest with the least rights.

    Replies to commands, presses and message actions go to their `response_url`, which needs no scope but `commands`.
    A mention needs `app_mentions:read` to be told of, a direct message `im:history`, and both `chat:write` for the
    reply. No scope lets the bot read a channel: https://docs.slack.dev/reference/events/app_mention,
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
            "shortcuts": [_message_action(phrases)],
            "slash_commands": [_command(topic, phrases) for topic in app.topics.values()],
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


def _command(topic: Topic, phrases: Phrases) -> dict[str, Any]:
    return {
        "command": f"/{topic.command}",
        "description": topic.description,
        "usage_hint": phrases("command.usage"),
        "should_escape": False,
    }


def _message_action(phrases: Phrases) -> dict[str, Any]:
    return {
        "name": phrases("message.action.short"),
        "type": "message",
        "callback_id": MESSAGE_ACTION,
        "description": phrases("message.action.description"),
    }
