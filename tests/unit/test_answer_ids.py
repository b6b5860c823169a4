"""Addresses of answers: what a button carries still opens the same answer after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.everything import addresses, answers, benzo
from hypothesis import given
from hypothesis import strategies as st

from core.model import DEPTHS, LENGTHS, MOST_PARTS, AnswerId, Query

if TYPE_CHECKING:
    from core.app import App
    from core.model import Depth, Length

WORD = st.text(st.characters(exclude_characters="/", exclude_categories=("Cs",)), max_size=12)


@given(WORD, WORD, WORD, st.sampled_from(LENGTHS), st.sampled_from(DEPTHS), st.integers(1, MOST_PARTS))
def test_an_address_reads_back_as_it_was_written(  # noqa: PLR0913, PLR0917 - an address has this many parts
    topic: str, drug: str, aspect: str, length: Length, depth: Depth, part: int
) -> None:
    one = AnswerId(topic, drug, aspect, length, depth, part)
    assert AnswerId.parse(str(one)) == one


@given(st.text(max_size=60) | st.from_regex(r"\A\w*/\w*/\w*(/(full|clinician|[0-9]{1,30}))*\Z"))
def test_any_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        found = AnswerId.parse(text)
    except ValueError:
        return
    assert str(found) == text
    assert 1 <= found.part <= MOST_PARTS


@pytest.mark.parametrize(
    "text",
    ["", "a/b", "a/b/c/", "a/b/c/1", "a/b/c/0", "a/b/c/21", "a/b/c/short", "a/b/c/2/full", "a/b/c/٢", "a/b/c/-2"],
)
def test_addresses_that_nobody_wrote_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        AnswerId.parse(text)


def test_every_address_fits_a_discord_button() -> None:
    longest = max(len(str(one._replace(part=MOST_PARTS))) for one in addresses())
    assert longest + len("answer:share:") <= 100


def test_every_answer_opens_under_its_own_address(app: App) -> None:
    for answer in answers():
        assert answer.id
        assert repr(app.open(AnswerId.parse(str(answer.id)), "en")) == repr(answer)


def test_every_button_opens_an_answer_on_the_same_drug(app: App) -> None:
    for answer in answers():
        assert answer.id
        labels = [one.label for one in answer.follow_ups]
        assert len(set(labels)) == len(labels)
        for button in answer.follow_ups:
            opened = app.open(button.id, "en")
            assert (opened.id, opened.drug, opened.outcome) == (button.id, answer.drug, answer.outcome), button.id


def test_the_buttons_of_a_question_back_open_the_drugs_they_name(app: App) -> None:
    for typed in ("xanax and valium", "clorazepam", "bars", "clonidine", "tranks", "zzzzzz"):
        for button in app.answer(Query("benzo", typed)).follow_ups:
            opened = app.open(button.id, "en")
            assert opened.outcome in {"answer", "class"}
            assert button.label.casefold() in opened.title.casefold()


@pytest.mark.parametrize(
    "gone", ["benzo/aspirin/memory", "benzo/alprazolam/colour", "vitamins/c/memory", "benzo/-/overview", "//"]
)
def test_an_address_that_is_no_longer_there_gets_an_answer(app: App, gone: str) -> None:
    answer = app.open(AnswerId.parse(gone), "en")
    assert (answer.outcome, answer.id) == ("unknown", None)
    assert "older answer" in answer.lines[0].text


def test_the_part_of_an_answer_is_its_own_address() -> None:
    first = answers()[0]
    assert first.id
    assert first.next_part
    assert first.next_part.id == first.id._replace(part=2)
    assert all(one.id.part == 1 for one in first.follow_ups)


def test_aspects_offered_are_the_topics_without_the_one_shown() -> None:
    for answer in answers():
        assert answer.id
        offered = [one.id.aspect for one in answer.follow_ups if one.role == "aspect"]
        assert offered == [one for one in benzo().buttons if one != answer.id.aspect]
