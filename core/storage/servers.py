"""The rows of what servers and workspaces have set for themselves. The caller holds the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from core.storage.tables_trust import server_setting
from core.storage.upserting import upsert

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def countries(connection: AsyncConnection) -> dict[tuple[str, str], str]:
    """Return the countries that were set, by platform and server."""
    rows = await connection.execute(select(*server_setting.c))
    return {(row.platform, row.server): row.country for row in rows}


async def set_country(connection: AsyncConnection, platform: str, server: str, country: str) -> None:
    """Set a server's country; "" forgets what was set."""
    if country:
        await upsert(connection, server_setting, {"platform": platform, "server": server, "country": country})
        return
    here = (server_setting.c.platform == platform) & (server_setting.c.server == server)
    await connection.execute(delete(server_setting).where(here))
