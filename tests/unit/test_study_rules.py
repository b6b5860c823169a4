"""The rules of `config/articles/studies.toml`: what they say of their own examples, and how mistakes are reported."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from core.app import CONFIG
from core.articles.study.rules import load_study_rules
from core.articles.study.wording import FIGURES, write
from core.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from core.articles.study.asking import Asking, Veto
    from core.articles.study.rules import Design, Sample, StudyRules, VetoRule


@cache
def rules() -> StudyRules:
    return load_study_rules(CONFIG)


def designs() -> list[tuple[Design, Asking]]:
    found = rules()
    return list({rule.id: (rule, asking) for rule, asking in (*found.in_titles.rules, *found.in_texts.rules)}.values())


def samples() -> list[tuple[Sample, Asking]]:
    return list(rules().samples.rules)


@pytest.mark.parametrize(("rule", "asking"), designs(), ids=lambda one: getattr(one, "id", ""))
def test_a_kind_of_study_is_told_from_its_examples_and_not_from_the_counter_examples(
    rule: Design, asking: Asking
) -> None:
    counting = rules().counting
    assert [one for one in rule.examples if not asking.applies(write(one, counting))] == []
    assert [one for one in rule.counter_examples if asking.applies(write(one, counting))] == []


@pytest.mark.parametrize(("rule", "asking"), samples(), ids=lambda one: getattr(one, "id", ""))
def test_a_size_is_told_from_the_examples_and_not_from_the_counter_examples(rule: Sample, asking: Asking) -> None:
    counting = rules().counting
    assert [one for one in rule.examples if not list(asking.figures(write(one, counting)))] == []
    assert [one for one in rule.counter_examples if list(asking.figures(write(one, counting)))] == []


@pytest.mark.parametrize(("rule", "veto"), rules().vetoes, ids=lambda one: getattr(one, "id", ""))
def test_a_veto_holds_for_its_examples_and_not_for_the_counter_examples(rule: VetoRule, veto: Veto) -> None:
    def holds(sentence: str) -> bool:
        written = write(sentence, rules().counting)
        marks = [at for name in FIGURES for at in range(len(written.text)) if written.text.startswith(f"{name}'", at)]
        return any(veto.holds(written, mark) for mark in marks or [None])

    assert [one for one in rule.examples if not holds(one)] == []
    assert [one for one in rule.counter_examples if holds(one)] == []


@pytest.mark.parametrize(("rule", "asking"), designs(), ids=lambda one: getattr(one, "id", ""))
def test_an_example_is_found_by_its_words_as_well_as_by_asking_every_rule(rule: Design, asking: Asking) -> None:
    index = rules().in_titles if rule.where == "title" else rules().in_texts
    at = next(at for at, (one, _) in enumerate(index.rules) if one.id == rule.id)
    for example in rule.examples:
        written = write(example, rules().counting)
        assert asking.applies(written, index.found(written)[at])


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("We enrolled 1,234 postmenopausal women (n = 617 per arm).", "we enrolled COUNT' SIZE' per arm ."),
        ("One hundred and sixty-two healthy rats", "ANIMALS'"),
        ("Data from 1.2 million people", "data from COUNT'"),
        ("12 hospitals treating patients in 2019", "NUMBER' hospitals treating patients in PART"),
        (
            "COVID-19 patients, aged 18-65 years, took 40 mg (P<0.05)",
            "covid patients aged PART PART years took PART mg",
        ),
        ("one in five adults, 12% of patients, 1 in 100 women", "one in PART adults PART percent of patients PART in"),
        ("more than 1,200 patients over 65", "COUNT' over PART"),
    ],
)
def test_numbers_are_written_together_with_what_they_count(sentence: str, written: str) -> None:
    assert written in write(sentence, rules().counting).text


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("1,234 women, 1 234 men, 1.234 adults", [1234, 1234, 1234]),
        ("forty-five adults and two thousand and twelve students", [45, 2012]),
        ("3.4 million people, 2 hundred nurses, a dozen twins", [3_400_000, 200, 12]),
        ("2,012 men", [2012]),
    ],
)
def test_figures_are_read_in_digits_and_in_words(sentence: str, values: list[int]) -> None:
    assert [one.value for one in write(sentence, rules().counting).figures] == values


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = (CONFIG / "articles" / "studies.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "studies.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('type = "case-control"', 'type = "case control"', "type: Invalid enum value 'case control'"),
        ('any = ["cross sectional"]', 'any = ["cross-sectional"]', "'cross-sectional' is not a word"),
        ('unless = ["others", "fertilisation", "reviewing"]', 'unless = ["fertilization"]', "no veto 'fertilization'"),
        ('any = ["cross sectional"]', 'any = ["{cross} sectional"]', "there is no word list {cross}"),
        ("reviewed_on = ", "reviewed_an = ", "unknown key 'reviewed_an'"),
    ],
)
def test_a_mistake_is_reported_with_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = changed(tmp_path, old, new)
    line = 1 + _text()[: _text().index(old)].count("\n")
    with pytest.raises(ConfigError) as caught:
        load_study_rules(folder)
    assert any(said in one.what and one.line in {line, 0} for one in caught.value.mistakes)


def _text() -> str:
    return (CONFIG / "articles" / "studies.toml").read_text(encoding="utf-8")


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"studies.toml: the file is missing"):
        load_study_rules(tmp_path)
