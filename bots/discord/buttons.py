"""Presses on buttons, known by their custom id alone: `show:benzo/alprazolam/memory`, `share:...`.

Nothing is remembered between a reply and a press, so a button still works after a restart. discord.py's own
`DynamicItem` would do that too, but copies the message into `discord.ui` items for each press (74 µs for an overview),
lets an id that fits no template vanish without an answer, and writes errors to its own log with their text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.model import AnswerId

if TYPE_CHECKING:
    import discord

    from bots.discord.replies import Replies
    from core.app import App


class UnknownButton(ValueError):  # noqa: N818 - reads as what it is
    """A press on a button that no reply of ours has."""


async def press(interaction: discord.Interaction[Any], app: App, replies: Replies) -> None:
    """Answer a press on any button; one that is malformed or forged gets the apology."""
    async with replies.handling(interaction):
        action, _, address = (interaction.custom_id or "").partition(":")
        answer = app.open(AnswerId.parse(address), interaction.locale.value)
        mine = interaction.message is not None and interaction.message.flags.ephemeral
        match action:
            case "show" if mine:
                await replies.turn_into(interaction, answer)
            case "share" if mine and answer.id is not None:
                await replies.share(interaction, answer)
            case "show" | "share":  # a message that everybody sees stays as it is
                await replies.answer(interaction, answer, private=True)
            case _:
                raise UnknownButton
