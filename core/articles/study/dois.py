r"""Finding DOIs in a text, as readers write them: bare, in an address, escaped, with a full stop behind.

No library here finds DOIs. The form is Crossref's own pattern, `10.\d{4,9}/[-._;()/:A-Z0-9]+` without regard to case,
and its additions for old Wiley ones, which hold `<`, `>` and commas:
https://www.crossref.org/blog/dois-and-matching-regular-expressions/
"""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 200
"""Code points that are looked at behind a prefix; what goes on for longer without a space is no DOI."""
_MOST = 20_000
"""DOIs that are taken from one text."""

_PREFIX = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,3}(?:/|%2[Ff])")
_NOT_IN_FRONT = re.compile(r"[\w.]\Z")
_SUFFIX = re.compile(rf"[^\s\"“”„«»{{}}|\\^`]{{1,{LONGEST}}}")
_BROKEN = re.compile(r"[ \t]?\n[ \t]*|[ \t]")
"""Where a prefix ends without a suffix, the suffix is what comes next: no DOI is without one."""
_HYPHENATED = re.compile(r"(?<=\d-)\n[ \t]*(?=\d)")
"""A line that ends in a hyphen between digits goes on: no DOI ends in one."""
_SICI = re.compile(r"<[\w.]*:[^<>\s]*>")
"""What old DOIs hold in angle brackets; any other `<` is the end."""
_ENDS = re.compile(
    r"[?#'‘’]|&\w+="  # an address's query, or a quotation's end  # noqa: RUF001
    r"|[,;](?=(?:https?:|doi\b|PMID|PMCID|10\.\d{4}))"  # the next identifier, without a space
    r"|(?<=\d)(?=(?:Journal|Provided|Published|Copyright|Epub|PMID|PMCID|Source|Received|More)\b)"  # a lost line break
    r"|\.?(?=Epub\b|PMID\b|PMCID\b|https?:)"
)
_VIEWS = re.compile(
    r"(?i)(?:/(?:full|abstract|epdf|pdf|meta|html|fulltext|summary|references|citation|epub))+(?:\.pdf)?$"
)
_FILES = re.compile(r"(?i)(?:v\d+)?(?:\.(?:full|abstract|short|long|full-text))?(?:\.(?:pdf|html?|xml))?$")
_DASHES = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"), **dict.fromkeys("\u200b\u00ad\ufeff\u2060")}
)
_BRACKET = re.compile(r"[()\[\]<>]")
_PAIRS = {")": "(", "]": "[", ">": "<"}
_TRAILING = ".,;:!*-–—/"  # noqa: RUF001
_RESOLVER = re.compile(r"(?i)^\s*(?:https?://(?:dx\.)?doi\.org/|doi:?\s*|info:doi/)")


def dois_in(text: str) -> tuple[str, ...]:
    """Return the DOIs of a text, normalised, in reading order, each once.

    Normalised is lower case without resolver and without what follows a DOI in a sentence. Commas, semicolons and
    balanced brackets belong to it.
    """
    return tuple(dict.fromkeys(islice(_each(text), _MOST)))


def normal_doi(doi: str) -> str | None:
    """Return one DOI as `dois_in` would, or None where it is none."""
    found = dois_in(_RESOLVER.sub("", doi))
    return found[0] if found else None


def _each(text: str) -> Iterator[str]:
    at = 0
    while prefix := _PREFIX.search(text, at):
        at = prefix.end()
        in_front = text[max(0, prefix.start() - 60) : prefix.start()]
        if _NOT_IN_FRONT.search(in_front):
            continue
        suffix = _suffix(text, prefix.end())
        if "%2f" in prefix[0].lower():
            suffix = unquote(suffix)
        address = "//" in in_front.rpartition(" ")[2].rpartition("\n")[2]
        if kept := _trimmed(suffix, address=address):
            at += len(kept) if suffix.startswith(kept) else 0  # what is behind it may be the next one
            yield f"{prefix[0].replace('%2F', '/').replace('%2f', '/')}{kept}".lower()


def _suffix(text: str, at: int) -> str:
    """Return what may be a suffix from `at` on, with certain line breaks taken out."""
    if (gap := _BROKEN.match(text, at)) and (suffix := _SUFFIX.match(text, gap.end())):
        return suffix[0] if any(one.isdigit() for one in suffix[0]) else ""
    suffix = _SUFFIX.match(text, at)
    if not suffix:
        return ""
    if (broken := _HYPHENATED.match(text, suffix.end())) and (rest := _SUFFIX.match(text, broken.end())):
        return suffix[0] + rest[0]
    return suffix[0]


def _trimmed(suffix: str, *, address: bool) -> str:
    """Return the suffix without what is no longer of it."""
    suffix = html.unescape(suffix) if "&" in suffix else suffix
    suffix = suffix if suffix.isascii() else suffix.translate(_DASHES)
    suffix = unquote(suffix) if address else suffix
    old = _SICI.search(suffix)
    angle = suffix.find("<", old.end() if old else 0)
    if angle < 0 and not old:
        angle = suffix.find(">")
    suffix = suffix[:angle] if angle >= 0 else suffix
    if end := _ENDS.search(suffix):
        suffix = suffix[: end.start()]
    suffix = _VIEWS.sub("", _balanced(suffix) if _BRACKET.search(suffix) else suffix.rstrip(_TRAILING))
    if address:
        suffix = _FILES.sub("", suffix, count=1)
    return suffix.rstrip(_TRAILING)


def _balanced(suffix: str) -> str:
    """Return the suffix up to a bracket that was opened in front of it, without what trails."""
    depth = dict.fromkeys(_PAIRS.values(), 0)
    for at, one in enumerate(suffix):
        if one in depth:
            depth[one] += 1
        elif one in _PAIRS:
            depth[_PAIRS[one]] -= 1
            if depth[_PAIRS[one]] < 0:
                suffix = suffix[:at]
                break
    return suffix.rstrip(_TRAILING).rstrip("([")
