"""Where a claim was told in public, and what became of it. Posts are queued here; the running bot edits them."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.following import catch_up
from core.operating.posted import posted
from core.posts import Posts
from core.storage.address import address_of
from core.storage.engine import Store

if TYPE_CHECKING:
    from core.app import App
    from core.operating.panels import Part


def told_where(app: App, claim: str) -> str:
    """Queue every post that tells what is told no longer, and return where `claim` was told. Raises StoreFault."""
    catch_up(app, os.environ)
    return "\n".join(part.text for part in asyncio.run(_posted(app, claim)))


async def _posted(app: App, claim: str) -> list[Part]:
    async with Store.open(address_of(os.environ)) as store:
        posts = Posts(app, store, {}, lambda: datetime.now(UTC))
        await posts.sweep()
        say = app.phrases(app.settings.locale)
        return posted(await posts.where(claim), await posts.digests(claim), say)
