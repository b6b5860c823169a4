"""How many people, or animals, the study is on: one figure that the article gives for the whole of it, or none.

Parts ("30 received the drug and 30 placebo") are never added up. Those whose data were analysed go before those who
were enrolled. Two different figures of the same sort leave it open, unless one is the other in round figures: headlines
write "more than 1,200" for 1,234. Where no words tell whom it counts, "(n = 91)" is the size if it is the only n there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.articles.study.wording import BAR, SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.articles.study.rules import StudyRules
    from core.articles.study.wording import Figure, Written

_LEAST = 2
"""One patient is a case; no study says of itself that its sample is one."""
_ROUND = 0.1
"""How far a round figure may be from the exact one, as a share of it."""


def sample_size(texts: Iterable[Written], rules: StudyRules) -> int | None:
    """Return the size that titles and sentences of an article give its study, or None."""
    found: dict[str, list[Figure]] = {"analysed": [], "total": [], "alone": []}
    sizes = 0
    for text in texts:
        sizes += text.text.count(SIZE + BAR)
        for at, patterns in (rules.samples.found(text) if text.figures else {}).items():
            rule, asking = rules.samples.rules[at]
            found[rule.as_] += [one for one in asking.figures(text, patterns) if one.value >= _LEAST]
    if found["analysed"] or found["total"]:
        return _one({*(found["analysed"] or found["total"])})
    return found["alone"][0].value if found["alone"] and sizes == 1 else None


def _one(figures: set[Figure]) -> int | None:
    values = {one.value for one in figures}
    exact = {one.value for one in figures if not one.rough}
    if len(exact) == 1 and all(_is_near(one, exact) for one in values):
        return exact.pop()
    precise = {one for one in values if not any(_is_rounding(one, other) for other in values if other != one)}
    return precise.pop() if len(precise) == 1 else None


def _is_near(value: int, exact: set[int]) -> bool:
    return all(abs(value - one) <= _ROUND * one for one in exact)


def _is_rounding(value: int, other: int) -> bool:
    """Tell whether a number is the other in round figures: 1,200 of 1,234, and 1.2 million of 1,234,567."""
    figures = len(str(value).rstrip("0"))
    return (
        value % 10 == 0 and value == round(other, figures - len(str(other))) and len(str(other).rstrip("0")) > figures
    )
