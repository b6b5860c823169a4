"""DOIs, as people and pages write them -> the plain name, in lower case (DOIs do not tell case apart)."""

from __future__ import annotations

import re
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"“”]+")
"""Any character may follow the slash (DOI Handbook, 2.2.1); old ones have brackets, ";" and "<>" in them."""

_ADDRESS = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/(\S+)", re.IGNORECASE)
_LONGEST = 500
"""Characters; the longest in use have some 200."""

_TRAILING = ".,;:!?'\u2019\u00bb*"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def to_doi(text: str) -> str | None:
    """Return the first DOI in a text or address, None where there is none.

    Punctuation after it is not part of it, nor is a closing bracket that was opened before it.
    """
    if address := _ADDRESS.search(text):
        text = unquote(re.split("[?#]", address[1])[0])
    found = _DOI.search(text)
    if found is None:
        return None
    doi = found[0][:_LONGEST]
    while doi[-1] in _TRAILING or (doi[-1] in _PAIRS and doi.count(doi[-1]) > doi.count(_PAIRS[doi[-1]])):
        doi = doi[:-1]
    return doi.lower() if not doi.endswith("/") else None
