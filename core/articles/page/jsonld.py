"""JSON-LD in a page -> the one node that describes its article (https://schema.org/Article).

Sites write it in many shapes: a node, a list, a @graph, an article within a WebPage, authors by reference, and broken
JSON, which is left out: it is only one of a page's ways to say the same.
"""

from __future__ import annotations

import json
import re
from collections import deque
from html import unescape
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Node: TypeAlias = dict[str, Any]

JSON_LD = "//script[contains(@type, 'ld+json')]/text()"
"""The XPath of a page's JSON-LD."""

_ARTICLES = (
    {"MedicalScholarlyArticle", "ScholarlyArticle", "MedicalGuideline"},
    {"NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "Report"},
    {"Article", "BlogPosting", "MedicalWebPage", "TechArticle", "AdvertiserContentArticle"},
)
"""The types that describe an article, the surest first."""

_OTHERS = frozenset(
    {
        *("about", "citation", "comment", "hasPart", "isBasedOn", "isPartOf", "isRelatedTo", "itemListElement"),
        *("mentions", "relatedLink", "review", "subjectOf"),
    }
)
"""Properties whose nodes are other works than this page's."""

_WRAPPING = re.compile(r"^[\s/]*(?:<!--|<!\[CDATA\[)?|[\s/]*(?:-->|\]\]>)?[\s;]*$")
"""What hides the JSON from browsers of the nineties, and a semicolon from who thinks that it is a script."""

_MOST_NODES = 5_000


def article_node(scripts: Iterable[str]) -> Node | None:
    """Return the node of the page's article, None where there is none. References to nodes with an @id are resolved."""
    nodes = [node for script in scripts for node in _nodes(_loaded(script))]
    by_id: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(by_id.get(name, ())):
            by_id[name] = node
    for types in _ARTICLES:
        for node in nodes:
            if types & types_of(node):
                return {name: _resolved(value, by_id) for name, value in node.items()}
    return None


def types_of(node: Node) -> set[str]:
    """Return a node's types without the vocabulary's address."""
    return {name.rsplit("/", 1)[-1] for name in values(node.get("@type")) if isinstance(name, str)}


def values(value: object) -> list[Any]:
    """Return a property as a list: JSON-LD leaves the brackets out around a single value."""
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: object, *names: str) -> str | None:
    """Return the first text in a value: itself, or one of the named properties where it is a node."""
    for one in values(value):
        if isinstance(one, dict):
            one = next((one[name] for name in names if isinstance(one.get(name), str)), None)  # noqa: PLW2901
        if isinstance(one, int) and not isinstance(one, bool):
            one = str(one)  # noqa: PLW2901 - volume 25
        if isinstance(one, str) and one.strip():
            return unescape(one)
    return None


def _loaded(script: str) -> object:
    try:
        return json.loads(_WRAPPING.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(root: object) -> Iterator[Node]:
    """Yield the nodes of a document, outer ones first, without those of other works."""
    left = deque([root])
    for _ in range(_MOST_NODES):
        if not left:
            return
        value = left.popleft()
        if isinstance(value, list):
            left.extend(value)
        elif isinstance(value, dict):
            yield value
            own = (inner for name, inner in value.items() if name not in _OTHERS)
            left.extend(inner for inner in own if isinstance(inner, dict | list))


def _resolved(value: object, by_id: dict[str, Node]) -> object:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, dict) and isinstance(name := value.get("@id"), str) and name in by_id:
        return {**by_id[name], **value}
    return value
