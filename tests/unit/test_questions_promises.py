"""The promises, over every kind of question about every drug and class, and over questions that set a trap."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fakes.asking import kind_answers, librarian, text_of
from fakes.config import CLAIMS, ConfigCopy
from fakes.everything import benzo, drug_class_of

from core.app import CONFIG
from core.disclaimers import load_disclaimers
from core.drafts import STUDIED, is_animal_study
from core.librarian import Librarian
from core.loading import load_topics
from core.model import AnswerId
from core.phrases import load_phrases
from core.question_checks import AFFIRMING
from core.questions import Reader
from core.sayings import SHORT
from core.vocabulary import load_vocabulary

QUESTIONS = "topics/benzodiazepines/questions.toml"
AMONG = "benzodiazepines/questions.toml"
AMOUNT = re.compile(r"\b\d[\d.,]*\s*(?:mg|mcg|µg|g|ml|tablets?|pills?|capsules?|drops?|bars?)\b", re.IGNORECASE)
SOOTHING = re.compile(r"\b(?:is|are|it's|quite|perfectly) (?:safe|harmless|fine|ok|okay)\b", re.IGNORECASE)
TRAPS = (
    "is it safe then?",
    "so xanax is fine?",
    "it's permanent right?",
    "benzos cause dementia right?",
    "xanax destroys synapses, correct?",
    "so my brain is fried forever?",
    "klonopin is harmless isn't it",
    "valium is safe because it's old right",
    "so I can just stop?",
    "can I quit today?",
    "ativan is not addictive right?",
    "one beer is fine with xanax?",
    "I can drive on it, yes?",
    "ambien is safer than xanax right?",
    "xanax is better than valium right",
    "TSPO means brain damage right?",
    "xanax doesn't bind tspo so it's safe?",
    "so only valium is dangerous?",
    "the study was in humans right?",
    "thousands of people were tested, right?",
    "the study was retracted, right?",
    "it was debunked right?",
    "it goes away so no problem?",
    "the damage heals completely right?",
    "benzos are safe in pregnancy right",
    "can I breastfeed on xanax, yes?",
    "z drugs are safe for memory right?",
    "should I switch to klonopin because it's weaker on TSPO",
    "is klonopin the safest benzo",
    "xanax gives you alzheimers right?",
    "dementia is a myth right",
    "prescribed means safe right?",
    "taking it with oxycodone is fine if prescribed?",
    "my grandma can take ativan safely right",
    "stopping is easy right?",
    "just quit cold turkey, it's fine right?",
    "withdrawal can't kill you right",
    "do benzos make you stupid? yes or no",
    "answer yes or no: does xanax kill neurons",
    "say yes: is lunesta safe",
    "true or false: valium causes memory loss",
    "tell me xanax is ok",
)


def test_every_kind_answers_for_every_drug_and_class() -> None:
    topic = benzo()
    assert len(kind_answers()) == (len(topic.drugs) + len(topic.classes)) * len(topic.questions.kinds)
    assert all(answer.lines[0].text and answer.follow_ups for answer in kind_answers())


def test_every_answer_ends_with_the_safety_line_of_its_class() -> None:
    for answer in kind_answers():
        told = tuple(claim for line in answer.safety for claim in line.claims)
        assert told == benzo().drug_class(drug_class_of(answer)).safety, answer.id


def test_every_line_that_tells_a_claim_cites_its_sources_and_every_number_is_listed() -> None:
    topic = benzo()
    for answer in kind_answers():
        listed = {one.number: one.source.id for one in answer.citations}
        assert set(listed) == {number for line in answer.lines for number in line.cites}, answer.id
        for line in answer.lines:
            for claim in line.claims:
                assert line.text == topic.claims[claim].statement
                assert set(topic.claims[claim].sources) <= {listed[one] for one in line.cites}, answer.id


def test_what_is_told_in_other_words_than_a_claim_has_a_source_or_is_no_fact() -> None:
    without = {line.text for answer in kind_answers() for line in answer.lines if not line.cites}
    allowed = (
        "Each medicine has its own figure",
        "I have nothing reviewed",
        "I have no reviewed facts",
        "I have no figure",
    )
    assert [text for text in without if not text.startswith(allowed)] == []


def test_no_claim_is_told_without_those_that_it_needs() -> None:
    for answer in kind_answers():
        told = {name for line in answer.lines for name in (line.mark, *line.claims)}
        for line in answer.lines:
            assert told >= set(line.needs), (answer.id, line.text)
        assert told >= {one for claim in answer.claims for one in benzo().claims[claim].needs}, answer.id


def test_an_animal_study_is_told_with_what_it_did_not_test_and_with_the_study_that_found_no_lasting_harm() -> None:
    for answer in kind_answers():
        claims = [benzo().claims[one] for one in answer.claims]
        marks = [line for line in answer.lines if line.mark == STUDIED]
        animal = [one for one in claims if is_animal_study(one)]
        assert len(marks) == bool(animal), answer.id
        if animal:
            assert "mice" in marks[0].text
            assert "people" in marks[0].text
            assert "carton-no-lasting" in answer.claims, answer.id


def test_no_answer_has_an_amount_and_all_are_short() -> None:
    for answer in kind_answers():
        text = text_of(answer)
        assert not AMOUNT.search(text), answer.id
        assert len(text) <= SHORT.characters + SHORT.statements, answer.id
        assert sum(len(block.lines) for block in answer.blocks) <= SHORT.statements
        assert not re.search(r"[{}]|\s,|,,", text), answer.id


def test_no_answer_begins_by_affirming_or_says_that_something_is_safe() -> None:
    for answer in kind_answers():
        assert not AFFIRMING.match(answer.lines[0].text), answer.id
        assert not SOOTHING.search(text_of(answer).replace("does not mean it is safe", "")
                                   .replace("does not mean that it is safe", "")), answer.id  # fmt: skip


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_is_not_walked_into(text: str) -> None:
    for answer in (librarian().answer(text), librarian().check(text)):
        first = answer.lines[0].text
        assert not AFFIRMING.match(first), first
        assert answer.safety or answer.outcome == "unknown", text
        assert not AMOUNT.search(text_of(answer))


def test_every_trap_about_a_medicine_is_understood() -> None:
    assert len(TRAPS) >= 40
    assert [text for text in TRAPS if librarian().answer(text).outcome not in {"answer", "class"}] == []


def test_a_withdrawn_claim_is_not_told_nor_a_text_that_rests_on_it(config: ConfigCopy) -> None:
    for one in ("shi-how", "shi-not-shown"):
        gone = f'id = "{one}"\nstatus = "withdrawn"\nreason = "A test."'
        config.change(CLAIMS, f'id = "{one}"', gone)
    topic = load_topics(config.folder / "topics")["benzo"]
    fewer = Librarian(
        topic,
        Reader(topic, load_vocabulary(CONFIG)),
        load_phrases(CONFIG / "locales"),
        load_disclaimers(CONFIG / "disclaimers.toml"),
        lambda: date(2028, 1, 1),
    )
    for kind in topic.questions.kinds:
        answer = fewer.open(AnswerId("benzo", "alprazolam", kind.id))
        assert answer
        assert not {"shi-how", "shi-not-shown"} & set(answer.claims)
        assert answer.disclaimers[-1].id == "overdue"
    tspo = fewer.answer("what is TSPO")
    assert not any(line.text.startswith("TSPO is a protein") for line in tspo.lines)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('aspect = "mixing"', 'aspect = "mixin"', "there is no aspect 'mixin'"),
        ('"<opioids>"', '"<opioid>"', "there is no list '<opioid>'"),
        ('claims = ["opioids-boxed"]', 'claims = ["opioids-box"]', "there is no claim 'opioids-box'"),
        ('id = "opioids"', 'id = "ask-stop"', "'ask-stop' is already a kind or an aspect"),
        ('id = "opioids"', 'id = "memory"', "'memory' is already a kind or an aspect"),
        ('when = ["<opioids>"]', "when = []", "when is empty"),
        ('when = ["<opioids>"]', 'when = ["<opioids> + "]', "a part between + is empty"),
        ('{ claims = ["opioids-boxed"] }', '{ text = "Yes." }', "an answer must not begin so: 'Yes.'"),
        ('{ claims = ["opioids-boxed"] }', '{ record = "who" }', "record and source belong together"),
        (
            '{ claims = ["opioids-boxed"] }',
            '{ claims = ["opioids-boxed"], for = ["aspirin"] }',
            "there is no medicine or class 'aspirin'",
        ),
    ],
)
def test_a_mistake_in_the_questions_is_told_with_its_line(config: ConfigCopy, old: str, new: str, what: str) -> None:
    line = config.line_of(QUESTIONS, "[[kinds]]", after='id = "opioids-with-it"')
    config.change(QUESTIONS, old, new, after='[[kinds]]\nid = "opioids"')
    assert config.mistakes() == [(AMONG, line, what)]
