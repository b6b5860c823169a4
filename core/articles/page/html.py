"""HTML -> plain text, with the zones that its mark-up makes certain.

Trafilatura finds the article. What the mark-up names as comments, captions and references is taken out before that and
put behind the article as zones of their own: so it can be shown, and can never be taken for the article.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Literal

from core.articles.model import Page, Zone, ZoneKind
from core.articles.page.html_forums import Thread, is_forum, is_passed_on, thread_of
from core.articles.page.html_lines import INLINE, fields, lines, raise_figures
from core.articles.page.html_marks import MARKED_TAGS, mark_of
from core.articles.page.jsonld import JSON_LD, article_node
from core.articles.page.tags import read_tags
from core.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.articles.page.html_marks import Element, Mark

_MARKED = f"//*[@* or contains(' {' '.join(MARKED_TAGS)} ', concat(' ', name(), ' ')) or contains(name(), '-')]"
_CITATIONS = (
    "//sup[.//a[starts-with(@href, '#')]]|//a[starts-with(@href, '#')][sup and normalize-space()=normalize-space(sup)]"
)
"""Numbers of references set high in the line; a sentence must not end in them ("reversible.3")."""

_NOTHING = "\u200b"
"""Stands where an element was, and `lines` cleans it away: with an empty one trafilatura drops what follows it, too."""

_LONG_TAG = re.compile("<[A-Za-z][^<>]{20000,}+>")
"""Tags with an image, a script's data or an attack in them: libxml2 compares each attribute with all others."""

_BEHIND: tuple[Literal["caption", "metadata", "reference", "comments"], ...] = (
    *("caption", "metadata", "reference", "comments"),
)
"""What is kept, behind the article and in this order, of what is marked as something else."""

_SURE = 1500
"""Characters of an article from which on nothing else is tried."""

_SHARE = 0.4
"""Of the page's text that is not marked as anything else: below it, trafilatura's slower ways are tried too."""

_FEWEST = 200
_LEAST_SHARE = 0.1
"""Fewer characters, or a smaller share, are not the article; then the whole text of the page is taken."""

_MOST_ELEMENTS = {True: 20_000, False: 5_000}
"""Of a page for trafilatura's fast and slower ways, which take about 0.1 and 0.3 ms each; a page with more is a list,
or an attack, and its whole text is taken."""


def to_page(markup: str, url: str | None = None) -> Page:
    """Convert a page or a piece of one. Raises NotAnArticle where there is no text in it."""
    tree = _parse(markup)
    thread = thread_of(tree, markup)
    forum = thread is not None or is_forum(tree)
    kind = _kind(thread, forum=forum)
    tags = read_tags(tree, url, forum=forum)
    marked = _sort_out(tree, thread)
    article = lines(thread.first) if thread is not None and thread.first is not None else _article(tree)
    title = {tags.title, *(" ".join(heading.text_content().split()) for heading in tree.iter("h1"))}
    while article and article[0] in title:
        del article[0]
    if not article:
        raise NotAnArticle("no article was found in this page; copy the article's text and give that")
    parts = [
        ("metadata", [tags.title] if tags.title else []),
        (kind, article),
        *((mark, marked[mark]) for mark in _BEHIND),
    ]
    text, known = _join(parts)
    return Page(text, tags, known, markup=True)


def _parse(markup: str) -> Element:
    """Parse as browsers do. Entities that a page declares itself are not expanded, nothing is fetched, nothing runs."""
    from lxml import etree, html  # type: ignore[import-untyped]  # noqa: PLC0415 - see reading.py

    markup = _LONG_TAG.sub("", markup)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return html.document_fromstring(markup.encode(), parser=parser)
    except etree.ParserError:  # there is no element in it
        raise NotAnArticle("there is no text in this page; copy the article's text and give that") from None


def _kind(thread: Thread | None, *, forum: bool) -> ZoneKind | None:
    """Return "unknown" where a forum's page does not tell the article from its readers, None where text has to tell."""
    if thread is None:
        return "unknown" if forum else None
    return None if thread.first is None or is_passed_on(thread.first) else "unknown"


def _sort_out(tree: Element, thread: Thread | None) -> dict[Mark, list[str]]:
    """Take out of the tree what is marked as something else than the article, and return its lines by what it is."""
    marked: dict[Mark, list[str]] = {mark: [] for mark in _BEHIND}
    gone: set[Element] = set()

    def take(element: Element, mark: Mark) -> None:
        if mark in marked:
            marked[mark] += fields(element) if mark == "metadata" else lines(element)
        gone.update(element.iterdescendants())
        element.clear(keep_tail=True)
        element.tag, element.text = "span" if element.tag in INLINE else "div", _NOTHING

    for reply in thread.replies if thread else ():
        take(reply, "comments")
    for citation in tree.xpath(_CITATIONS):
        take(citation, "unseen")
    middle = [next(tree.iter("h1"), None), thread.first if thread else None]
    kept = {element for start in middle if start is not None for element in (start, *start.iterancestors())}
    raise_figures(tree)
    found = [(element, mark) for element in tree.xpath(_MARKED) if element not in kept and (mark := mark_of(element))]
    half = (len(tree.text_content()) - _length_of_comments(found)) / 2
    for element, mark in found:
        if mark == "chrome" and len(element.text_content()) > half:
            continue  # what holds most of the page is not its menu, whatever it is called
        if element not in gone:
            take(element, mark)
    return marked


def _length_of_comments(found: list[tuple[Element, Mark]]) -> int:
    comments = {element for element, mark in found if mark == "comments"}
    outer = (element for element in comments if not any(above in comments for above in element.iterancestors()))
    return sum(len(element.text_content()) for element in outer)


def _article(tree: Element) -> list[str]:
    """Return the article's lines: trafilatura's, or the whole page's where it finds nothing that could be one."""
    plain = lines(tree)
    size = _length(plain)
    best = _best(tree, size) if size >= _FEWEST else []
    if _length(best) >= max(_FEWEST, _LEAST_SHARE * size):
        return best
    told = (article_node(tree.xpath(JSON_LD)) or {}).get("articleBody")  # of pages that scripts would fill
    body = lines(_parse(told.replace("\n", "<br>"))) if isinstance(told, str) and told.strip() else []
    return max(body, plain, key=_length)


def _best(tree: Element, size: int) -> list[str]:
    """Return what trafilatura finds, by its fast way where that is enough of a text of `size` characters."""
    elements = int(tree.xpath("count(//*)"))
    best: list[str] = []
    for fast in (True, False):
        if elements <= _MOST_ELEMENTS[fast] and _length(best) < min(_SURE, _SHARE * size):
            best = max(best, _extracted(tree, fast=fast), key=_length)
    return best


def _length(found: list[str]) -> int:
    return sum(map(len, found))


def _extracted(tree: Element, *, fast: bool) -> list[str]:
    from trafilatura import bare_extraction  # noqa: PLC0415 - see reading.py
    from trafilatura.settings import Document  # noqa: PLC0415

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of each page in which it finds nothing
    found = bare_extraction(tree, fast=fast, favor_precision=True, include_comments=False)
    return lines(found.body) if isinstance(found, Document) else []


def _join(parts: Iterable[tuple[ZoneKind | None, list[str]]]) -> tuple[str, tuple[Zone, ...]]:
    """Join parts by an empty line. Those with a kind become zones."""
    text, known = "", []
    for kind, found in parts:
        if not found:
            continue
        text += "\n\n" if text else ""
        start, text = len(text), text + "\n".join(found)
        if kind is not None:
            known.append(Zone(start, len(text), kind))
    return text, tuple(known)
