"""`/healthfacts digest`: what people who manage a server or workspace do with its digests.

They see and change the digests of their own server only. Where there is one digest no number is needed; where there
are several, a list asks which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.digests.subscribing import PICTURE, Wish
from core.operating.digest_panels import add_form, digest_panel, edit_form, list_panel, log_panel, sure_panel
from core.operating.panels import Command, Option, Panel, Part

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from core.digests.desk import Digests
    from core.digests.subscribing import Subscription
    from core.model import Answer
    from core.office import Office
    from core.operating.panels import Form, Request, Right
    from core.phrases import Phrases

    Shown = Panel | Form | Answer
    Do = Callable[[Subscription, Request, Digests, Phrases], Awaitable[Shown]]

COMMANDS = ("add", "list", "preview", "send-now", "pause", "resume", "edit", "remove", "log")
_BEHIND = frozenset({"create", "save", "show", "really"})
"""Verbs of buttons and forms alone."""


class DigestFlow:
    """The flow. It keeps nothing."""

    name = "digest"
    forms = frozenset({"digest/add", "digest/edit"})

    def __init__(self) -> None:
        self._with_one: Mapping[str, Do] = {
            "show": self._show,
            "preview": self._preview,
            "send-now": self._send_now,
            "pause": self._pause,
            "resume": self._resume,
            "edit": self._edit,
            "save": self._save,
            "remove": self._remove,
            "really": self._really,
            "log": self._log,
        }

    def commands(self, say: Phrases) -> tuple[Command, ...]:
        """Return the commands, with their descriptions."""
        number = Option("number", say("digest.option.number"))
        return tuple(
            Command(
                ("digest", name),
                say(f"digest.command.{name}"),
                "set_up",
                () if name in {"add", "list"} else (number,),
                opens_form=f"digest/{name}" in self.forms,
            )
            for name in COMMANDS
        )

    def right(self, verb: str) -> Right:
        """Return what a verb takes: to manage the server. Raises KeyError for one that there is not."""
        flow, _, rest = verb.partition("/")
        if flow != self.name or rest not in {*COMMANDS, *_BEHIND}:
            raise KeyError(verb)
        return "set_up"

    async def handle(self, request: Request, office: Office, say: Phrases) -> Shown:
        """Do what is asked. Raises HealthfactsError with one line for who asked."""
        verb, digests = request.verb.partition("/")[2], office.digests
        if verb == "add":
            return await self._add(request, office, say)
        if verb == "create":
            return await self._create(request, digests, say)
        if verb == "list":
            page = request.arguments[0] if request.arguments else "1"
            then = request.arguments[1] if len(request.arguments) > 1 else "show"
            return await self._list(request, digests, say, int(page), then)
        number = request.value("number") or (request.arguments[0] if request.arguments else "")
        if not number:
            here = await digests.of(request.place.platform, request.place.server)
            if len(here) != 1:
                return await self._list(request, digests, say, 1, verb)
            number = str(here[0].id)
        of = await digests.get(number, request.place.platform, request.place.server)
        return await self._with_one[verb](of, request, digests, say)

    async def _add(self, request: Request, office: Office, say: Phrases) -> Form:
        here = await office.digests.of(request.place.platform, request.place.server)
        topics = {command: topic.title for command, topic in office.app.topics.items()}
        return add_form(request.place.channel, here[-1].zone if here else "", topics, say)

    async def _create(self, request: Request, digests: Digests, say: Phrases) -> Panel:
        place = request.place
        new = await digests.add(place.platform, _wish(request), request.who.key, place.server)
        return _panel(new, digests, say, "digest.added")

    async def _list(self, request: Request, digests: Digests, say: Phrases, page: int, then: str) -> Panel:
        here = await digests.of(request.place.platform, request.place.server)
        return list_panel([(one, _title(one, digests)) for one in here], page, say, then)

    async def _show(self, of: Subscription, _: Request, digests: Digests, say: Phrases) -> Panel:
        return _panel(of, digests, say)

    async def _preview(self, of: Subscription, _: Request, digests: Digests, say: Phrases) -> Shown:
        answer = await digests.preview(of)
        nothing = Part(say("digest.preview.nothing", number=of.id))
        return answer or Panel(say("digest.shown", number=of.id), (nothing,), instead=False)

    async def _send_now(self, of: Subscription, _: Request, digests: Digests, say: Phrases) -> Panel:
        await digests.send_now(of)
        return Panel(say("digest.sending", number=of.id), (Part(say("digest.sending.where")),), instead=False)

    async def _pause(self, of: Subscription, _: Request, digests: Digests, say: Phrases) -> Panel:
        return _panel(await digests.pause(of), digests, say, "digest.paused")

    async def _resume(self, of: Subscription, _: Request, digests: Digests, say: Phrases) -> Panel:
        return _panel(await digests.resume(of), digests, say, "digest.resumed")

    async def _edit(self, of: Subscription, _: Request, __: Digests, say: Phrases) -> Form:
        return edit_form(of, say)

    async def _save(self, of: Subscription, request: Request, digests: Digests, say: Phrases) -> Panel:
        changed = await digests.edit(of, _wish(request), request.place.server)
        return _panel(changed, digests, say, "digest.saved")

    async def _remove(self, of: Subscription, _: Request, __: Digests, say: Phrases) -> Panel:
        return sure_panel(of, say)

    async def _really(self, of: Subscription, _: Request, digests: Digests, say: Phrases) -> Panel:
        await digests.remove(of)
        return Panel(say("digest.removed", number=of.id))

    async def _log(self, of: Subscription, _: Request, digests: Digests, say: Phrases) -> Panel:
        return log_panel(of, await digests.log(of), say)


def _wish(request: Request) -> Wish:
    """Return what a filled form says."""
    named = {"channel": "channel", "when": "when", "zone": "zone", "when_nothing_new": "nothing_new", "topic": "topic"}
    wished = {field: request.value(name) for field, name in named.items()}
    return Wish(**wished, picture=PICTURE.get(request.value("picture")))


def _panel(of: Subscription, digests: Digests, say: Phrases, title: str = "digest.shown") -> Panel:
    return digest_panel(of, digests.next_times(of), _title(of, digests), say, title)


def _title(of: Subscription, digests: Digests) -> str:
    topic = digests.topic_of(of)
    return topic.title if topic else of.topic
