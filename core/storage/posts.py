"""The rows of public posts, and what became of them. The caller holds the transaction."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import bindparam, delete, insert, or_, select, update

from core.storage.tables import decision
from core.storage.tables_trust import post, post_claim

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

State = Literal["posted", "queued", "edited", "gone", "cannot"]
Fixed = Literal["", "response_url", "not_member", "uncertain"]
"""Why a platform will not let the bot edit a message later; "" where it may."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message that everybody in a channel can see. `address` is what it is drawn from: an answer's, or a digest's.

    `without` are those of its claims that were told no longer when it was last queued. `detail` is a platform's own
    code for why something did not work. `id` is 0 until it is stored.
    """

    id: int
    platform: str
    channel: str
    message: str
    at: datetime
    address: str
    fixed: Fixed
    not_before: datetime
    without: tuple[str, ...] = ()
    state: State = "posted"
    attempts: int = 0
    detail: str = ""


class Withdrawal(NamedTuple):
    """When and why a claim was withdrawn."""

    on: date
    reason: str


_POST = tuple(post.c[field.name] for field in fields(Post))


async def insert_post(connection: AsyncConnection, new: Post, claims: Iterable[str]) -> None:
    """Store a post with the claims that it tells."""
    values = {field.name: getattr(new, field.name) for field in fields(Post) if field.name != "id"}
    made = insert(post).values({**values, "without": _joined(new.without)}).returning(post.c.id)
    number = (await connection.execute(made)).scalar_one()
    if told := [{"claim": one, "post": number} for one in claims]:
        await connection.execute(insert(post_claim), told)


async def told_claims(connection: AsyncConnection) -> set[str]:
    """Return every claim that some post tells."""
    return set((await connection.execute(select(post_claim.c.claim).distinct())).scalars())


async def queue_changed(connection: AsyncConnection, gone: Collection[str], now: datetime) -> int:
    """Queue every post that does not yet say what is `gone` of what it told, or that says too much; return how many."""
    telling = select(post_claim.c.post).where(post_claim.c.claim.in_(gone))
    found = (await connection.execute(select(*_POST).where(or_(post.c.id.in_(telling), post.c.without != "")))).all()
    asked = select(post_claim.c.post, post_claim.c.claim).where(post_claim.c.claim.in_(gone))
    missing: dict[int, list[str]] = {}
    for number, claim in await connection.execute(asked.order_by(post_claim.c.claim)):
        missing.setdefault(number, []).append(claim)
    changed = []
    for row in found:
        without = _joined(missing.get(row.id, ()))
        if without == row.without:
            continue
        state = "queued" if not row.fixed else "cannot" if without else "posted"
        changed.append({"number": row.id, "new_without": without, "new_state": state, "new_detail": row.fixed})
    if changed:  # at once: there may be thousands of digests
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("without", "state", "detail")}
        change = update(post).where(post.c.id == bindparam("number"))
        await connection.execute(change.values(**values, attempts=0, not_before=now), changed)
    return len(changed)


async def next_post(connection: AsyncConnection, platforms: Collection[str], now: datetime) -> Post | None:
    """Return the post on one of the platforms that waits for longest to be mended, and is due."""
    here = (post.c.state == "queued") & post.c.platform.in_(platforms) & (post.c.not_before <= now)
    row = (await connection.execute(select(*_POST).where(here).order_by(post.c.not_before, post.c.id).limit(1))).first()
    return _to_post(row) if row else None


async def note_post(connection: AsyncConnection, old: Post, new: Post) -> None:
    """Write down what became of a post, unless it was queued anew meanwhile."""
    here = (post.c.id == old.id) & (post.c.state == "queued") & (post.c.without == _joined(old.without))
    values = {"state": new.state, "attempts": new.attempts, "not_before": new.not_before, "detail": new.detail}
    await connection.execute(update(post).where(here).values(values))


async def posts_of(connection: AsyncConnection, claim: str) -> list[Post]:
    """Return the posts that told a claim, the oldest first."""
    found = select(*_POST).join(post_claim, post_claim.c.post == post.c.id).where(post_claim.c.claim == claim)
    return [_to_post(row) for row in await connection.execute(found.order_by(post.c.at, post.c.id))]


async def forget_posts(connection: AsyncConnection, before: datetime) -> int:
    """Delete the posts of before a moment with their claims, and return how many."""
    old = select(post.c.id).where(post.c.at < before)
    await connection.execute(delete(post_claim).where(post_claim.c.post.in_(old)))
    return (await connection.execute(delete(post).where(post.c.at < before))).rowcount


async def withdrawals(connection: AsyncConnection, claims: Collection[str]) -> dict[str, Withdrawal]:
    """Return when and why claims were withdrawn; without those that no reviewer withdrew, or not lastly."""
    asked = select(decision.c.claim, decision.c.action, decision.c.at, decision.c.reason)
    last = {}
    for row in await connection.execute(asked.where(decision.c.claim.in_(claims)).order_by(decision.c.version)):
        last[row.claim] = row
    return {one: Withdrawal(row.at.date(), row.reason or "") for one, row in last.items() if row.action == "withdraw"}


def _joined(claims: Iterable[str]) -> str:
    return " ".join(claims)


def _to_post(row: Row[Any]) -> Post:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Post(**{**values, "without": tuple(values["without"].split())})
