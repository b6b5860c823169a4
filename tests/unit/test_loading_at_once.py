"""A `config/` that is wrong in many ways, or lacks whole parts: each is told at once, and none hides another."""

from __future__ import annotations

from shutil import rmtree
from typing import TYPE_CHECKING

import pytest
from fakes.config import A_CLAIM, AMONG_CLAIMS, AMONG_DRUGS, CLAIMS, DRUGS, claim_with

from bots.cli import main
from core.checks import AMOUNT

if TYPE_CHECKING:
    from fakes.config import ConfigCopy

ENGLISH = "locales/en/LC_MESSAGES/healthfacts.po"


def test_mistakes_of_form_and_of_agreement_are_told_together(config: ConfigCopy) -> None:
    unknown_key = config.add(CLAIMS, f"{A_CLAIM}foo = 1\n") + A_CLAIM.count("\n")
    unknown_class = config.change(DRUGS, 'class = "benzodiazepine"', 'class = "benzo"')
    locale = config.change("settings.toml", 'locale = "en"', 'locale = "xx"')
    country = config.change("settings.toml", 'country = ""', 'country = "ZZ"')
    config.add("disclaimers.toml", '\n[[disclaimer]]\nid = "x"\n')
    config.add(CLAIMS, '\n[[claim]]\nid = "x"\n')
    (config.folder / "medicines.toml").write_text("", encoding="utf-8")

    mistakes = config.mistakes()

    told = {(file, line): what for file, line, what in mistakes}
    assert told[AMONG_CLAIMS, unknown_key].startswith("unknown key 'foo'; known are id, statement")
    assert told[AMONG_DRUGS, unknown_class] == "class: there is no 'benzo'"
    assert told["settings.toml", locale].startswith("there is no locale 'xx', only en")
    assert told["settings.toml", country].startswith("there is no country 'ZZ', only AT, ")
    assert told["medicines.toml", 0] == "classes is missing"
    said = {(file, what) for file, _, what in mistakes}
    assert ("disclaimers.toml", "unknown key 'disclaimer'; this file holds [[disclaimers]]") in said
    assert (AMONG_CLAIMS, "unknown key 'claim'; this file holds [[claims]]") in said
    assert len(mistakes) == 7


def test_a_misspelt_array_is_told_beside_all_the_others(config: ConfigCopy) -> None:
    text = config.read("helplines.toml").replace("[[countries", "[[country")
    (config.folder / "helplines.toml").write_text(text, encoding="utf-8")
    unknown_class = config.change(DRUGS, 'class = "benzodiazepine"', 'class = "benzo"')
    mistakes = config.mistakes()
    assert (AMONG_DRUGS, unknown_class, "class: there is no 'benzo'") in mistakes
    assert {what for file, _, what in mistakes if file == "helplines.toml"} == {
        "countries is missing",
        "unknown key 'country'; known are general, countries",
    }
    assert len(mistakes) == 3


def test_an_unknown_country_is_told_beside_mistakes_in_the_help_lines(config: ConfigCopy) -> None:
    config.add("helplines.toml", '\n[[country]]\nid = "ZZ"\n')
    country = config.change("settings.toml", 'country = ""', 'country = "ZZ"')
    assert ("settings.toml", country) in [(file, line) for file, line, _ in config.mistakes()]


@pytest.mark.parametrize(
    ("file", "array"), [("disclaimers.toml", "disclaimer"), (CLAIMS, "claim"), ("helplines.toml", "country")]
)
def test_an_array_that_does_not_belong_has_its_line(config: ConfigCopy, file: str, array: str) -> None:
    line = config.add(file, f'\n[[{array}]]\nid = "x"\n') + 1
    assert [at for _, at, _ in config.mistakes()] == [line]


def test_a_mistake_in_one_row_hides_none_in_the_rows_after_it(config: ConfigCopy) -> None:
    wrong_form = config.add(CLAIMS, claim_with("rank = 9", 'rank = "nine"')) + 11
    source = config.add(CLAIMS, claim_with('id = "extra"', 'id = "b"').replace("shi2022", "nobody1999")) + 9
    needs = config.add(CLAIMS, claim_with('id = "extra"', 'id = "c"') + 'needs = ["extra"]\n') + 14
    mistakes = config.mistakes()
    assert [(file, line) for file, line, _ in mistakes] == [(AMONG_CLAIMS, wrong_form), (AMONG_CLAIMS, source)]
    assert needs not in {line for _, line, _ in mistakes}, "the claim is there, only wrong"


