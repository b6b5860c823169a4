"""`/healthfacts` in Discord: its commands, the buttons and forms behind them, and who may do what.

What is done stands in `core/operating/`; here an interaction becomes a `Request`, and a panel, form or answer a reply
that only who asked can see. Whoever manages a server may set up digests there; what is reviewed is told in every
server, so reviewing takes the same right in the operators' own server.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bots.discord.markup import escape, shortened
from bots.discord.panels import read_form, render_form, render_panel
from bots.discord.replies import Layout
from core.errors import HealthfactsError, StoreFault
from core.model import Answer
from core.operating.panels import Form, Person, Place, Request
from core.operating.review import FROM_MESSAGE, offer
from core.phrases import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bots.discord.render import Component
    from bots.discord.replies import Replies
    from core.app import App
    from core.door import Door
    from core.office import Office
    from core.operating.panels import Command, Flows, Panel, Right
    from core.settings import Settings

NAME = "healthfacts"
LINE_LENGTH = 2_000
"""Characters of a message's own text: https://docs.discord.com/developers/resources/message."""
OPENING = 2.0
"""Seconds that who wants a form waits for the office: Discord takes one within three, and as first response only."""
EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
SERVERS_ONLY = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
INSTALLED_IN_SERVERS = app_commands.AppInstallationType(guild=True, user=False)


class Dialog(discord.ui.Modal):
    """A form ready to be sent. Nothing of it is remembered: it comes back by its custom id, also after a restart."""

    def __init__(self, ready: Component) -> None:
        super().__init__(title=ready["title"], custom_id=ready["custom_id"])
        self._ready = ready
        self.stop()

    def to_dict(self) -> dict[str, Any]:
        """Return the modal as it is sent."""
        return self._ready


