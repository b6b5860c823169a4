"""What mark-up makes certain: which elements of a page are comments, captions, references, or no text at all.

Elements are told by how site software and publishers name them (class, id, role, itemtype). Names are compared as
words: "comment-list" and "commentList" are comment + list, "commentary" is neither.
"""

from __future__ import annotations

import re
from typing import Any, Literal, TypeAlias

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

Mark = Literal["unseen", "chrome", "comments", "caption", "reference", "metadata"]
"""Unseen is what a browser does not show, chrome what stands around every page of a site."""

_WORDS = re.compile("(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+")
_NOT = re.compile(r"\b(?:no|has|with|without)\s\w+")
"""What a class says of something else: "has-comments", "no-sidebar"."""

_UNMARKED = frozenset({"html", "body", "main", "head", "h1", "title"})

_UNSEEN_TAGS = frozenset(
    {
        *("style", "template", "noscript", "svg", "math", "canvas", "iframe", "object", "embed", "applet", "audio"),
        *("video", "button", "input", "select", "textarea", "datalist", "dialog"),
    }
)
_CHROME_TAGS = frozenset({"nav", "menu", "footer", "aside"})
_CAPTION_TAGS = frozenset({"figcaption", "caption"})
MARKED_TAGS = sorted({*_UNSEEN_TAGS, *_CHROME_TAGS, *_CAPTION_TAGS, "script", "dl"})
"""The tags that may say by themselves what an element is."""

_CHROME_ROLES = frozenset(
    {
        *("navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"),
        *("tablist", "complementary"),
    }
)
_CHROME = re.compile(
    r"""(?:^|\s)(?:
    cookies? | consent | gdpr | onetrust | cookiebot | paywall
    | nav | navbar | navigation | menu | masthead | breadcrumbs? | skip\s(?:link|nav|to) | pagination | pager
    | (?:site|page|global)\s(?:header|footer) | footer | sidebar
    | ad | ads | advert | adverts | advertisement | adsbygoogle | taboola | outbrain | sponsored | promo
    | newsletter | subscribe | subscription | sign\s?up | login
    | share | sharing | sharedaddy | social | follow\sus
    | related | relatedposts | recommended | recommendations | (?:most|read)\s(?:popular|read|more|next) | more\sstories
    | similar\sarticles | citedby | linkout | (?:mesh\sterms|publication\stypes)\skeywords
    | (?:author|inline)\sauthors | authors?\slist | affiliations | full\sview\sidentifiers | metrics
    | screen\sreader | sr\sonly | visually\shidden
    )(?:\s|$)""",
    re.VERBOSE,
)
_COMMENTS = re.compile(
    r"""(?:^|\s)(?:
    (?:user|reader|readers|article|post|blog|fb|facebook|story|page)?\s?comments?
    | commentlist | comment\w*box | commentarea | commenttree | comtr | ipscomment
    | disqus | dsq | livefyre | viafoura | spot\sim | openweb | hyvor | coral\stalk | utterances | giscus | commento
    | replies | repl(?:y|ies)\s(?:list|item|body|content|to) | respond | trackbacks? | pingbacks?
    )(?:\s|$)""",
    re.VERBOSE,
)
_NO_COMMENTS = re.compile(
    r"comments?\s(?:open|opened|closed|off|on|enabled|disabled|count|counter|number|link|links|icon)(?:\s|$)"
    r"|(?:tone|type|category|tag|theme|pillar)\scomments?(?:\s|$)"
)
_COMMENT_TYPES = re.compile(r"schema\.org/(?:User)?(?:Comment|Comments|Answer)\b")
_COMMENT_PROPS = frozenset({"comment", "suggestedAnswer", "acceptedAnswer"})
_CAPTION = re.compile(r"(?:^|\s)(?:captions?|figcaption|image\scredit|photo\scredit|img\scredit)(?:\s|$)")
_REFERENCE = re.compile(
    r"(?:^|\s)(?:references|reference\slist|ref\slist|reflist|bibliography|works\scited|literature\scited|footnotes)(?:\s|$)"
)
_FIELD = re.compile(r"\s*(?:doi|journal|pmid|method of research|subject of research)\s*:?\s*", re.IGNORECASE)
"""Terms of a list in which a press release tells its paper."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONGEST_CAPTION = 2000
"""Characters; what is longer is named after its captions (a gallery with its text), and is none."""


def mark_of(element: Element) -> Mark | None:
    """Tell what an element is by its own tag and attributes, None where they do not say."""
    tag, role = element.tag, element.get("role", "")
    if tag in _UNMARKED:
        return None
    words = (_words(element.get("class", "")), _words(element.get("id", "")), _words(tag) if "-" in tag else "")
    names = [name for name in words if name]
    mark: Mark | None = None
    if _is_unseen(element):
        mark = "unseen"
    elif _is_comments(element, names):
        mark = "comments"
    elif tag in _CAPTION_TAGS or any(map(_CAPTION.search, names)):
        mark = "caption" if len("".join(element.itertext())) <= _LONGEST_CAPTION else None
    elif role == "doc-bibliography" or any(map(_REFERENCE.search, names)):
        mark = "reference"
    elif tag == "dl" and any(_FIELD.fullmatch("".join(term.itertext())) for term in element.iter("dt")):
        mark = "metadata"
    elif _is_chrome(element, names):
        mark = "chrome"
    return mark


def _is_unseen(element: Element) -> bool:
    tag, get = element.tag, element.get
    if tag in _UNSEEN_TAGS or (tag == "script" and "ld+json" not in get("type", "")):
        return True
    return get("hidden") is not None or bool(_HIDDEN.search(get("style", "")))


def _is_chrome(element: Element, names: list[str]) -> bool:
    if element.tag in _CHROME_TAGS or element.get("role") in _CHROME_ROLES or element.get("aria-hidden") == "true":
        return True
    return any(map(_CHROME.search, names))


def _is_comments(element: Element, names: list[str]) -> bool:
    get = element.get
    if get("role") == "comment" or get("itemprop") in _COMMENT_PROPS or _COMMENT_TYPES.search(get("itemtype", "")):
        return True
    return any(_COMMENTS.search(name) and not _NO_COMMENTS.search(name) for name in names)


def _words(name: str) -> str:
    return _NOT.sub("", _WORDS.sub(" ", name).strip().lower())
