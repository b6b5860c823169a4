"""Presses on buttons, known by their custom id alone: `show:benzo/alprazolam/memory`, `share:...`.

Nothing is remembered between a reply and a press, so a button still works after a restart. discord.py's own
`DynamicItem` would do that too, but copies the message into `discord.ui` items for each press (74 µs for an overview),
lets an id that fits no template vanish without an answer, and writes errors to its own log with their text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bots.discord.panels import DO
from bots.discord.render import PICTURE, WRONG
from bots.discord.replies import NAME
from core.model import AnswerId
from core.operating import reports

if TYPE_CHECKING:
    import discord

    from bots.discord.operating import Operating
    from bots.discord.replies import Replies
    from core.app import App


class UnknownButton(ValueError):  # noqa: N818 - reads as what it is
    """A press on a button that no reply of ours has."""


async def press(
    interaction: discord.Interaction[Any], app: App, replies: Replies, operating: Operating | None = None
) -> None:
    """Answer a press on any button, or a filled form; one that is malformed or forged gets the apology."""
    async with replies.handling(interaction):
        action, _, address = (interaction.custom_id or "").partition(":")
        if action == DO and operating:
            await operating.press(interaction, address)
            return
        if action == WRONG:
            await _report(interaction, replies, operating, address)
            return
        if action == PICTURE:
            await replies.show_picture(interaction, AnswerId.parse(address))
            return
        country = app.country_of(NAME, str(interaction.guild_id or ""))
        answer = app.open(AnswerId.parse(address), interaction.locale.value, country)
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


async def _report(
    interaction: discord.Interaction[Any], replies: Replies, operating: Operating | None, address: str
) -> None:
    """Ask what looks wrong about an answer; where nothing can be kept that is said before anybody writes."""
    if operating is None:
        await replies.say(interaction, "operating.shut")
        return
    await operating.press(interaction, f"{reports.WRONG}/{address}")