class Operating:
    """Takes what operators do. `door` leads to the office; flows are what can be done there."""

    def __init__(self, app: App, replies: Replies, door: Door, flows: Flows) -> None:
        self._app = app
        self._replies = replies
        self._door = door
        self._flows = flows

    def commands(self) -> Iterator[app_commands.Group | app_commands.ContextMenu]:
        """Yield `/healthfacts` with everything below it, and the action on messages where reviewing is on."""
        yield self._group()
        if self._app.settings.discord_server:
            yield self._message_action()

    def _group(self) -> app_commands.Group:
        say = self._app.phrases(FALLBACK)
        top = app_commands.Group(
            name=NAME,
            description=say("operating.description"),
            allowed_contexts=EVERYWHERE,
            allowed_installs=INSTALLED_IN_SERVERS,
        )
        groups: dict[str, app_commands.Group] = {}
        for flow in self._flows.flows:
            for one in flow.commands(say):
                parent = top
                if len(one.path) > 1:
                    about = say(f"operating.{one.path[0]}")
                    parent = groups.setdefault(one.path[0], app_commands.Group(name=one.path[0], description=about))
                parent.add_command(self._command(one))
        for group in groups.values():
            top.add_command(group)
        return top

    async def offer(self, interaction: discord.Interaction[Any], text: str) -> None:
        """Offer a reviewer, who asked about a message and has the answer, to add what that message links to."""
        if "review" in person_of(interaction, self._app.settings).rights:
            panel = offer(text, self._app.phrases(interaction.locale.value))
            if panel:
                await self._send(interaction, Layout(render_panel(panel)), instead=False)

    async def press(self, interaction: discord.Interaction[Any], action: str) -> None:
        """Do what a button of a panel, or a filled form, asks for."""
        data: Any = interaction.data
        values = read_form(data["components"]) if interaction.type is discord.InteractionType.modal_submit else {}
        words = action.split("/")
        await self._do(interaction, "/".join(words[:2]), tuple(words[2:]), values)

    def _command(self, command: Command) -> app_commands.Command[Any, ..., None]:
        async def run(interaction: discord.Interaction[Any], **given: str | None) -> None:
            values = {name: value for name, value in given.items() if value}
            async with self._replies.handling(interaction):
                await self._do(interaction, "/".join(command.path), (), values, form=command.opens_form)

        # The library reads options from the signature of a function; these come from the flow.
        options = [
            inspect.Parameter(
                one.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if one.required else None,
                annotation=str if one.required else str | None,
            )
            for one in command.options
        ]
        first = inspect.Parameter(
            "interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction
        )
        run.__signature__ = inspect.Signature([first, *options])  # type: ignore[attr-defined]
        app_commands.describe(**{one.name: one.description for one in command.options})(run)
        choices = {
            one.name: [app_commands.Choice(name=choice.label, value=choice.value) for choice in one.choices]
            for one in command.options
            if one.choices
        }
        app_commands.choices(**choices)(run)
        return app_commands.Command(name=command.path[-1], description=command.description, callback=run)

    def _message_action(self) -> app_commands.ContextMenu:
        async def add(interaction: discord.Interaction[Any], message: discord.Message) -> None:
            async with self._replies.handling(interaction):
                await self._do(interaction, FROM_MESSAGE, (), {"text": message.content})

        if not self._app.settings.discord_role:  # else it would be hidden from people with that role
            app_commands.default_permissions(manage_guild=True)(add)
        return app_commands.ContextMenu(
            name=self._app.phrases(FALLBACK)("review.message.action"),
            callback=add,
            allowed_contexts=SERVERS_ONLY,
            allowed_installs=INSTALLED_IN_SERVERS,
        )

    async def _do(
        self,
        interaction: discord.Interaction[Any],
        verb: str,
        arguments: tuple[str, ...],
        values: Mapping[str, str],
        *,
        form: bool = False,
    ) -> None:
        say = self._app.phrases(interaction.locale.value)
        try:
            flow = self._flows.of(verb)
        except KeyError:
            await self._tell(interaction, say("operating.stale"))
            return
        who = person_of(interaction, self._app.settings)
        right = flow.right(verb)
        if right not in who.rights:
            await self._tell(interaction, say(_why_not(right, self._app.settings)))
            return
        at_once = form or verb in flow.forms
        if not at_once:
            await self._put_off(interaction)
        request = Request(verb, arguments, values, who, place_of(interaction), interaction.locale.value)
        try:
            shown = await flow.handle(request, await self._office(at_once=at_once), say)
        except TimeoutError:
            await self._tell(interaction, say("operating.opening"))
        except HealthfactsError as error:
            shut = right == "anyone" and isinstance(error, StoreFault)  # a reader can mend no store
            await self._tell(interaction, say("operating.shut") if shut else str(error))
        else:
            await self._show(interaction, shown)

    async def _office(self, *, at_once: bool) -> Office:
        async with asyncio.timeout(OPENING if at_once else None):
            return await self._door.office()

    async def _put_off(self, interaction: discord.Interaction[Any]) -> None:
        """Tell Discord that the reply will take a moment: it waits three seconds, a page that is fetched takes more."""
        await interaction.response.defer(ephemeral=True, thinking=not _on_a_panel(interaction))

    async def _show(self, interaction: discord.Interaction[Any], shown: Panel | Form | Answer) -> None:
        if isinstance(shown, Form):
            await interaction.response.send_modal(Dialog(render_form(shown)))
        elif isinstance(shown, Answer):
            await self._send(interaction, self._replies.drawn(interaction, shown), instead=False)
        else:
            await self._send(interaction, Layout(render_panel(shown)), instead=shown.instead)

    async def _send(self, interaction: discord.Interaction[Any], layout: Layout, *, instead: bool) -> None:
        instead = instead and _on_a_panel(interaction)
        if not interaction.response.is_done():
            if instead:
                await interaction.response.edit_message(view=layout)
            else:
                await interaction.response.send_message(view=layout, ephemeral=True, suppress_embeds=True)
        elif instead or _is_thinking(interaction):
            await interaction.edit_original_response(view=layout)
        else:
            await interaction.followup.send(view=layout, ephemeral=True, suppress_embeds=True)

    async def _tell(self, interaction: discord.Interaction[Any], line: str) -> None:
        """Say one line to who asked, beside what they see."""
        text = shortened(escape(line), LINE_LENGTH)
        if _is_thinking(interaction):
            await interaction.edit_original_response(content=text)
        elif interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True, suppress_embeds=True)
        else:
            await interaction.response.send_message(text, ephemeral=True, suppress_embeds=True)


def _on_a_panel(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether a button of a private message was pressed, or a form filled that such a button opened."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _is_thinking(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether somebody sees nothing yet but that a reply is being made, which the reply then replaces."""
    return interaction.response.type is discord.InteractionResponseType.deferred_channel_message


def person_of(interaction: discord.Interaction[Any], settings: Settings) -> Person:
    """Return who acts and what they may. In direct messages nobody manages anything."""
    user = interaction.user
    manages = interaction.guild_id is not None and (interaction.permissions.manage_guild or _has_role(user, settings))
    rights: set[Right] = {"anyone"}
    rights |= {"set_up"} if manages else set()
    rights |= {"review"} if manages and str(interaction.guild_id) == settings.discord_server else set()
    return Person(f"discord:{user.id}", user.name, frozenset(rights))


def _has_role(user: discord.User | discord.Member, settings: Settings) -> bool:
    """Tell whether somebody has the role of the settings.

    The library tells roles of servers only that it has loaded, and the bot loads none; the ids that came with the
    interaction are kept all the same.
    """
    wanted = settings.discord_role
    return bool(wanted) and isinstance(user, discord.Member) and user._roles.has(int(wanted))  # noqa: SLF001


def _why_not(right: Right, settings: Settings) -> str:
    """Return which phrase tells somebody why they may not."""
    if right == "review" and not settings.discord_server:
        return "operating.refused.review.off"
    return f"operating.refused.{right}"


def place_of(interaction: discord.Interaction[Any]) -> Place:
    """Return where somebody acts."""
    return Place("discord", str(interaction.guild_id or ""), str(interaction.channel_id or ""))
