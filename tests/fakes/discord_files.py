"""Files to the fake Discord: https://docs.discord.com/developers/reference#uploading-files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import MutableMapping


async def body_of(request: web.Request, files: MutableMapping[str, bytes]) -> Any:
    """Return a request's JSON; what is attached to it goes to `files`, by name."""
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return orjson.loads(text) if text else None
    form = dict(await request.post())
    came: dict[str, bytes] = {}
    for name, one in form.items():
        if isinstance(one, web.FileField):
            assert name.startswith("files[")
            came[one.filename] = one.file.read()
    body = orjson.loads(str(form["payload_json"]))
    said = body.get("data") or body.get("message") or body
    assert {one["filename"] for one in said["attachments"]} == came.keys()
    for one in said["attachments"]:
        one["id"] = str(one["id"])  # which Discord takes as a number too, whatever its description says
    files.update(came)
    return body
