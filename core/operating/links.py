"""Web addresses in a message."""

from __future__ import annotations

import re

MOST = 3
"""Links that are taken from one message."""

# Up to what cannot stand in an address, without the marks that a sentence puts behind one.
_LINK = re.compile(r"https?://[^\s<>\"“”|]+(?<![.,:;!?'*_~`)\]])", re.IGNORECASE)


def links_in(text: str) -> tuple[str, ...]:
    """Return the first links of a text, each once. A closing bracket belongs to the text, not to the link."""
    return tuple(dict.fromkeys(found[0] for found in _LINK.finditer(text)))[:MOST]
