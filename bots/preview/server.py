"""The web application: the page, and what it asks for. It listens nowhere yet; `client` does that."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from bots.pictures.gallery import Gallery
from bots.preview import reading
from bots.preview.digesting import digest_routes
from bots.preview.guard import guarded
from bots.preview.operating import Operating
from bots.preview.replies import Ask, Press, asked, drawn, pressed
from bots.preview.taking import MOST_BYTES, NotThere, taking, to_json

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bots.preview.replies import Reply
    from core.app import App
    from core.catalog import Topic
    from core.door import Door
    from core.phrases import Phrases

STATIC = Path(__file__).parent / "static"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
EXAMPLES = ("command", "mention", "misspelt", "other")


class Typed(msgspec.Struct):
    """What stands in the field of a medicine so far."""

    topic: str
    typed: str


def application(app: App, token: str = "", door: Door | None = None) -> web.Application:
    """Return the web application over `app`; what operators do needs the `door` to the office."""
    made = web.Application(middlewares=[guarded(token)], client_max_size=MOST_BYTES)
    for path in sorted(STATIC.iterdir()):
        if path.suffix in TYPES:
            place = "/" if path.name == "index.html" else f"/static/{path.name}"
            made.router.add_get(place, partial(_file, path.read_bytes(), TYPES[path.suffix]))
    operating = Operating(app, door)
    made.router.add_get("/api/topics", partial(_topics, app, operating))
    made.router.add_post("/api/ask", taking(Ask, lambda ask: asked(app, ask)))
    made.router.add_post("/api/press", taking(Press, partial(_pressed, app, Gallery(app))))
    made.router.add_post("/api/suggest", taking(Typed, lambda it: _suggestions(app, it)))
    made.router.add_routes(operating.routes())
    made.router.add_routes(reading.Reading(app, door).routes())
    made.router.add_routes(digest_routes(app, door))
    return made


def _pressed(app: App, gallery: Gallery, press: Press) -> list[Reply] | Awaitable[list[Reply]]:
    return drawn(app, gallery, press) if press.action.startswith("picture:") else pressed(app, press)


async def _file(content: bytes, content_type: str, _: web.Request) -> web.Response:
    return web.Response(body=content, content_type=content_type, charset="utf-8")


async def _topics(app: App, operating: Operating, _: web.Request) -> web.Response:
    """Say what can be typed: commands, their options, the bot's name, and a few things to try."""
    say = app.phrases(app.settings.locale)
    return to_json(
        {
            "name": say("app.name"),
            "usage": say("command.usage"),
            "action": {"discord": say("message.action"), "slack": say("message.action.short")},
            "topics": [_topic(topic, say) for topic in app.topics.values()],
            "operating": operating.commands(),
            "seed": say("preview.seed"),
            "examples": [say(f"preview.try.{one}", command=next(iter(app.topics))) for one in EXAMPLES],
        }
    )


def _topic(topic: Topic, say: Phrases) -> dict[str, Any]:
    return {
        "command": topic.command,
        "title": topic.title,
        "description": topic.description,
        "options": {name: say(f"command.{name}") for name in ("drug", "about", "share")},
        "about": [{"id": one.id, "label": one.label, "word": one.words[0]} for one in topic.aspects],
        "share": {name: say(f"command.share.{name}") for name in ("no", "yes")},
    }


def _suggestions(app: App, it: Typed) -> list[dict[str, str]]:
    if it.topic not in app.topics:
        raise NotThere
    return [{"label": one.label, "value": one.value} for one in app.suggest(it.topic, it.typed)]
