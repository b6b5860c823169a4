"""Danger is noticed, and what only looks like it is not: every rule's examples, and the messages of `tests/danger/`."""

from __future__ import annotations

from shutil import copyfile, copytree
from typing import TYPE_CHECKING

import pytest
from fakes.danger import KINDS, NONE, class_accuracy, dangers, drawn, false_alarm, learned_from, messages, recall
from fakes.everything import shipped
from hypothesis import given
from hypothesis import strategies as st

from core.app import CONFIG
from core.danger import LEARNED, URGENCIES, load_dangers
from core.danger_files import Learned
from core.danger_patterns import Language, PatternError, Sieve
from core.danger_reading import Reading, ones
from core.errors import ConfigError
from core.model import Query
from core.toml import Document

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("tuned", "held_out", "held_out_2")


@pytest.mark.parametrize("part", PARTS)
def test_the_dangerous_is_noticed_and_the_ordinary_is_left_alone(part: str) -> None:
    print("\n" + drawn(part))
    assert recall(part) >= 0.97
    assert false_alarm(part) <= 0.05
    assert class_accuracy(part) >= 0.95


@pytest.mark.parametrize("part", PARTS)
def test_no_message_is_taken_for_something_less_urgent(part: str) -> None:
    wrong = []
    for one in messages(part):
        found = dangers().find(one.text) or NONE
        if NONE not in {one.kind, found} and KINDS.index(found) > KINDS.index(one.kind):
            wrong.append((one, found))
    assert len(wrong) <= 0.02 * len(messages(part)), wrong


def test_the_sets_are_large_and_their_parts_do_not_overlap() -> None:
    assert len(messages("tuned")) >= 4_000
    assert len(messages("held_out")) >= 80
    assert len(messages("held_out_2")) >= 400
    texts = [one.text for part in PARTS for one in messages(part)]
    assert len(texts) == len(set(texts))
    for part in PARTS:
        assert {one.kind for one in messages(part)} == set(KINDS)


def test_the_points_were_learned_from_the_tuned_messages_as_they_are() -> None:
    file = Document(CONFIG / "danger" / "learned.toml", "learned.toml")
    learned = file.take(Learned, file.data, ())
    assert learned
    assert learned.learned_from == learned_from(), "run: python tests/danger/learn.py"


@pytest.mark.parametrize(("urgency", "text"), dangers().examples, ids=str)
def test_every_example_of_a_rule_is_found(urgency: str, text: str) -> None:
    assert dangers().find(text) == urgency, dangers().why(text)


@pytest.mark.parametrize("text", sorted(set(dangers().counter)))
def test_no_counter_example_is_found(text: str) -> None:
    assert dangers().find(text) is None, dangers().why(text)


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("I DON\u2019T WANT TO LIVE ANYMORE", "crisis"),
        ("i\u200b want to k\u0301ill myself", "crisis"),
        ("im gonna k1ll mys3lf", "crisis"),
        ("i want to diiiie", "crisis"),
        ("gonna commit su*cide", "crisis"),
        ("sewerslide is all i think about", "crisis"),
        ("took all my \U0001f48a\U0001f48a", "overdose"),
        ("i took all my pills. i want to die", "overdose"),
        ("i stopped xanax and i want to kill myself", "crisis"),
        ("quit klonopin cold turkey, had a seizure", "withdrawal_seizure"),
        ("is it normal to hallucinate? i stopped klonopin on sunday", "withdrawal_seizure"),
        ("how much valium should i take, i am quitting xanax cold turkey tonight", "abrupt_stop"),
        ("what dose of clonazpam shud i take", "dose_request"),
    ],
)
def test_the_most_urgent_wins_in_any_spelling(text: str, urgency: str) -> None:
    assert dangers().find(text) == urgency


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ('my sister just texted me "i took all of my pills"', "overdose"),
        ("she said 'i want to die' and hung up", "crisis"),
        ('the chorus of that song is "i want to die"', None),
        ('in the play he says "i took all my pills" and faints', None),
        ("the headline \u201cStop your benzos today\u201d is nonsense", None),
    ],
)
def test_what_people_say_counts_and_what_is_quoted_from_a_work_does_not(text: str, urgency: str | None) -> None:
    assert dangers().find(text) == urgency, dangers().why(text)


@pytest.mark.parametrize(
    "text",
    [
        "this meeting is killing me",
        "cold turkey sandwich",
        "I quit my job",
        "dying laughing",
        "this bug makes me want to die lol",
        "i'm not suicidal",
        "i haven't stopped my valium and i don't plan to",
        "does xanax destroy synapses?",
        "who did the study?",
        "what is TSPO",
        "klonipin and memory??",
        "should i stop?",
        "is the damage permanent?",
        "restore the library in the valley on halcyon days",
    ],
)
def test_what_only_looks_like_danger_is_left_alone(text: str) -> None:
    assert dangers().find(text) is None, dangers().why(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", ".", "'", "1", "mg", "0.5 mg", "\0", "²", "٣٤", "i" * 40_000, "...?!", ".5", ",", "'' ''", "=="],
)
def test_odd_texts_are_ordinary(text: str) -> None:
    assert dangers().find(text) is None


