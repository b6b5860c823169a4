"""Telling Discord our commands, only when it has other ones: 200 new ones a day are too many for it.

https://docs.discord.com/developers/interactions/application-commands#registering-a-command
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from discord import app_commands

_COMPARED = (
    *("type", "name", "description", "options", "contexts", "integration_types", "nsfw"),
    "default_member_permissions",
)


async def sync(tree: app_commands.CommandTree[Any]) -> bool:
    """Bring Discord's global commands to ours where they differ; return whether they did.

    Raises discord.HTTPException where Discord cannot be asked or does not take them.
    """
    ours = (command.to_dict(tree) for command in tree.get_commands())
    # As Discord tells them: `tree.fetch_commands` of discord.py 2.7.1 reads contexts and integration types
    # one place off (its `ArrayFlags` expect numbers from 1), so that every start would find a difference.
    client = tree.client
    theirs = await client.http.get_global_commands(client.application_id)
    if same(ours, theirs):
        return False
    await tree.sync()
    return True


def same(ours: Iterable[Any], theirs: Iterable[Any]) -> bool:
    """Say whether two lists of command payloads mean the same, whatever defaults one of them spells out."""
    return _by_name(ours) == _by_name(theirs)


def _by_name(commands: Iterable[dict[str, Any]]) -> dict[tuple[int, str], Any]:
    return {
        (command["type"], command["name"]): _meaning({k: command.get(k) for k in _COMPARED}) for command in commands
    }


def _meaning(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a payload without what says nothing (null, false, empty), and with lists of numbers in order.

    Permissions are a number to us, and to Discord a text of its digits.
    """
    if isinstance(value, dict):
        meant = {key: _meaning(item) for key, item in value.items()}
        if permissions := meant.get("default_member_permissions"):
            meant["default_member_permissions"] = str(permissions)
        return {key: item for key, item in meant.items() if item not in (None, False, "", [], {})}
    if isinstance(value, list):
        items = [_meaning(item) for item in value]
        return sorted(items) if all(isinstance(item, int) for item in items) else items
    return value
