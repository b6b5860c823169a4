"""Forum pages: which posts a thread has, told by how forum software marks them up.

The first post may be an article that somebody passed on, or a reader's own words; every later one is a reader's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.articles.page.jsonld import JSON_LD

if TYPE_CHECKING:
    from core.articles.page.html_marks import Element


@dataclass(frozen=True, slots=True)
class Thread:
    """A forum's page. `first` is what was posted first, None where it stands outside of what is marked as posts."""

    first: Element | None
    replies: tuple[Element, ...]


def _is(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _has(name: str) -> str:
    return f"[{_is(name)}]"


_SOFTWARE = (
    ("phpbb", f"//body[@id='phpbb']//div{_has('post')}", f".//div{_has('content')}"),
    ("bbWrapper", "//article[starts-with(@data-content, 'post-')]", f".//*{_has('bbWrapper')}"),  # XenForo
    ("post_message_", "//*[self::li or self::table][starts-with(@id, 'post')][.//*[starts-with(@id, 'post_message_')]]",
     ".//*[starts-with(@id, 'post_message_')]"),  # vBulletin
    ("topic-post", f"//div{_has('topic-post')}", f".//div{_has('cooked')}"),  # Discourse
    ("crawler-post", f"//div{_has('crawler-post')}", f".//div{_has('post')}"),  # Discourse, for who runs no scripts
    ("ipsComment", f"//article{_has('ipsComment')}", ".//*[@data-role='commentContent']"),  # Invision
    ("post_wrapper", f"//div{_has('post_wrapper')}", ".//div[starts-with(@id, 'msg_')]"),  # SMF
    ("post_body", f"//div{_has('post')}[.//div{_has('post_body')}]", f".//div{_has('post_body')}"),  # MyBB
    ("shreddit-post", "//shreddit-post|//shreddit-comment", ".//*[@slot='text-body' or @slot='comment']"),  # Reddit
    ("commentarea", f"//div{_has('thing')}[{_is('link')} or {_is('comment')}]", f".//div{_has('md')}"),  # Reddit, old
)  # fmt: skip
"""Of each forum software: a word that its pages have, their posts, and what was written within a post."""

_FOLLOWING = f"//div[{_is('a2')} or {_is('b2')} or {_is('n2')}]"
"""Replies where the article stands before them, unmarked (Free Republic: addressee, text, signature)."""

_POSTING = re.compile(r'"@type"\s*:\s*(?:\[[^\]]*)?"(?:DiscussionForumPosting|QAPage|SocialMediaPosting)"')
_ARTICLE = re.compile(r'"(?:[A-Za-z]*Article|BlogPosting)"')
_GENERATOR = re.compile(
    r"phpbb|vbulletin|xenforo|discourse|invision|mybb|smf|flarum|nodebb|vanilla|lemmy", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"https?://|\bdoi\b|\bsource:", re.IGNORECASE)


def thread_of(tree: Element, markup: str) -> Thread | None:
    """Return the thread of a page, None where it has none that is known."""
    for word, posts, body in _SOFTWARE:
        if word in markup and (found := _outermost(tree.xpath(posts))):
            first, *replies = (_body(post, body) for post in found)
            return Thread(first, tuple(replies))
    following = tree.xpath(_FOLLOWING) if "n2" in markup else []
    if {element.get("class") for element in following} >= {"a2", "b2", "n2"}:
        return Thread(None, tuple(following))
    return None


def is_forum(tree: Element) -> bool:
    """Tell whether a page without a known thread says that it is a forum's."""
    if tree.xpath("boolean(//*[contains(@itemtype, 'DiscussionForumPosting')])"):
        return True
    if any(_GENERATOR.search(name) for name in tree.xpath("//meta[@name='generator']/@content")):
        return True
    told = tree.xpath(JSON_LD)
    return any(map(_POSTING.search, told)) and not any(map(_ARTICLE.search, told))


def is_passed_on(post: Element) -> bool:
    """Tell whether a first post may be an article that was passed on: it quotes, or says where it comes from.

    A post that does neither is its reader's own.
    """
    return bool(post.xpath(".//blockquote|.//a[starts-with(@href, 'http')]")) or bool(
        _ELSEWHERE.search("".join(post.itertext()))
    )


def _outermost(posts: list[Any]) -> list[Any]:
    """Leave out posts within posts: they are cut out together with the one around them."""
    known = set(posts)
    return [post for post in posts if not any(above in known for above in post.iterancestors())]


def _body(post: Element, body: str) -> Element:
    return max(post.xpath(body), key=lambda found: len("".join(found.itertext())), default=post)
