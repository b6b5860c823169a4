"""Who may do what in a workspace: its owners and admins, and the members of a user group.

https://docs.slack.dev/reference/methods/users.info (scope users:read),
https://docs.slack.dev/reference/methods/usergroups.list and .../usergroups.users.list (scope usergroups:read). Asked
only about people who want to do what not everybody may; what Slack says is kept in memory for a minute.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from slack_sdk.errors import SlackApiError

from core.errors import WrongUse
from core.logs import log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from core.operating.panels import Right
    from core.phrases import Phrases

KEPT = 60.0
"""Seconds."""
EVERYBODY: frozenset[Right] = frozenset({"anyone"})
MANAGERS: frozenset[Right] = frozenset({"anyone", "set_up", "review"})
"""In a workspace of its own, who manages it and who reviews are the same people."""


class Known(NamedTuple):
    """Somebody's name in the workspace, and what they may do."""

    name: str
    rights: frozenset[Right]


class Rights:
    """Asks Slack. `group` is the handle of a user group, or ""."""

    def __init__(self, client: AsyncWebClient, token: str, group: str, phrases: Phrases) -> None:
        self._client = client
        self._token = token
        self._group = group.removeprefix("@")
        self._phrases = phrases
        self._known: OrderedDict[str, tuple[float, Known]] = OrderedDict()
        self._team = ""

    async def of(self, person: str) -> Known:
        """Return who somebody is. Raises WrongUse where the app lacks a scope, else what Slack's client raises."""
        now = asyncio.get_running_loop().time()
        while self._known and next(iter(self._known.values()))[0] <= now:
            self._known.popitem(last=False)
        if person not in self._known:
            self._known[person] = now + KEPT, await self._ask(person)
        _, known = self._known[person]
        return known

    async def _ask(self, person: str) -> Known:
        try:
            self._team = self._team or str((await self._client.auth_test(token=self._token))["team_id"])
            user = (await self._client.users_info(token=self._token, user=person))["user"]
            manages = self._is_admin(user) or await self._in_group(person)
        except SlackApiError as error:
            if error.response["error"] != "missing_scope":
                raise
            raise WrongUse(self._phrases("slack.scope", scope=error.response.get("needed", "?"))) from None
        return Known(str(user["name"]), MANAGERS if manages and not user.get("deleted") else EVERYBODY)

    def _is_admin(self, user: Mapping[str, Any]) -> bool:
        """Tell whether somebody is an admin here, not of a workspace that shares a channel with this one."""
        teams = {user.get("team_id"), *user.get("enterprise_user", {}).get("teams", ())}
        return self._team in teams and bool(user.get("is_admin") or user.get("is_owner"))

    async def _in_group(self, person: str) -> bool:
        if not self._group:
            return False
        listed = await self._client.usergroups_list(token=self._token)
        groups: list[dict[str, Any]] = listed["usergroups"]
        group = next((one for one in groups if one["handle"] == self._group), None)
        if group is None:
            log.warning("slack.no_such_user_group")
            return False
        members = await self._client.usergroups_users_list(token=self._token, usergroup=group["id"])
        return person in members["users"]
