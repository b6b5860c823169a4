"""Text as Slack reads it: what has to be escaped, and what cannot be.

`&`, `<` and `>` have entities (https://docs.slack.dev/messaging/formatting-message-text); Slack decodes them in
mrkdwn and in plain text alike. `*`, `_`, `~` and the backtick have none, so a text that holds one of them is shown as
`plain_text`, in which Slack formats nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model import Citation, Line

# Control characters and those that turn the direction of writing: they could rearrange the words beside them.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]+")
_ADDRESS = re.compile(r"https?://[!-;=?-{}~]+(?<![.,:;!?'\")\]])")
_LINK = re.compile(r"<https?://[^<>]*>")


def escape(text: str) -> str:
    """Return `text` on one line without anything that Slack would act on: no mention, link or control character."""
    return _with_entities(_visible(text))


def prose(text: str) -> str:
    """Return a statement, escaped, with its addresses as links: sections are verbatim, so Slack makes none."""
    text = _visible(text)
    if "://" not in text:
        return _with_entities(text)
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts += [_with_entities(text[end : found.start()]), f"<{_with_entities(found[0])}>"]
        end = found.end()
    return "".join([*parts, _with_entities(text[end:])])


def _visible(text: str) -> str:
    return text if text.isprintable() else " ".join(_INVISIBLE.sub(" ", text).split())


def _with_entities(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def formats(text: str) -> bool:
    """Whether Slack could find bold, italics, strikes, code or a quotation in an escaped text, its links apart."""
    bare = _LINK.sub("", text) if "<" in text else text
    return "*" in bare or "_" in bare or "~" in bare or "`" in bare or bare.startswith("&gt;")


def marked(line: Line, write: Callable[[str], str] = escape) -> str:
    """Return a statement with the numbers of its sources: `text [1][2]`."""
    text = write(line.text)
    return f"{text} [{']['.join(map(str, line.cites))}]" if line.cites else text


def linked(citation: Citation) -> str:
    """Return a source with its number and a link that shows its address."""
    source = citation.source
    address = escape(source.address)
    if _ADDRESS.fullmatch(source.url):
        address = f"<{escape(source.url)}|{address}>"
    return f"[{citation.number}] {escape(source.reference)} {address}"


def spelled_out(citation: Citation) -> str:
    """Return a source with its number and its whole address, for readers of plain text."""
    return f"[{citation.number}] {escape(citation.source.reference)} {escape(citation.source.url)}"
