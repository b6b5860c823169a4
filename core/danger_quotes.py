"""What stands in quotation marks: the words of a song, a film or an article are taken out, those of people stay.

"the song goes 'i want to die'" tells of no danger; "she texted 'i took all of them'" does. So the words around a
quotation decide (`quoted_from` in `words.toml`), and a quotation that nothing is said about counts as what is meant.
"""

from __future__ import annotations

QUOTE = '"'
TAKEN_OUT = "~"
_NEAR = 8
"""Words on either side of a quotation in which its origin is looked for."""


def unquoted(tokens: list[str], origins: frozenset[str]) -> list[str]:
    """Return the tokens without quotation marks, and without what is quoted from one of the `origins`."""
    at = [number for number, token in enumerate(tokens) if token == QUOTE]
    out: set[int] = {*at}
    for opening, closing in zip(at[::2], at[1::2], strict=False):
        around = _until_mark(tokens[:opening][::-1]) + _until_mark(tokens[closing + 1 :])
        if not origins.isdisjoint(around):
            out |= {*range(opening + 1, closing)}
            tokens[opening] = TAKEN_OUT
            out.discard(opening)
    return [token for number, token in enumerate(tokens) if number not in out]


def _until_mark(tokens: list[str]) -> list[str]:
    near = tokens[:_NEAR]
    ends = [near.index(mark) for mark in (".", "?", QUOTE) if mark in near]
    return near[: min(ends, default=_NEAR)]
