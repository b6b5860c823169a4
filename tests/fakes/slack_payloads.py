"""What Slack sends, whole, as in its documentation."""

from __future__ import annotations

import itertools
from typing import Any

_numbers = itertools.count(1)

BOT = "UBOT"


def reader() -> str:
    """Return the id of somebody new."""
    return f"U{next(_numbers)}"


def trigger() -> str:
    return f"1.2.{next(_numbers)}"


def command(text: str, command: str, response_url: str, who: str = "") -> dict[str, Any]:
    return {
        "token": "verification",
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": who or reader(),
        "user_name": "reader",
        "command": command,
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger(),
    }


def _interaction(kind: str, response_url: str, who: str = "") -> dict[str, Any]:
    return {
        "type": kind,
        "user": {"id": who or reader(), "username": "reader", "team_id": "T1"},
        "api_app_id": "A1",
        "token": "verification",
        "trigger_id": trigger(),
        "team": {"id": "T1", "domain": "fake"},
        "channel": {"id": "C1", "name": "general"},
        "is_enterprise_install": False,
        "response_url": response_url,
    }


def press(action_id: str, response_url: str, *, private: bool, thread: str | None, who: str = "") -> dict[str, Any]:
    container = {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": private}
    return {
        **_interaction("block_actions", response_url, who),
        "container": {**container, "thread_ts": thread} if thread else container,
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "action_ts": "1.1"}],
    }


def message_action(callback_id: str, message: dict[str, Any], response_url: str, who: str = "") -> dict[str, Any]:
    """https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload"""
    return {
        **_interaction("message_action", response_url, who),
        "callback_id": callback_id,
        "action_ts": "1.1",
        "message_ts": "1.1",
        "message": {"type": "message", "user": reader(), "ts": "1.1", **message},
    }


def submission(view: dict[str, Any], values: dict[str, str], who: str) -> dict[str, Any]:
    """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        element = block["element"]
        kind, name = element["type"], element["action_id"]
        typed = values.get(name)
        if kind == "plain_text_input":
            value = element.get("initial_value") if typed is None else typed or None
            assert len(value or "") <= element["max_length"]
            held: dict[str, Any] = {"type": kind, "value": value}
        elif kind == "static_select":
            options = {one["value"]: one for one in element["options"]}
            held = {"type": kind, "selected_option": options[typed] if typed else element.get("initial_option")}
        else:
            held = {"type": kind, "selected_conversation": typed or element.get("initial_conversation")}
        filled = (held.get(one) for one in ("value", "selected_option", "selected_conversation"))
        assert any(filled) or block["optional"], f"{name} is required"
        state[block["block_id"]] = {name: held}
    sent = _interaction("view_submission", "", who)
    for absent in ("channel", "response_url"):
        del sent[absent]
    return {**sent, "view": {"id": "V1", "team_id": "T1", **view, "state": {"values": state}}, "response_urls": []}


def event(kind: str, text: str, who: str = "", **fields: Any) -> dict[str, Any]:
    """Return the payload of an events_api envelope; a field that is None is left out."""
    number = next(_numbers)
    direct = {"channel": "D1", "channel_type": "im"} if kind == "message" else {"channel": "C1"}
    said = {"type": kind, "user": who or reader(), "text": text, "ts": f"{number}.000100", "team": "T1", **direct}
    said |= {"event_ts": said["ts"], **fields}
    return {
        "token": "verification",
        "team_id": "T1",
        "api_app_id": "A1",
        "event": {key: value for key, value in said.items() if value is not None},
        "type": "event_callback",
        "event_id": f"Ev{number}",
        "event_time": number,
        "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": False,
    }
