"""What the bot may do in a channel, from the server's roles and the channel's overwrites.

The rules, in their order: https://docs.discord.com/developers/topics/permissions#permission-overwrites. discord.py has
them on objects that it makes of a whole cached server; here they are over three answers of REST.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from discord import Permissions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.digests.subscribing import TargetKind

NEEDED: Mapping[TargetKind, Permissions] = {
    "channel": Permissions(view_channel=True, send_messages=True),
    "forum": Permissions(view_channel=True, send_messages=True),
    "thread": Permissions(view_channel=True, send_messages_in_threads=True),
}


def missing(
    kind: TargetKind, guild: Mapping[str, Any], member: Mapping[str, Any], channel: Mapping[str, Any], me: str
) -> Permissions:
    """Return what a digest needs in a place and the bot lacks. `channel` is a thread's parent."""
    return Permissions(NEEDED[kind].value & ~_permissions(guild, member, channel, me))


def _permissions(guild: Mapping[str, Any], member: Mapping[str, Any], channel: Mapping[str, Any], me: str) -> int:
    everyone, mine = str(guild["id"]), {str(one) for one in member["roles"]}
    held = _all(int(role["permissions"]) for role in guild["roles"] if str(role["id"]) in mine | {everyone})
    if held & Permissions(administrator=True).value or str(guild.get("owner_id")) == me:
        return Permissions.all().value
    overwrites = {str(one["id"]): one for one in channel.get("permission_overwrites", ())}
    for ids in ({everyone}, mine, {me}):
        here = [one for id_, one in overwrites.items() if id_ in ids]
        held &= ~_all(int(one["deny"]) for one in here)
        held |= _all(int(one["allow"]) for one in here)
    return held


def _all(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)
