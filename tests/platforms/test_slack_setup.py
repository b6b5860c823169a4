"""What an operator gives and gets: tokens, manifest."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fakes.slack_kit import SETTINGS, SampleApp
from jsonschema import Draft7Validator

from bots.slack import settings
from bots.slack.manifest import manifest
from core.app import load
from core.errors import WrongUse

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

BOT, APP = {"SLACK_BOT_TOKEN": "xoxb-1-2-a"}, {"SLACK_APP_TOKEN": "xapp-1-A-2-b"}


def text(longest: int) -> dict[str, object]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def closed(required: dict[str, object], **optional: object) -> dict[str, object]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **optional},
        "additionalProperties": False,
    }


# The fields and limits of https://docs.slack.dev/reference/app-manifest that a manifest of ours may use.
SCHEMA = closed(
    {
        "_metadata": closed({"major_version": {"const": 2}, "minor_version": {"type": "integer"}}),
        "display_information": closed({"name": text(35)}, description=text(140)),
        "features": closed(
            {
                "app_home": closed(
                    {
                        "home_tab_enabled": {"const": False},
                        "messages_tab_enabled": {"const": True},
                        "messages_tab_read_only_enabled": {"const": False},
                    }
                ),
                "shortcuts": {
                    "type": "array",
                    "maxItems": 10,
                    "items": closed(
                        {
                            "name": text(24),
                            "type": {"const": "message"},
                            "callback_id": text(255),
                            "description": text(150),
                        }
                    ),
                },
                "bot_user": closed({"display_name": text(80)}, always_online={"type": "boolean"}),
                "slash_commands": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 50,
                    "items": closed(
                        {"command": {**text(32), "pattern": "^/"}, "description": text(2000)},
                        usage_hint=text(1000),
                        should_escape={"type": "boolean"},
                    ),
                },
            }
        ),
        "oauth_config": closed({"scopes": closed({"bot": {"type": "array", "items": text(50)}})}),
        "settings": closed(
            {
                "event_subscriptions": closed({"bot_events": {"type": "array", "items": text(50)}}),
                "interactivity": closed({"is_enabled": {"const": True}}),
                "socket_mode_enabled": {"const": True},
                "org_deploy_enabled": {"const": False},
                "token_rotation_enabled": {"const": False},
            }
        ),
    }
)


def test_no_token_means_no_slack() -> None:
    assert settings.read({"SLACK_BOT_TOKEN": "", "OTHER": "x"}) is None


def test_both_tokens_are_read_and_never_shown() -> None:
    read = settings.read({**BOT, "SLACK_APP_TOKEN": " xapp-1-A-2-b\n"})
    assert read == settings.Settings("xoxb-1-2-a", "xapp-1-A-2-b")
    assert "xoxb" not in repr(SETTINGS)
    assert "xapp" not in repr(SETTINGS)


@pytest.mark.parametrize(
    ("environ", "variable"),
    [
        (BOT, "SLACK_APP_TOKEN"),
        (APP, "SLACK_BOT_TOKEN"),
        ({**BOT, "SLACK_APP_TOKEN": "xoxb-1-2-a"}, "SLACK_APP_TOKEN"),
        ({**APP, "SLACK_BOT_TOKEN": "xapp-1-A-2-b"}, "SLACK_BOT_TOKEN"),
        ({**APP, "SLACK_BOT_TOKEN": "xoxb-"}, "SLACK_BOT_TOKEN"),
        ({**APP, "SLACK_BOT_TOKEN": "xoxb-1 2"}, "SLACK_BOT_TOKEN"),
    ],
)
def test_a_wrong_token_is_named_in_one_line_with_where_to_get_one(environ: dict[str, str], variable: str) -> None:
    with pytest.raises(WrongUse) as wrong:
        settings.read(environ)
    told = str(wrong.value)
    assert told.startswith(variable)
    assert "https://api.slack.com/apps" in told
    assert "\n" not in told
    assert not re.search(r"xoxb-1|xapp-1", told)


def test_the_settings_do_not_import_the_library() -> None:
    code = "import sys, bots.slack.settings; sys.exit('slack_sdk' in sys.modules or 'aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code


def test_the_manifest_is_one_that_slack_takes() -> None:
    made = manifest(load())
    Draft7Validator(SCHEMA).validate(made)
    commands = [entry["command"] for entry in made["features"]["slash_commands"]]
    assert commands == [*(f"/{command}" for command in load().topics), "/healthfacts"]
    assert [entry["callback_id"] for entry in made["features"]["shortcuts"]] == ["evidence", "review"]


def test_the_manifest_asks_for_no_right_to_read_what_is_said_in_a_channel() -> None:
    made = manifest(load())
    scopes = [
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
    assert made["oauth_config"] == {"scopes": {"bot": scopes}}
    assert made["settings"]["event_subscriptions"] == {"bot_events": ["app_mention", "message.im"]}


def test_manifest(snapshot: SnapshotAssertion) -> None:
    assert json.dumps(manifest(SampleApp().as_app), indent=1, ensure_ascii=False) == snapshot
