"""Where a claim was told in public, and what became of that, as paragraphs for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.operating.panels import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.digests.subscribing import Posted
    from core.phrases import Phrases
    from core.storage.posts import Post

MOST_LISTED = 20
"""Posts that are told one by one, the newest."""


def posted(posts: Sequence[Post], digests: Sequence[Posted], say: Phrases) -> list[Part]:
    """Return where it was told, a line each."""
    if not posts and not digests:
        return [Part(say("post.where.none"), "quiet")]
    parts = []
    if posts:
        parts.append(Part("\n".join([say.count("post.where", len(posts)), *(_post(one, say) for one in _last(posts))])))
    if digests:
        heading = say.count("post.where.digest", len(digests))
        parts.append(Part("\n".join([heading, *(_digest(one, say) for one in digests[-MOST_LISTED:])])))
    return parts


def _last(posts: Sequence[Post]) -> Sequence[Post]:
    """Return those that are listed: first what is not done, then the newest."""
    return sorted(posts, key=lambda one: (one.state not in {"queued", "cannot"}, -one.id))[:MOST_LISTED]


def _post(one: Post, say: Phrases) -> str:
    known = one.detail in {"response_url", "not_member", "uncertain", "no_topic"}
    why = say(f"post.cannot.{one.detail}") if known else one.detail
    return say(
        "post.at",
        platform=one.platform,
        channel=one.channel,
        message=one.message or "?",
        date=say.date(one.at),
        state=say(f"post.state.{one.state}", why=why),
    )


def _digest(one: Posted, say: Phrases) -> str:
    state = one.link or say("post.state.posted")
    at = say.date(one.sent_at)
    return say(
        "post.at", platform=one.platform, channel=one.destination, message=one.message or "?", date=at, state=state
    )