def test_settings_that_name_what_is_not_there_are_told(config: ConfigCopy) -> None:
    locale = config.change("settings.toml", 'locale = "en"', 'locale = "xx"')
    country = config.change("settings.toml", 'country = ""', 'country = "ZZ"')
    told = [(file, line, what.split(",")[0]) for file, line, what in config.mistakes()]
    assert told == [
        ("settings.toml", locale, "there is no locale 'xx'"),
        ("settings.toml", country, "there is no country 'ZZ'"),
    ]


@pytest.mark.parametrize(
    "what", ["settings.toml", "disclaimers.toml", "medicines.toml", "words.toml", "ordinary_words.txt", DRUGS, CLAIMS]
)
def test_a_missing_file_is_named(config: ConfigCopy, what: str) -> None:
    (config.folder / what).unlink()
    name = what.removeprefix("topics/")
    assert (name, 0, "the file is missing") in config.mistakes()


@pytest.mark.parametrize("what", ["settings.toml", "words.toml", "ordinary_words.txt", DRUGS])
def test_a_file_that_is_not_utf_8_is_named(config: ConfigCopy, what: str) -> None:
    (config.folder / what).write_bytes(b"# caf\xe9\n")
    assert (what.removeprefix("topics/"), 0, "the file is not UTF-8") in config.mistakes()


@pytest.mark.parametrize("gone", ["locales", "locales/en", "locales/en/LC_MESSAGES", ENGLISH])
def test_english_must_be_there(config: ConfigCopy, gone: str) -> None:
    path = config.folder / gone
    rmtree(path) if path.is_dir() else path.unlink()
    assert config.mistakes() == [("locales/en", 0, "there is no LC_MESSAGES/healthfacts.po in it")]


def test_another_language_does_not_stand_in_for_english(config: ConfigCopy) -> None:
    (config.folder / "locales/en").rename(config.folder / "locales/de")
    assert config.mistakes() == [("locales/en", 0, "there is no LC_MESSAGES/healthfacts.po in it")]


@pytest.mark.parametrize("content", [b'msgid "x"\nmsgstr "\xff"\n', b"no translation\n"])
def test_phrases_that_cannot_be_read_are_named(config: ConfigCopy, content: bytes) -> None:
    (config.folder / ENGLISH).write_bytes(content)
    assert [(file, line) for file, line, _ in config.mistakes()] == [(ENGLISH, 0)]


@pytest.mark.parametrize("gone", ["topics", "topics/benzodiazepines"])
def test_a_topic_must_be_there(config: ConfigCopy, gone: str) -> None:
    rmtree(config.folder / gone)
    assert config.mistakes() == [("topics", 0, "there is no topic; add a folder with a topic.toml")]


def test_missing_parts_are_told_together_by_the_command(
    config: ConfigCopy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rmtree(config.folder / "locales")
    rmtree(config.folder / "topics")
    (config.folder / "ordinary_words.txt").unlink()
    monkeypatch.setenv("HEALTHFACTS_CONFIG", str(config.folder))
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "healthfacts: locales/en: there is no LC_MESSAGES/healthfacts.po in it",
        "ordinary_words.txt: the file is missing",
        "topics: there is no topic; add a folder with a topic.toml",
    ]


@pytest.mark.parametrize(
    "amount",
    [
        *("seven tablets", "another tablet", "two small tablets", "half-a-tablet", "a quarter tablet", "½ tablet"),
        *("2mgs", "0.5-mg", "two-milligram", "2 g", "5 mLs", "2 drops", "one bar", "double the dose"),
    ],
)
def test_an_amount_is_an_amount_however_it_is_written(amount: str) -> None:
    assert AMOUNT.search(f"Take {amount} of it.")


@pytest.mark.parametrize("text", ["a tableau", "two groups", "one study", "20 people", "5 % more", "two doctors"])
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert not AMOUNT.search(text)
