"""An answer at every limit: whole statements or none, what belongs together stays together, the safety line always."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.everything import addresses, answers, benzo, shipped
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.console.render import to_text
from core.drafts import STUDIED, is_animal_study
from core.fitting import TooSmall, fit
from core.model import MOST_PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.model import Answer

LIMITS = st.integers(0, 9_000)
ANY_ANSWER = st.integers(0, len(addresses()) - 1).map(lambda at: answers()[at])
SAY = shipped().phrases("en")


def within(limit: int) -> Callable[[Answer], bool]:
    return lambda answer: len(to_text(answer, SAY)) <= limit


def smallest(answer: Answer) -> Answer:
    """What must always be told: the safety line with its sources."""
    return replace(answer.keeping(()), title="", follow_ups=(), disclaimers=())


@settings(max_examples=400)
@given(ANY_ANSWER, LIMITS)
def test_an_answer_fits_any_limit_or_is_refused(answer: Answer, limit: int) -> None:
    try:
        told = fit(answer, within(limit))
    except TooSmall:
        assert not within(limit)(smallest(answer))
        return
    assert within(limit)(told)
    assert told.safety == answer.safety
    assert_whole(answer, told)
    assert_together(told)


def assert_whole(answer: Answer, told: Answer) -> None:
    """No sentence is cut, none is moved and none is uncited."""
    original = list(map(id, answer.lines))
    kept = [original.index(id(line)) for line in told.lines]
    assert kept == sorted(kept)
    numbers = {one.number for one in told.citations}
    assert numbers == {number for line in told.lines for number in line.cites}
    assert all(block.lines for block in told.blocks)


def assert_together(told: Answer) -> None:
    """No finding stands without what it needs, nor a study in animals without what it did not test."""
    claims = benzo().claims
    names = {name for line in told.lines for name in (line.mark, *line.claims)}
    assert all(names >= set(line.needs) for line in told.lines)
    assert all(set(claims[one].needs) <= names for one in told.claims)
    if any(is_animal_study(claims[one]) for one in told.claims):
        assert STUDIED in names
    findings = {claims[one].source for one in told.claims if claims[one].kind == "finding"}
    assert "shi2022" not in findings or "carton2021" in findings


LEAST = 2_500
"""Characters that every platform has room for; below that a statement may not fit with all that it needs."""


def at_every_step(answer: Answer) -> Iterator[Answer]:
    """Yield what is told of an answer at limits from its whole length downwards."""
    for limit in range(len(to_text(answer, SAY)), LEAST, -97):
        yield fit(answer, within(limit))


def test_every_answer_keeps_what_belongs_together_at_every_length() -> None:
    for answer in answers()[::3]:
        for told in at_every_step(answer):
            assert_whole(answer, told)
            assert_together(told)
            assert told.left_out == len(answer.lines) - len(told.lines)


def test_what_fits_is_not_touched() -> None:
    for answer in answers()[::7]:
        assert fit(answer, lambda _: True) is answer


def test_nothing_is_dropped_that_would_have_fitted() -> None:
    answer = answers()[0]
    size = len(to_text(answer, SAY))
    assert fit(answer, within(size)) is answer
    assert fit(answer, within(size - 1)).left_out >= 1
    lengths = [len(to_text(fit(answer, within(limit)), SAY)) for limit in range(600, size, 150)]
    assert lengths == sorted(lengths)


def test_the_least_important_statements_go_first() -> None:
    for answer in answers()[::7]:
        for told in at_every_step(answer):
            kept = set(map(id, told.lines))
            needed = {name for line in told.lines for name in line.needs}
            dropped = [line.rank for line in answer.lines if id(line) not in kept]
            ranks = [
                line.rank
                for block in told.blocks
                for line in block.lines
                if needed.isdisjoint({line.mark, *line.claims})
            ]
            assert not dropped or not ranks or min(dropped) >= max(ranks), answer.id


def parts(answer: Answer, limit: int) -> list[Answer]:
    """Press "next part" for as long as there is one, as a reader would."""
    assert answer.id
    read = []
    for number in range(1, MOST_PARTS + 1):
        read.append(fit(replace(answer, id=answer.id._replace(part=number)), within(limit)))
        if not read[-1].left_out:
            return read
    pytest.fail(f"{answer.id} at {limit} does not end")


@settings(max_examples=120)
@given(ANY_ANSWER, st.integers(3_300, 6_000))
def test_the_parts_of_an_answer_together_tell_all_of_it_and_end(answer: Answer, limit: int) -> None:
    read = parts(answer, limit)
    told = {line.text for part in read for line in part.lines}
    assert told == {line.text for line in answer.lines}
    for part in read:
        assert part.safety == answer.safety
        assert_together(part)


@settings(max_examples=200)
@given(ANY_ANSWER, st.integers(200, 6_000))
def test_left_out_counts_every_line_not_told_in_this_part_or_an_earlier_one(answer: Answer, limit: int) -> None:
    assert answer.id
    total, told = sum(len(block.lines) for block in answer.blocks), set()
    for number in range(1, MOST_PARTS + 1):
        try:
            part = fit(replace(answer, id=answer.id._replace(part=number)), within(limit))
        except TooSmall:
            return
        told |= {id(line) for block in part.blocks for line in block.lines}
        if not part.title:  # the barest form of all: the safety line alone, without even the count
            return
        assert part.left_out == total - len(told), (answer.id, number)
        if not part.left_out:
            return


def test_the_way_to_the_rest_is_offered_first_and_only_when_something_is_left_out() -> None:
    for answer in answers()[::9]:
        assert answer.next_part
        assert answer.next_part not in answer.follow_ups
        for told in at_every_step(answer):
            if told.follow_ups:
                assert (told.follow_ups[0] == answer.next_part) == bool(told.left_out and told.blocks), answer.id
