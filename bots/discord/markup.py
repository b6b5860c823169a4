"""Discord's Markdown: what a text may not do in it, and the few marks that replies use.

Rules of the marks: https://support.discord.com/hc/en-us/articles/210298617
"""

from __future__ import annotations

import re

# Everything that starts a mark, a mention, a custom emoji, a timestamp or a masked link. Discord takes a
# backslash before any punctuation and shows the character itself. (One class without alternatives is four
# times as fast as one pattern for everything.)
_MARKS = re.compile(r"[\\*_~|`<\[\]@]")
_STARTS = frozenset("#>+-0123456789 \t")
_LIST_OR_HEADING = re.compile(r"^(\s*(?:\d+(?=\.)|(?=[#>+-])))([.#>+-])(?!\d)")
_ADDRESS = re.compile(r"https://[^\s<>]*[^\s<>.,:;!?'\")\]]")


def escape(text: str) -> str:
    """Return a text that Discord shows as it is: one line, no mark, no mention, no link."""
    if "\n" in text or "\r" in text:
        text = " ".join(text.split())
    text = _MARKS.sub(_behind_a_backslash, text)
    if "://" in text:  # "https\://" is no link any more
        text = text.replace("://", r"\://")
    if text[:1] in _STARTS:
        text = _LIST_OR_HEADING.sub(r"\1\\\2", text)
    return text


def _behind_a_backslash(found: re.Match[str]) -> str:
    return "\\" + found[0]


def prose(text: str) -> str:
    """Return a statement of ours: escaped, but its https addresses stay links."""
    if "https://" not in text:
        return escape(text)
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[end : found.start()]), link(found[0])]
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def link(address: str) -> str:
    """Return an address as a link without a preview; the angle brackets also keep its `_` and `)` whole."""
    return f"<{address}>"


def length(text: str) -> int:
    """Return the length as UTF-16 units, the longest way in which Discord may count it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def shortened(text: str, limit: int) -> str:
    """Return a label of at most `limit` UTF-16 units: for buttons and lists, never for statements."""
    if length(text) <= limit:
        return text
    kept = text[: limit - 1]
    while length(kept) > limit - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"
