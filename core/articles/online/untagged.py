"""A title or an abstract with mark-up in it -> the words alone, as one line of plain text.

Not for pages, which have their own reader. The standard library's HTMLParser takes a time that grows with the square of
the length for some texts (a megabyte of `<!--`, hours); this is one pass.
"""

from __future__ import annotations

import re
from html import unescape

_TOKEN = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)[^<>]*+>|<[!?][^<>]*+>|([^<]++|<)")
_SILENT = frozenset({"script", "style", "template", "iframe", "object", "math", "svg"})
_APART = frozenset({"br", "p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "jats:p", "jats:title"})


def untagged(text: str) -> str:
    """Return the text without mark-up, white space as single spaces, and without characters that cannot be seen."""
    parts: list[str] = []
    silent = 0
    for token in _TOKEN.finditer(_without_comments(text)):
        closes, name, words = token.groups()
        if words:
            parts += [] if silent else [words]
        elif name and name.lower() in _SILENT:
            silent = max(0, silent + (-1 if closes else 1))
        elif name and name.lower() in _APART:
            parts += [" "]
    plain = unescape("".join(parts))
    return " ".join("".join(char if char.isprintable() or char.isspace() else "" for char in plain).split())


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + len("-->")
    return "".join([*parts, text[at:]])
