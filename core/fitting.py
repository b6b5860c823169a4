"""Making an answer fit a platform's limits, without ever cutting a sentence.

What goes first is what matters least: whole statements by rank, then "what next" buttons, the disclaimer and the
title. The safety line is never taken away: an answer that cannot hold even that is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.model import Answer, Line


class TooSmall(ValueError):  # noqa: N818 - reads as the sentence it is
    """The limit cannot hold even the safety line with its source."""


def fit(answer: Answer, fits: Callable[[Answer], bool]) -> Answer:
    """Return the fullest form of `answer` for which `fits` is true; a later part of it where its id asks for that.

    `fits` renders and measures; it is called once when nothing has to go and about log2(statements) times more
    otherwise. Raises TooSmall.
    """
    rest = answer
    for _ in range(1, answer.id.part if answer.id else 1):
        told = _fit(rest, fits)
        if not told.left_out:
            return told
        rest = _after(rest, told)
    return _fit(rest, fits)


def without(answer: Answer, count: int) -> Answer:
    """Return the answer without its `count` least important statements and those that need them."""
    lines = [line for block in answer.blocks for line in block.lines]
    by_importance = sorted(range(len(lines)), key=lambda at: (lines[at].rank, at))
    kept = _with_their_needs([lines[at] for at in by_importance[: len(lines) - count]], answer)
    buttons = (answer.next_part, *answer.follow_ups) if answer.next_part else answer.follow_ups
    return replace(answer.keeping(kept), left_out=len(lines) - len(kept), follow_ups=buttons)


def _fit(answer: Answer, fits: Callable[[Answer], bool]) -> Answer:
    if fits(answer):
        return answer
    shorter = _by_dropping_statements(answer, fits)
    if shorter is not None:
        return shorter
    for candidate in _last_resorts(answer):
        if fits(candidate):
            return candidate
    raise TooSmall


def _after(answer: Answer, told: Answer) -> Answer:
    """Return what `told` left out of `answer`, with the lines again that it must not be told without."""
    before = set(map(id, told.lines))
    lines = [line for block in answer.blocks for line in block.lines]
    rest = [line for line in lines if id(line) not in before]
    for line in rest:  # which grows while it is walked
        rest += [one for one in lines if one not in rest and {one.mark, *one.claims} & set(line.needs)]
    return answer.keeping(rest)


def _with_their_needs(kept: list[Line], answer: Answer) -> list[Line]:
    """Drop lines that need a claim which is not told, until all that stay have what they need."""
    always = {claim for line in answer.safety for claim in line.claims}
    while True:
        told = always | {name for line in kept for name in (line.mark, *line.claims)}
        standing = [line for line in kept if told.issuperset(line.needs)]
        if len(standing) == len(kept):
            return kept
        kept = standing


def _by_dropping_statements(answer: Answer, fits: Callable[[Answer], bool]) -> Answer | None:
    """Find by bisection the smallest number of statements that has to go; None if even all of them is too few."""
    total = sum(len(block.lines) for block in answer.blocks)
    low, high = 1, total
    best = None
    while low <= high:
        middle = (low + high) // 2
        candidate = without(answer, middle)
        if fits(candidate):
            best, high = candidate, middle - 1
        else:
            low = middle + 1
    return best


def _last_resorts(answer: Answer) -> Iterator[Answer]:
    """Yield what is left to give up once no statement stands, most complete first; the safety line always stays."""
    bare = without(answer, sum(len(block.lines) for block in answer.blocks))
    yield replace(bare, follow_ups=bare.follow_ups[:1])
    yield replace(bare, follow_ups=())
    yield replace(bare, follow_ups=(), disclaimers=())
    if bare.safety:
        yield replace(bare, follow_ups=(), disclaimers=(), title="")
        yield replace(bare, follow_ups=(), disclaimers=(), title="", left_out=0)
