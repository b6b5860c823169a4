"""A digest in the preview: when it would come, and what it would say now, on both platforms."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from aiohttp import web

from bots.console.render import to_text
from bots.preview.operating import office_of
from bots.preview.replies import to_reply
from bots.preview.taking import NotThere, taking
from core.app import can_draw
from core.digests.edition import Editor, News
from core.digests.schedule import Schedule
from core.disclaimers import load_disclaimers

if TYPE_CHECKING:
    from core.app import App
    from core.door import Door
    from core.model import Answer

TIMES = 3
"""Times that are told in advance."""
_TIME = "%a %Y-%m-%d %H:%M"


class Composing(msgspec.Struct):
    """A digest as somebody composes it. `added`: what reviewers published is news, as to a channel that had none."""

    topic: str
    when: str
    zone: str
    nothing_new: Literal["rotate", "say", "skip"] = "rotate"
    added: bool = False


class Stored(msgspec.Struct):
    """The number of a digest that some channel gets."""

    number: int


def digest_routes(app: App, door: Door | None) -> list[web.RouteDef]:
    """Return the routes of this part."""
    return [
        web.post("/api/digest", taking(Composing, partial(_composed, app))),
        web.post("/api/digest/list", taking(Everything, partial(_listed, door))),
        web.post("/api/digest/stored", taking(Stored, partial(_stored, app, door))),
    ]


class Everything(msgspec.Struct):
    """Nothing that narrows a list down."""


def _composed(app: App, wish: Composing) -> dict[str, Any]:
    """Return when it comes next, and its edition of now. Raises WrongUse for what is no schedule or zone."""
    if wish.topic not in app.topics:
        raise NotThere
    schedule, now = Schedule.parse(wish.when, wish.zone), datetime.now(UTC)
    topic, say = app.topics[wish.topic], app.phrases(app.settings.locale)
    disclaimers, today = load_disclaimers(app.config / "disclaimers.toml"), now.astimezone(schedule.tz).date()
    editor = Editor(topic, disclaimers, say, today, pictures=can_draw())
    added = tuple(one.id for one in topic.claims.values() if one.added) if wish.added else ()
    answer = editor.edition({}, News(added=added), wish.nothing_new)
    return {
        "cron": schedule.cron,
        "zone": schedule.zone,
        "times": [_time(schedule, time) for time in islice(schedule.after(now), TIMES)],
        "news": len(added),
        **_told(app, answer),
    }


async def _listed(door: Door | None, _: Everything) -> list[dict[str, Any]]:
    """Return the digests that are set up in the store."""
    digests = (await office_of(door)).digests
    return [
        {
            "number": one.id,
            "platform": one.platform,
            "channel": one.target.id,
            "written": one.written,
            "zone": one.zone,
            "status": one.status,
            "next": [time.strftime(_TIME) for time in digests.next_times(one, 1)],
        }
        for one in await digests.of()
    ]


async def _stored(app: App, door: Door | None, stored: Stored) -> dict[str, Any]:
    """Return the edition that a channel would get now: it knows what that channel was told before."""
    digests = (await office_of(door)).digests
    return _told(app, await digests.preview(await digests.get(str(stored.number))))


def _told(app: App, answer: Answer | None) -> dict[str, Any]:
    """Return an edition as both platforms get it, and as plain text; None where nothing would be posted."""
    if answer is None:
        return {"discord": None, "slack": None, "text": None}
    return {
        "discord": to_reply(app, "discord", answer, private=False),
        "slack": to_reply(app, "slack", answer, private=False),
        "text": to_text(answer, app.phrases(app.settings.locale)),
    }


def _time(schedule: Schedule, time: datetime) -> dict[str, str]:
    return {"local": time.astimezone(schedule.tz).strftime(_TIME), "utc": time.strftime(_TIME)}
