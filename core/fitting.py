"""Making an answer fit a platform's limits, without ever cutting a sentence.

What goes first is what matters least: whole statements by rank, then "what next" buttons, the disclaimer and the
title. The safety line is never taken away: an answer that cannot hold even that is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.model import Answer, Line


class TooSmall(ValueError):  # noqa: N818 - reads as the sentence it is
    """The limit cannot hold even the safety line with its source."""


def fit(answer: Answer, fits: Callable[[Answer], bool]) -> Answer:
    """Return the fullest form of `answer` for which `fits` is true; a later part of it where its id asks for that.

    `fits` renders and measures; it is called once when nothing has to go and about log2(statements) times more for
    each part otherwise. Raises TooSmall.
    """
    part = answer.id.part if answer.id else 1
    if part == 1 and fits(answer):
        return answer
    told = None
    waiting = sorted((line for block in answer.blocks for line in block.lines), key=lambda line: line.rank)
    while waiting and part:
        count = _most(lambda first: fits(_telling(answer, waiting[:first], len(waiting) - first)), len(waiting))  # noqa: B023
        if count:
            told = _telling(answer, waiting[:count], len(waiting) - count)
            part -= 1
        waiting = waiting[count or 1 :]  # what does not even fit alone, with what it needs, is never told here
    return told or _last_resort(answer, fits)


def _most(works: Callable[[int], bool], most: int) -> int:
    """Return by bisection the largest number up to `most` that works, 0 if none does."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if works(middle):
            low = middle
        else:
            most = middle - 1
    return low


def _telling(answer: Answer, lines: Sequence[Line], left_out: int) -> Answer:
    """Return the answer with these lines, those that they must not be told without, and a button to what is left."""
    told = answer.keeping(_with_their_needs(lines, answer))
    if not left_out:
        return told
    buttons = (answer.next_part, *answer.follow_ups) if answer.next_part else answer.follow_ups
    return replace(told, left_out=left_out, follow_ups=buttons)


def _with_their_needs(lines: Sequence[Line], answer: Answer) -> list[Line]:
    by_name = {name: line for line in answer.lines for name in (line.mark, *line.claims)}
    kept = list(lines)
    for line in kept:  # which grows while it is walked: what is needed may need more
        kept += [by_name[name] for name in line.needs if name in by_name and by_name[name] not in kept]
    return kept


def _last_resort(answer: Answer, fits: Callable[[Answer], bool]) -> Answer:
    """Give up what is left when no statement fits, the least important first; the safety line always stays."""
    bare = replace(answer.keeping(()), left_out=sum(len(block.lines) for block in answer.blocks))
    for candidate in (
        replace(bare, follow_ups=bare.follow_ups[:1]),
        replace(bare, follow_ups=()),
        replace(bare, follow_ups=(), disclaimers=()),
        replace(bare, follow_ups=(), disclaimers=(), title=""),
        replace(bare, follow_ups=(), disclaimers=(), title="", left_out=0),
    ):
        if (candidate.safety or candidate.title) and fits(candidate):
            return candidate
    raise TooSmall
