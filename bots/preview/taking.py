"""Reading what the page asks for, and telling it what came of it: every fault is one line that says what to do."""

from __future__ import annotations

import inspect
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from aiohttp import web

from bots.preview.guard import refusal
from core.errors import HealthfactsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

MOST_BYTES = 32 * 1024
"""Bytes of a request. Discord takes 4,000 characters in a message, Slack sends no more either."""
LONGEST = 4_000
"""Characters of anything that is typed."""

Given = TypeVar("Given")


class NotThere(LookupError):  # noqa: N818 - reads as the sentence it is
    """There is no such command, or no such button on any reply."""


def taking(kind: type[Given], work: Callable[[Given], Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler that reads `kind` from a request and answers with what `work` makes of it, at once or later."""
    decoder = msgspec.json.Decoder(kind)

    async def handle(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send JSON, with the content type application/json")
        try:
            given = decoder.decode(await request.read())
        except msgspec.DecodeError:
            return refusal(HTTPStatus.BAD_REQUEST, f"that is not what {request.path} takes; reload the page")
        if any(len(text) > LONGEST for text in _texts(given)):
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a message has at most {LONGEST} characters")
        return await answering(work, given)

    return handle


async def answering(work: Callable[..., Any], *given: Any) -> web.Response:  # noqa: ANN401 - whatever the work takes
    """Answer with what some work makes of what was given; with one line where it cannot be done."""
    try:
        made = work(*given)
        return to_json(await made if inspect.isawaitable(made) else made)
    except NotThere:
        return refusal(HTTPStatus.BAD_REQUEST, "there is no such command or button; reload the page")
    except HealthfactsError as error:
        return to_json({"error": str(error)})  # an answer like any other; a status would be an error of the page's


def to_json(value: object) -> web.Response:
    """Return a value as the page reads it."""
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")


def _texts(given: object) -> Iterator[str]:
    for value in msgspec.structs.asdict(given).values() if isinstance(given, msgspec.Struct) else _fields(given):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (one for one in value.values() if isinstance(one, str))


def _fields(given: object) -> Iterator[object]:
    return (getattr(given, name) for name in getattr(given, "__dataclass_fields__", ()))
