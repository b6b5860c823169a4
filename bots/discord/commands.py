"""The commands: for each topic `/benzo drug: about: share:`, and one in the menu of every message.

`to_query` is the one place where an interaction becomes a question; nothing of who asked goes further.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bots.discord.markup import length, shortened
from bots.discord.mentions import plain
from bots.discord.replies import NAME
from core.model import Query
from core.phrases import FALLBACK
from core.safety import HELP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bots.discord.operating import Operating
    from bots.discord.replies import Replies
    from core.app import App, Suggestion
    from core.catalog import Topic
    from core.model import Answer

    AppCommand = app_commands.Command[Any, ..., None] | app_commands.ContextMenu | app_commands.Group

# https://docs.discord.com/developers/interactions/application-commands
NAME_LENGTH = 32
DESCRIPTION_LENGTH = 100
CHOICE_LENGTH = 100
CHOICES = 25

EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
FOR_SERVERS_AND_PEOPLE = app_commands.AppInstallationType(guild=True, user=True)


def to_query(interaction: discord.Interaction[Any], topic: str, country: str = "") -> Query:
    """Return what was asked of `topic`. Without a drug it is about the class, and what can be asked.

    `country` is what the server has set for help lines.
    """
    given = interaction.namespace
    return Query(
        topic=topic,
        text=(given.drug or "").strip(),
        aspect=given.about,
        locale=interaction.locale.value,
        kind="command",
        country=country,
    )


def build(app: App, replies: Replies, operating: Operating | None = None) -> Iterator[AppCommand]:
    """Yield the command of each topic, the one on messages, and what operators do, if there are any."""
    for name, topic in app.topics.items():
        yield _command(app, replies, name, topic)
    yield _message_action(app, replies, operating)
    if operating:
        yield from operating.commands()


def _message_action(app: App, replies: Replies, operating: Operating | None) -> app_commands.ContextMenu:
    async def check(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        async with replies.handling(interaction):
            topic = next(iter(app.topics))
            country = app.country_of(NAME, str(interaction.guild_id or ""))
            query = Query(
                topic, plain(message.content), locale=interaction.locale.value, kind="message", country=country
            )
            await replies.answer(interaction, app.answer(query), private=True)
            if operating:
                await operating.offer(interaction, message.content)

    return app_commands.ContextMenu(
        name=shortened(app.phrases(FALLBACK)("message.action"), NAME_LENGTH),
        callback=check,
        allowed_contexts=EVERYWHERE,
        allowed_installs=FOR_SERVERS_AND_PEOPLE,
    )


def _command(app: App, replies: Replies, name: str, topic: Topic) -> app_commands.Command[Any, ..., None]:
    phrases = app.phrases(FALLBACK)

    async def suggest(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        async with replies.handling(interaction):
            await interaction.response.autocomplete(_choices(app.suggest(name, typed, CHOICES)))
        return []

    @app_commands.describe(
        drug=_description(phrases("command.drug")),
        about=_description(phrases("command.about")),
        share=_description(phrases("command.share")),
    )
    @app_commands.choices(
        about=[app_commands.Choice(name=aspect.label, value=aspect.id) for aspect in topic.aspects[:CHOICES]],
        share=[app_commands.Choice(name=phrases(f"command.share.{say}"), value=say) for say in ("yes", "no")],
    )
    @app_commands.autocomplete(drug=suggest)
    async def ask(
        interaction: discord.Interaction[Any],
        drug: str | None = None,  # noqa: ARG001 - read by to_query
        about: str | None = None,  # noqa: ARG001
        share: str | None = None,
    ) -> None:
        async with replies.handling(interaction):
            country = app.country_of(NAME, str(interaction.guild_id or ""))
            answer = app.answer(to_query(interaction, name, country))
            await replies.answer(interaction, answer, private=share != "yes" or not _may_be_shared_at_once(answer))

    return app_commands.Command(
        name=name,
        description=_description(topic.description),
        callback=ask,
        allowed_contexts=EVERYWHERE,
        allowed_installs=FOR_SERVERS_AND_PEOPLE,
    )


def _may_be_shared_at_once(answer: Answer) -> bool:
    """Say whether it may go to a channel in one step.

    Everything but facts says something about who asked (an emergency, a question for a dose, a name that
    nobody knows), and stays private unless they press the button.
    """
    return answer.id is not None and answer.id.aspect != HELP and answer.outcome in {"answer", "class"}


def _description(text: str) -> str:
    return shortened(text, DESCRIPTION_LENGTH)


def _choices(suggestions: tuple[Suggestion, ...]) -> list[app_commands.Choice[str]]:
    """Return suggestions as Discord takes them. One that is too long is left out, not cut."""
    return [
        app_commands.Choice(name=shortened(label, CHOICE_LENGTH), value=value)
        for label, value in suggestions[:CHOICES]
        if length(value) <= CHOICE_LENGTH
    ]
