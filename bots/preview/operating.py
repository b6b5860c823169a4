"""`/healthfacts` in the preview: its commands, panels and forms, drawn as each platform would send them.

Whoever sits in front of the preview operates the bot, and so has every right; what they do is done in the store that
the bot would use. What is done stands in `core/operating/`; this is what `bots/discord/operating.py` and
`bots/slack/operating.py` are to their platforms. `page` is the preview's own: it gets panels and forms as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import msgspec
from aiohttp import web

from bots.discord import panels as discord
from bots.preview import sizes
from bots.preview.replies import Platform, Reply, to_reply
from bots.preview.taking import NotThere, taking
from bots.slack import panels as slack
from bots.slack.typed import command_of, options_of, usage
from core.errors import StoreFault
from core.model import Answer
from core.operating.flows import FLOWS
from core.operating.panels import Form, Panel, Part, Person, Place, Request
from core.operating.reports import WRONG

if TYPE_CHECKING:
    from core.app import App
    from core.door import Door
    from core.office import Office
    from core.operating.panels import Command
    from core.phrases import Phrases

WHO = Person("preview:operator", "preview", frozenset({"anyone", "set_up", "review"}))
SERVER, CHANNEL = "preview", "peer-support"
WRONG_BUTTON = "wrong:"
"""What the button under answers begins with, on both platforms."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What an operator does: a command as it is typed (`line`), or a button pressed or form filled (`action`).

    A command comes from Discord with its options as `values`, from Slack within the line.
    """

    platform: Literal["discord", "slack", "page"]
    line: str = ""
    action: str = ""
    values: dict[str, str] = field(default_factory=dict)


class Shown(TypedDict, total=False):
    """What they see then: a reply, a form (as `modal` of the platform), one line, or on the page a bare panel."""

    reply: Reply
    modal: Any
    form: Form
    panel: Panel
    line: str


class Operating:
    """Takes what operators do. Without a `door` there is no store, and that is said."""

    def __init__(self, app: App, door: Door | None) -> None:
        self._app = app
        self._door = door

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of this part."""
        return [web.post("/api/operate", taking(Doing, self.do))]

    @property
    def _say(self) -> Phrases:
        return self._app.phrases(self._app.settings.locale)

    @cached_property
    def _commands(self) -> list[Command]:
        return [one for flow in FLOWS.flows for one in flow.commands(self._say)]

    def commands(self) -> list[dict[str, Any]]:
        """Return the commands with their options, as the page completes them."""
        return [
            {
                "path": " ".join(one.path),
                "usage": usage(one),
                "description": one.description,
                "options": [msgspec.to_builtins(option) for option in one.options],
            }
            for one in self._commands
        ]

    async def do(self, did: Doing) -> Shown:
        """Do it. Raises NotThere for a button that there is not, HealthfactsError with one line for who did it."""
        if did.action:
            verb, arguments = _action(did.action)
            values = did.values
        else:
            words = did.line.split()
            command = command_of(words, self._commands)
            if command is None:
                return self._shown(did, self._help())
            verb, arguments = "/".join(command.path), ()
            values = did.values if did.platform == "discord" else options_of(words, command, self._say)
        try:
            flow = FLOWS.of(verb)
        except KeyError:
            raise NotThere from None
        where = "slack" if did.platform == "slack" else "discord"
        request = Request(verb, arguments, values, WHO, Place(where, SERVER, CHANNEL), self._app.settings.locale)
        return self._shown(did, await flow.handle(request, await office_of(self._door), self._say))

    def _shown(self, did: Doing, shown: Panel | Form | Answer) -> Shown:
        if isinstance(shown, Answer):
            where: Platform = "slack" if did.platform == "slack" else "discord"
            return Shown(reply=to_reply(self._app, where, shown, private=True))
        if did.platform == "page":
            return Shown(form=shown) if isinstance(shown, Form) else Shown(panel=shown)
        if isinstance(shown, Form):
            is_slack = did.platform == "slack"
            return Shown(
                modal=slack.render_form(shown, self._say("form.close"), {"do": shown.action})
                if is_slack
                else discord.render_form(shown)
            )
        return Shown(reply=_panel(did.platform, shown, instead=shown.instead and bool(did.action)))

    def _help(self) -> Panel:
        parts = [
            Part(self._say("operating.help.command", command=usage(one), description=one.description))
            for one in self._commands
        ]
        return Panel(self._say("operating.help.title"), tuple(parts))


async def office_of(door: Door | None) -> Office:
    """Return the office behind the door. Raises StoreFault where there is none, or it is shut."""
    if door is None:
        raise StoreFault("this preview has no store; start it with `healthfacts preview`")
    return await door.office()


def _action(action: str) -> tuple[str, tuple[str, ...]]:
    """Return the verb and the arguments of a button or form. Raises NotThere."""
    if action.startswith(WRONG_BUTTON):
        return WRONG, tuple(action.removeprefix(WRONG_BUTTON).split("/"))
    words = action.removeprefix(f"{discord.DO}:").split("/")
    if not words[0]:
        raise NotThere
    return "/".join(words[:2]), tuple(words[2:])


def _panel(platform: Literal["discord", "slack"], panel: Panel, *, instead: bool) -> Reply:
    payload: Any
    if platform == "discord":
        components = discord.render_panel(panel)
        payload, measured = {"components": components}, sizes.of_discord(components)
    else:
        payload = slack.render_panel(panel)
        measured = sizes.of_slack(payload)
    return Reply(
        title=panel.title, private=True, instead=instead, under=False, payload=payload, sizes=measured, files={}
    )
