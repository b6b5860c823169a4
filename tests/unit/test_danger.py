"""Danger is noticed, and what only looks like it is not: every rule's examples, and the messages of `tests/danger/`."""

from __future__ import annotations

import timeit
from shutil import copytree
from statistics import median
from typing import TYPE_CHECKING

import pytest
from fakes.danger import KINDS, NONE, dangers, drawn, false_alarm, messages, recall
from hypothesis import given
from hypothesis import strategies as st

from core.app import CONFIG
from core.danger import URGENCIES, load_dangers
from core.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

RULES = dangers().rules
PARTS = ("tuned", "held_out")


@pytest.mark.parametrize("part", PARTS)
def test_the_dangerous_is_noticed_and_the_ordinary_is_left_alone(part: str) -> None:
    print("\n" + drawn(part))
    assert recall(part) >= 0.97
    assert false_alarm(part) <= 0.05


@pytest.mark.parametrize("part", PARTS)
def test_no_message_is_taken_for_something_less_urgent(part: str) -> None:
    wrong = []
    for one in messages(part):
        found = dangers().find(one.text) or NONE
        if NONE not in {one.kind, found} and KINDS.index(found) > KINDS.index(one.kind):
            wrong.append((one, found))
    assert len(wrong) <= 0.02 * len(messages(part)), wrong


def test_the_sets_are_large_and_their_parts_do_not_overlap() -> None:
    assert sum(len(messages(part)) for part in PARTS) >= 260
    assert len(messages("held_out")) >= 80
    assert not {one.text for one in messages("tuned")} & {one.text for one in messages("held_out")}
    for part in PARTS:
        assert {one.kind for one in messages(part)} == set(KINDS)


@pytest.mark.parametrize(
    ("urgency", "text"), [(urgency, text) for urgency, rule in RULES for text in rule.examples], ids=str
)
def test_every_example_of_a_rule_is_found(urgency: str, text: str) -> None:
    assert dangers().find(text) == urgency, dangers().why(text)


@pytest.mark.parametrize("text", sorted({text for _, rule in RULES for text in rule.counter}))
def test_no_counter_example_is_found(text: str) -> None:
    assert dangers().find(text) is None, dangers().why(text)


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("I DON\u2019T WANT TO LIVE ANYMORE", "crisis"),
        ("i\u200b want to k\u0301ill myself", "crisis"),
        ("i took all my pills. i want to die", "overdose"),
        ("i stopped xanax and i want to kill myself", "crisis"),
        ("quit klonopin cold turkey, had a seizure", "withdrawal_seizure"),
        ("how much valium should i take, i am quitting xanax cold turkey tonight", "abrupt_stop"),
    ],
)
def test_the_most_urgent_wins_in_any_spelling(text: str, urgency: str) -> None:
    assert dangers().find(text) == urgency


@pytest.mark.parametrize("text", ["", " ", "?", ".", "'", "1", "mg", "0.5 mg", "\0", "²", "٣٤", "i" * 40_000, "...?!"])
def test_odd_texts_are_ordinary(text: str) -> None:
    assert dangers().find(text) is None


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    assert dangers().find(text) in {None, *URGENCIES}


OWN_WORDS = ["i", "took", "all", "my", "xanax", "stop", "not", "in", "mg", "20", "?", ".", "never", "die", "to", "the"]


@given(st.lists(st.sampled_from(OWN_WORDS), max_size=60))
def test_no_pile_of_the_rules_own_words_raises(words: list[str]) -> None:
    assert dangers().find(" ".join(words)) in {None, *URGENCIES}


def test_a_long_message_is_read_at_its_beginning_and_its_end() -> None:
    filler = "it was a sunny day in the garden " * 2_000
    assert dangers().find("i took all my pills " + filler) == "overdose"
    assert dangers().find(filler + " . i took all my pills") == "overdose"
    assert dangers().find(filler) is None


@pytest.mark.parametrize(
    "word", ["took", "all", "i", "stop", "?", "how many", "dont", "xanax", "20", "mg 5", "not in the", "\u0301"]
)
def test_no_long_text_takes_long(word: str) -> None:
    text = f"{word} " * (40_000 // (len(word) + 1))
    dangers().find(text)
    assert timeit.timeit(lambda: dangers().find(text), number=1) < 0.5


def test_a_message_takes_at_most_150_microseconds() -> None:
    texts = [one.text for part in PARTS for one in messages(part)]
    for text in texts:
        dangers().find(text)
    took = [min(timeit.repeat(lambda text=text: dangers().find(text), number=1, repeat=3)) for text in texts]
    print(f"\n{median(took) * 1e6:.0f} µs a message (median)")
    assert median(took) <= 150e-6


def test_every_mistake_in_the_rules_is_told_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "danger"
    copytree(CONFIG / "danger", folder)
    rules = folder / "crisis.toml"
    text = rules.read_text(encoding="utf-8")
    text = text.replace('"kms"', '"{nowhere} kms", "a ... b ... c ... d ... e", "...", "kms"', 1)
    text = text.replace('unless = ["not", "story"', 'unless = ["nothing", "story"', 1)
    rules.write_text(text, encoding="utf-8")
    (folder / "overdose.toml").unlink()
    with pytest.raises(ConfigError) as caught:
        load_dangers(folder, {})
    told = [str(one) for one in caught.value.mistakes]
    assert any("there is no word list {nowhere}" in one for one in told)
    assert any("more than 3 gaps" in one for one in told)
    assert any("there is no veto 'nothing'" in one for one in told)
    assert any("danger/overdose.toml: the file is missing" in one for one in told)
    assert all(one.line for one in caught.value.mistakes if one.file == "danger/crisis.toml")
