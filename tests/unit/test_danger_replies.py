"""What is said to danger: where to turn first, every sentence with its source, nothing that exposes, no dose."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, get_args

import pytest
from fakes.danger import dangers, messages
from fakes.everything import benzo, shipped

from core.app import CONFIG
from core.danger import URGENCIES, Urgency
from core.model import Answer, AnswerId, Kind, Query
from core.names import words_of
from core.safety import ANYWHERE, load_help_lines
from core.urgent import Urgent, load_replies

if TYPE_CHECKING:
    from core.phrases import Phrases

LINES = load_help_lines(CONFIG / "helplines.toml")
URGENT = Urgent(load_replies(CONFIG / "danger" / "replies.toml"), LINES)
TODAY = date(2026, 11, 23)
COUNTRIES = (ANYWHERE, *LINES.countries)
KINDS: tuple[Kind, ...] = get_args(Kind)
EMERGENCIES: tuple[Urgency, ...] = ("overdose", "crisis", "withdrawal_seizure")
DOSE = re.compile(
    r"\d[\d.,]*\s*(?:mg|mcg|µg|ug|g|ml|tablets?|pills?|capsules?|drops?|%|percent)\b"
    r"|\b(?:half|quarter|one|two|three|four)\s(?:a\s)?(?:tablet|pill|capsule|bar|drop)s?\b|\bevery \d|\bequivalent to",
    re.IGNORECASE,
)
DRUGS = ((), ("alprazolam",), ("zolpidem",), ("clonazepam", "zolpidem", "diazepam", "lorazepam"))


def said(urgency: Urgency, kind: Kind = "command", country: str = "US", drugs: tuple[str, ...] = ()) -> Answer:
    say = shipped().phrases("en")
    return URGENT.reply(urgency, kind, benzo(), country=country, today=TODAY, say=say, drugs=drugs)


def every() -> list[Answer]:
    return [said(*one) for one in product(URGENCIES, KINDS, COUNTRIES, DRUGS)]


def text_of(answer: Answer) -> str:
    headings = [block.heading for block in answer.blocks if block.heading]
    return "\n".join([answer.title, *headings, *(line.text for line in answer.lines)])


def seen(answer: Answer) -> tuple[object, ...]:
    return (text_of(answer), answer.citations, answer.follow_ups, answer.drug, answer.private)


def test_every_sentence_has_a_source_that_is_listed_once() -> None:
    for answer in every():
        listed = [one.number for one in answer.citations]
        assert listed == list(range(1, len(listed) + 1))
        assert {number for line in answer.lines for number in line.cites} == set(listed)
        assert len({one.source.url for one in answer.citations}) == len(listed)
        for line in answer.lines:
            assert line.cites or "your local emergency number" in line.text, line.text
        assert all(re.fullmatch(r"https?://\S+\.\S+", one.source.url) for one in answer.citations)


def test_no_reply_has_a_dose_or_an_unfilled_place() -> None:
    for answer in every():
        assert not DOSE.search(text_of(answer)), text_of(answer)
        assert not re.search(r"[{}]|\(\)|\s,|,,|\.\.", text_of(answer)), text_of(answer)
        assert all(line.text == " ".join(line.text.split()) for line in answer.lines)


@pytest.mark.parametrize("urgency", EMERGENCIES)
@pytest.mark.parametrize("country", COUNTRIES)
def test_an_emergency_begins_with_the_call_and_the_number(urgency: Urgency, country: str) -> None:
    answer = said(urgency, country=country)
    assert answer.outcome == "urgent"
    assert answer.urgency == urgency
    assert answer.private
    assert answer.lines[0].text.startswith("Call emergency services now")
    assert answer.lines[1].text.startswith("Emergency")
    text = text_of(answer)
    assert ("Poison centre" in text) or ("poisons centres" in text)
    assert ("Somebody to talk to" in text) or ("Find A Helpline" in text)
    assert "Until help is there" in text
    assert any(one.role == "help" for one in answer.follow_ups)


def test_the_numbers_are_those_of_the_country() -> None:
    assert "911" in said("overdose", country="US").lines[1].text
    assert "999" in said("crisis", country="GB").lines[1].text
    assert "988" in text_of(said("overdose", country="US"))
    assert "1-800-222-1222" in text_of(said("crisis", country="US"))
    assert "911" in said("overdose", country=ANYWHERE).lines[1].text


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_sudden_stop_begins_with_the_safety_line_without_alarm(country: str) -> None:
    answer = said("abrupt_stop", country=country, drugs=("alprazolam",))
    assert answer.outcome == "urgent"
    first, talk, signs, call = answer.lines
    assert first.claims == ("safety-stop",)
    assert "today" in talk.text
    assert "pharmacist" in talk.text
    assert "seizure" in signs.text
    assert call.text.startswith("Emergency")


def test_the_safety_line_is_that_of_the_class_that_was_named() -> None:
    assert [line.claims for line in said("abrupt_stop", drugs=("zolpidem",)).lines[:1]] == [("safety-stop-z",)]
    both = said("dose_request", drugs=("alprazolam", "zolpidem"))
    assert [line.claims for line in both.safety] == [("safety-stop",), ("safety-stop-z",)]
    assert said("withdrawal_seizure").safety[0].claims == ("safety-stop",)


@pytest.mark.parametrize("kind", KINDS)
def test_doses_are_declined_kindly_with_who_can_help(kind: Kind) -> None:
    answer = said("dose_request", kind, drugs=("alprazolam", "diazepam"))
    assert answer.outcome == "declined"
    assert answer.urgency == "dose_request"
    text = text_of(answer)
    assert "I do not give doses" in text
    assert "pharmacist can tell you today" in text
    assert "prescribes" in text
    assert [one.id.aspect for one in answer.follow_ups] == ["duration", "duration"]
    assert [one.id.drug for one in answer.follow_ups] == ["alprazolam", "diazepam"]
    assert answer.safety
    assert shipped().open(answer.follow_ups[0].id, "en").outcome == "answer"


@pytest.mark.parametrize("urgency", [one for one in URGENCIES if one != "dose_request"])
@pytest.mark.parametrize("kind", ["mention", "message"])
def test_a_channel_sees_one_neutral_line_and_a_button(urgency: Urgency, kind: Kind) -> None:
    answer = said(urgency, kind, drugs=("alprazolam", "zolpidem"))
    assert len(answer.lines) == 1
    assert answer.outcome == "urgent"
    assert [one.id for one in answer.follow_ups] == [AnswerId("benzo", "-", "help")]
    assert answer.follow_ups[0].role == "help"
    assert answer.follow_ups[0].label == "Get help now"
    assert answer.private == (kind == "message")
    assert answer.drug is None
    assert seen(answer) == seen(said(urgency, kind))
    assert shipped().open(answer.follow_ups[0].id, "en").private


NAMES = {word for name in ("xanax", "alprazolam", *benzo().drugs) for word in words_of(name)}
LABELS = {
    "suicide",
    "suicidal",
    "addict",
    "addiction",
    "overdose",
    "overdosed",
    "abuse",
    "you",
    "your",
    "mum",
    "friend",
}


@pytest.mark.parametrize("urgency", EMERGENCIES)
def test_the_neutral_line_names_no_medicine_and_labels_nobody(urgency: Urgency) -> None:
    told = set(words_of(text_of(said(urgency, "mention"))))
    assert not told & NAMES
    assert not told & LABELS


def test_the_neutral_line_is_the_same_for_every_message_of_its_kind() -> None:
    for one in messages("tuned"):
        found = dangers().find(one.text)
        if found and found != "dose_request":
            assert one.text.casefold() not in text_of(said(found, "mention")).casefold()
            assert seen(said(found, "mention")) == seen(said(found, "mention", "DE", ("diazepam",)))


def test_no_reply_is_a_diagnosis_or_a_lecture(say: Phrases) -> None:
    assert say("urgent.title") == "Get help now"
    for answer in every():
        assert not re.search(r"\byou (?:are|have) (?:suicidal|addicted|an|in)\b|should have|abuse", text_of(answer))


IN_ANIMALS = frozenset({"mouse", "rat", "in vitro"})
WHAT_WAS_TYPED = re.compile("\u201c[^\u201d]*\u201d")
"""An unknown name is said back to who typed it."""
COMPARED = ("{} vs {}", "is {} safer for memory than {}?", "how much {} is as strong as {}")


def told_to_people(answer: Answer) -> str:
    """All that an answer says, buttons included, but for what animals were given in a study."""
    claims = benzo().claims
    lines = [one for one in answer.lines if not any(claims[name].species in IN_ANIMALS for name in one.claims)]
    headings = [block.heading for block in answer.blocks if block.heading]
    shown = [answer.title, *headings, *(one.text for one in lines), *(one.text for one in answer.disclaimers)]
    text = "\n".join([*shown, *(one.label for one in answer.follow_ups)])
    return WHAT_WAS_TYPED.sub("", text) if answer.outcome == "unknown" else text


def test_no_comparison_of_two_medicines_has_a_dose() -> None:
    drugs = list(benzo().drugs)
    for at, one in enumerate(drugs):
        for other in drugs[at + 1 :]:
            for form in COMPARED:
                answer = shipped().answer(Query("benzo", form.format(one, other), kind="mention"))
                assert not DOSE.search(told_to_people(answer)), (one, other, told_to_people(answer))


def test_no_help_card_has_a_dose() -> None:
    for country in COUNTRIES:
        answer = shipped().open(AnswerId("benzo", country, "help"), "en")
        assert answer.lines
        assert not DOSE.search(told_to_people(answer)), told_to_people(answer)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_asked_no_answer_has_a_dose(kind: Kind) -> None:
    asked = [one.text for part in ("held_out", "held_out_2") for one in messages(part)]
    outcomes = set()
    for text in asked:
        answer = shipped().answer(Query("benzo", text, kind=kind))
        outcomes.add(answer.outcome)
        assert not DOSE.search(told_to_people(answer)), (text, told_to_people(answer))
    assert {"urgent", "declined", "answer"} <= outcomes
