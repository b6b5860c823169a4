"""Making an answer fit a platform's limits, without ever cutting a sentence.

What goes first is what matters least: whole statements by rank, then "what next" buttons, the disclaimer and the
title. The safety line is never taken away: an answer that cannot hold even that is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.model import Answer


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
    lines = _Lines(answer)
    waiting = lines.by_importance
    while waiting and part:
        count, most = _most(lambda first: lines.telling(waiting[:first]), fits, len(waiting))  # noqa: B023
        if most:
            told = most
            part -= 1
            lines.told |= set(waiting[:count])
        waiting = waiting[count or 1 :]  # what does not even fit alone, with what it needs, is never told here
    return told or _last_resort(answer, fits)


def _most(telling: Callable[[int], Answer], fits: Callable[[Answer], bool], most: int) -> tuple[int, Answer | None]:
    """Return by bisection the largest number up to `most` whose answer fits, and that answer; or 0 and None."""
    low, best = 0, None
    while low < most:
        middle = (low + most + 1) // 2
        candidate = telling(middle)
        if fits(candidate):
            low, best = middle, candidate
        else:
            most = middle - 1
    return low, best


class _Lines:
    """The lines of an answer by their number, and what each must not be told without."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._lines = [line for block in answer.blocks for line in block.lines]
        by_name = {name: at for at, line in enumerate(self._lines) for name in (line.mark, *line.claims)}
        self._needs = [[by_name[name] for name in line.needs if name in by_name] for line in self._lines]
        self.told: set[int] = set()
        self.by_importance = sorted(range(len(self._lines)), key=lambda at: self._lines[at].rank)

    def telling(self, numbers: Sequence[int]) -> Answer:
        """Return the answer with these lines, those that they need, and a button to what has not been told yet."""
        kept = dict.fromkeys(numbers)
        unseen = list(numbers)
        while unseen:
            new = [at for at in self._needs[unseen.pop()] if at not in kept]
            kept |= dict.fromkeys(new)
            unseen += new
        told = self._answer.keeping(self._lines[at] for at in kept)
        left_out = len(self._lines) - len(self.told | kept.keys())
        if not left_out:
            return told
        next_part, buttons = self._answer.next_part, self._answer.follow_ups
        return replace(told, left_out=left_out, follow_ups=(next_part, *buttons) if next_part else buttons)


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
