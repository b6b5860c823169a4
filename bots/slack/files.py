"""Files on their way to Slack: https://docs.slack.dev/reference/methods/files.getUploadURLExternal.

That takes the scope `files:write`, which an app that was made from an older manifest lacks: then the text stands alone.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError

from core.logs import cause, log

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bots.pictures.picture import Picture

SECONDS = 15.0
"""For the three requests of an upload."""


async def upload(client: AsyncWebClient, picture: Picture, **more: Any) -> str | None:  # noqa: ANN401 - as the library
    """Give Slack a picture, and return its id; None where it does not take it, which is logged.

    `more` are arguments of the upload: the `token`; where it is shown (`channel`, `thread_ts`, `initial_comment`), and
    without them nowhere yet.
    """
    try:
        async with asyncio.timeout(SECONDS):
            told = await client.files_upload_v2(
                content=picture.png, filename=picture.name, title=picture.name, alt_txt=picture.alt, **more
            )
    except SlackApiError as error:
        log.warning("slack.picture_not_taken", code=str(error.response.get("error", "")))
        return None
    except (SlackRequestError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("slack.picture_not_taken", **cause(error))
        return None
    return str(told["files"][0]["id"])
