"""The promises, over every drug, class, aspect, length and depth that can be asked for."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from fakes.everything import answers, benzo, drug_class_of

from bots.console.render import to_text
from core.drafts import STUDIED, is_animal_study
from core.model import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.app import App
    from core.model import Answer, Line
    from core.phrases import Phrases

ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+\S*")
AMOUNT = re.compile(
    r"\b\d[\d.,]*\s*(?:mg|mcg|µg|ug|ng|g|grams?|ml|milligrams?|micrograms?|millilit\w+|tablets?|pills?|capsules?|drops?)\b"
    r"|\b(?:half|quarter|one|two|three|four|\d+) (?:a |of a )?(?:tablet|pill|capsule|bar|drop)s?\b"
    r"|\bequivalent to \d",
    re.IGNORECASE,
)
TAPER = re.compile(r"(?:reduc|lower|cut|taper|decreas)\w*[^.]*\d+\s*(?:%|percent|per cent)", re.IGNORECASE)
IN_ANIMALS = frozenset({"mouse", "rat", "in vitro"})


def every_line() -> Iterator[tuple[Answer, Line]]:
    for answer in answers():
        for line in answer.lines:
            yield answer, line


def test_everything_that_can_be_asked_is_looked_at() -> None:
    topic = benzo()
    assert len(answers()) == (len(topic.drugs) + len(topic.classes)) * len(topic.aspects) * 4
    assert len(topic.drugs) == 24
    assert len(topic.claims) >= 45
    assert {answer.outcome for answer in answers()} == {"answer", "class"}


def test_every_claim_has_a_source_that_can_be_opened() -> None:
    topic = benzo()
    for claim in topic.claims.values():
        assert claim.source in topic.sources
        for source in claim.all_sources:
            assert ADDRESS.fullmatch(topic.sources[source].url), source


def test_every_told_claim_cites_sources_and_every_citation_is_listed_and_used() -> None:
    for answer in answers():
        listed = {one.number: one.source for one in answer.citations}
        assert list(listed) == list(range(1, len(listed) + 1)), answer.id
        assert set(listed) == {number for line in answer.lines for number in line.cites}, answer.id
        assert all(ADDRESS.fullmatch(source.url) and source.reference for source in listed.values()), answer.id
        assert len({source.url for source in listed.values()}) == len(listed), answer.id
        assert all(line.cites for line in answer.lines if line.claims), answer.id


def test_a_line_cites_the_sources_of_its_own_claims() -> None:
    topic = benzo()
    for answer, line in every_line():
        cited = {one.source.id for one in answer.citations if one.number in line.cites}
        for claim in line.claims:
            assert set(topic.claims[claim].sources) <= cited, (answer.id, claim)
            assert line.text in {topic.claims[claim].statement, topic.claims[claim].clinical}


def test_every_answer_ends_with_the_safety_line_of_its_class() -> None:
    topic = benzo()
    for answer in answers():
        expected = topic.drug_class(drug_class_of(answer)).safety
        assert tuple(claim for line in answer.safety for claim in line.claims) == expected, answer.id
        assert answer.lines[-len(answer.safety) :] == answer.safety
        assert "suddenly" in answer.safety[0].text
        assert "seizures" in answer.safety[0].text


def test_a_study_in_animals_is_told_with_what_it_did_not_test() -> None:
    topic = benzo()
    seen = 0
    for answer in answers():
        animal = [topic.claims[one] for one in answer.claims if is_animal_study(topic.claims[one])]
        marks = [line for line in answer.lines if line.mark == STUDIED]
        assert len(marks) == bool(animal), answer.id
        if animal:
            seen += 1
            text = marks[0].text
            given = {inn for claim in animal for inn in claim.about if inn in topic.drugs}
            assert given
            assert all(inn in text for inn in given), answer.id
            assert "mice" in text
            assert "people" in text
            assert marks[0].cites
    assert seen > len(topic.drugs)


def test_the_name_asked_for_is_said_not_to_have_been_studied() -> None:
    topic = benzo()
    for answer, line in every_line():
        assert answer.id
        if line.mark == STUDIED and answer.id.drug in topic.drugs and answer.id.drug != "diazepam":
            assert f"You asked about {answer.id.drug}." in line.text
            assert f"did not test {answer.id.drug}, or people" in line.text.lower(), line.text


def test_whoever_is_told_of_the_2022_study_is_told_of_the_one_that_found_no_lasting_harm() -> None:
    topic = benzo()
    seen = 0
    for answer in answers():
        sources = [topic.claims[one].source for one in answer.claims if topic.claims[one].kind == "finding"]
        if "shi2022" in sources:
            seen += 1
            assert "carton2021" in sources, answer.id
    assert seen > len(topic.drugs)


def test_no_claim_is_told_without_those_that_it_needs() -> None:
    for answer in answers():
        told = {name for line in answer.lines for name in (line.mark, *line.claims)}
        for line in answer.lines:
            assert told >= set(line.needs), (answer.id, line.claims)
        needed = {one for claim in answer.claims for one in benzo().claims[claim].needs}
        assert needed <= set(answer.claims), answer.id


def test_no_amount_of_a_medicine_is_told_to_people() -> None:
    topic = benzo()
    wrong = set()
    for answer in answers():
        for line in answer.lines:
            if not line.claims or {topic.claims[one].species for one in line.claims}.isdisjoint(IN_ANIMALS):
                wrong |= {line.text for pattern in (AMOUNT, TAPER) if pattern.search(line.text)}
        wrong |= {text for text in (answer.title, *(one.text for one in answer.disclaimers)) if AMOUNT.search(text)}
    assert not wrong


def test_an_answer_has_no_unfilled_places_and_only_whole_sentences(say: Phrases) -> None:
    for answer in answers():
        text = to_text(answer, say)
        assert not re.search(r"[{}]|\(\)|\s,|,,|\.\.(?!\.)|\n\n\n", text), answer.id
        for line in answer.lines:
            assert line.text == " ".join(line.text.split()), answer.id
            assert line.text[0].isupper() or line.text[0] in "[0123456789", line.text


def test_every_claim_is_told_under_every_aspect_and_drug_that_it_is_for() -> None:
    topic = benzo()
    told = {(a.id.drug, a.id.aspect): set(a.claims) for a in answers() if a.id and a.id.length == "full"}
    lost = []
    for claim in topic.claims.values():
        for drug in (*topic.drugs.values(), *topic.classes):
            inn, class_ = (drug.inn, drug.class_) if hasattr(drug, "inn") else (drug.id, drug.id)
            if {inn, class_} & set(claim.shown_for) and claim.id not in topic.drug_class(class_).definition:
                lost += [(claim.id, inn, one) for one in claim.aspects if claim.id not in told[inn, one]]
    assert not lost


def test_definitions_of_the_classes_are_told_in_their_overviews() -> None:
    told = {a.id.drug: set(a.claims) for a in answers() if a.id and a.id.aspect == "overview"}
    for one in benzo().classes:
        assert one.definition
        assert told[one.id] >= set(one.definition)


def test_a_z_drug_is_said_not_to_be_a_benzodiazepine(app: App) -> None:
    for inn, drug in benzo().drugs.items():
        text = " ".join(line.text for line in app.answer(Query("benzo", inn)).lines)
        assert ("are not benzodiazepines" in text) == (drug.class_ == "z-drug"), inn


def test_the_answer_on_xanax_names_the_drug_the_animals_and_the_paper(app: App, say: Phrases) -> None:
    text = to_text(app.answer(Query("benzo", "xanax")), say)
    assert "You asked about Xanax." in text
    assert "gave diazepam to mice" in text
    assert "did not test Xanax, or people" in text
    assert "10.1038/s41593-022-01013-9" in text


@pytest.mark.parametrize("inn", benzo().drugs)
def test_no_data_is_said_as_no_data(app: App, inn: str) -> None:
    for aspect in benzo().aspects:
        answer = app.answer(Query("benzo", inn, aspect=aspect.id))
        assert answer.blocks, aspect.id
        if not any(line.cites for block in answer.blocks for line in block.lines):
            text = " ".join(line.text for block in answer.blocks for line in block.lines)
            assert "No data does not mean it is safe" in text or "no figure" in text, (inn, aspect.id)


def test_a_query_has_no_place_for_who_asked() -> None:
    names = {one.name for one in fields(Query)}
    assert names == {"topic", "text", "aspect", "locale", "kind", "length", "depth", "country"}


def test_every_answer_says_that_it_is_no_advice_and_when_it_was_reviewed() -> None:
    for answer in answers():
        ids = [one.id for one in answer.disclaimers]
        assert ids[:2] == ["general", "reviewed"], answer.id
