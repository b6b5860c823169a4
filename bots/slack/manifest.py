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


def manifest(app: App) -> dict[str, Any]:
    """Return the manifest with the least rights: `commands`, and nothing that reads or posts by itself.

    Replies and shared answers go to the `response_url` of a command or press, which needs no scope.
    """
    phrases = app.phrases(FALLBACK)
    name = phrases("app.name")
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": name, "description": phrases("app.description")},
        "features": {
            "bot_user": {"display_name": name, "always_online": True},
            "slash_commands": [_command(topic, phrases) for topic in app.topics.values()],
        },
        "oauth_config": {"scopes": {"bot": ["commands"]}},
        "settings": {
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