@given(st.text("0123456789.,:/ -+mgMG%x$", max_size=60))
def test_figures_of_any_form_are_read(figures: str) -> None:
    assert shipped().answer(Query("benzo", f"xanax {figures} mg", kind="mention")).title


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:80/a", "1.2.3.4 mg", ".5mg", ",5 mg", "1,234.5", "...1..2", "1,000,000"]
)
def test_addresses_and_versions_are_no_amounts_that_cannot_be_read(text: str) -> None:
    assert shipped().answer(Query("benzo", text, kind="mention")).title


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    assert dangers().find(text) in {None, *URGENCIES}


OWN_WORDS = [
    "i",
    "took",
    "all",
    "my",
    "xanax",
    "stop",
    "not",
    "in",
    "mg",
    "20",
    "?",
    ".",
    "never",
    "die",
    "to",
    "the",
    '"',
]


@given(st.lists(st.sampled_from(OWN_WORDS), max_size=60))
def test_no_pile_of_the_rules_own_words_raises(words: list[str]) -> None:
    assert dangers().find(" ".join(words)) in {None, *URGENCIES}


def test_a_long_message_is_read_at_its_beginning_and_its_end() -> None:
    filler = "it was a sunny day in the garden " * 2_000
    assert dangers().find("i took all my pills. " + filler) == "overdose"
    assert dangers().find(filler + " . i took all my pills") == "overdose"
    assert dangers().find(filler) is None


def test_one_sentence_in_a_long_message_is_noticed() -> None:
    weather = (
        "The garden is lovely this year and the neighbours brought a cake. We talked about the new road for hours. "
    )
    assert dangers().find(weather * 4) is None
    assert dangers().find(weather * 2 + "I took all my pills an hour ago. " + weather * 2) == "overdose"


PATTERNS = (
    *(
        "a ... b",
        "a & b",
        "^ a b ?",
        "a .? b",
        "a . b c",
        "a ? b ... c d e",
        "{more} b",
        "a {more}",
        "{end} b",
        "a c_d b e",
    ),
    *("b & a . c", "a b|. c & d", "a .. b c d e", "b .", "{drug}? a"),
)
LANGUAGE = Language({"more": "a, c d", "end": "{more}, e, d b", "drug": "DRUG"}, {})
READ = [LANGUAGE.pattern(source) for source in PATTERNS]
SIEVE = Sieve(READ, LANGUAGE.lists)


WORDS = ["a", "b", "c", "d", "e", "DRUG", "other", ".", "?"]
FRAGMENTS = ["a . b c", "a ? b c", "a b . c other d", "d other b a . c", "c other d e", "a c d b e", "DRUG a", "c d b"]


@given(st.lists(st.sampled_from(WORDS + FRAGMENTS), max_size=8).map(" ".join))
def test_no_pattern_that_matches_is_sifted_out(text: str) -> None:
    reading = Reading([*text.split(), "."], LANGUAGE.lists)
    may_match = {*ones(SIEVE.sift(reading))}
    assert {at for at, pattern in enumerate(READ) if pattern.stands_in(reading)} <= may_match


def test_a_pattern_whose_words_stand_in_two_sentences_is_sifted_out() -> None:
    both, apart = (Reading(text.split(), LANGUAGE.lists) for text in ("b a .", "b . a ."))
    at = PATTERNS.index("a ... b")
    assert at in ones(SIEVE.sift(both))
    assert at not in ones(SIEVE.sift(apart))


def test_who_decided_is_told() -> None:
    assert dangers().why("i took all my pills") == "took-a-lot"
    assert dangers().why("thank you for the summary") is None
    assert LEARNED in {dangers().why(one.text) for one in messages("held_out_2")}


def test_a_word_list_holds_words_phrases_and_lists_only() -> None:
    with pytest.raises(PatternError, match=r"'off \{drug\}' in a list is not words or a \{list\}"):
        Language({"going": "quitting, off {drug}", "drug": "DRUG"}, {}).pattern("{going} it")


def test_every_mistake_in_the_rules_is_told_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "danger"
    copytree(CONFIG / "danger", folder)
    rules = folder / "crisis.toml"
    text = rules.read_text(encoding="utf-8")
    text = text.replace("\nkms\n", "\n{nowhere} kms\n... kms\nkms ^\n?\na-b\n", 1)
    text = text.replace('unless = "not, story', 'unless = "nothing, story', 1)
    rules.write_text(text, encoding="utf-8")
    words = folder / "words.toml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace("\nsoft = '''\n", "\nsoft = '''\n{soft}, ", 1), encoding="utf-8")
    learned = folder / "learned.toml"
    text = learned.read_text(encoding="utf-8").replace("[kinds.crisis]", "[kinds.cries]", 1)
    learned.write_text(text.replace("[points]\n", '[points]\nmany = "kms"\n', 1), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_dangers(folder, {})
    told = "\n".join(str(one) for one in caught.value.mistakes)
    assert "there are no points of crisis" in told
    assert "points are whole numbers" in told
    copyfile(CONFIG / "danger" / "learned.toml", learned)
    (folder / "overdose.toml").unlink()
    with pytest.raises(ConfigError) as caught:
        load_dangers(folder, {})
    told = "\n".join(str(one) for one in caught.value.mistakes)
    assert "there is no word list {nowhere}" in told
    assert "'...' stands between words, '^' at the beginning" in told
    assert "nothing in it is needed" in told
    assert "'a-b' is not a word, a {list} or a mark" in told
    assert "there is no veto 'nothing'" in told
    assert "{soft} holds itself" in told
    assert "danger/overdose.toml: the file is missing" in told
    assert all(one.line for one in caught.value.mistakes if one.file == "danger/crisis.toml")
