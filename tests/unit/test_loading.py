"""A wrong `config/` gives every mistake at once, each with file and line, and nothing starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.config import A_CLAIM, AMONG_CLAIMS, AMONG_DRUGS, CLAIMS, DRUGS, SOURCES, TOPIC, claim_with

from bots.cli import main
from core.app import load

if TYPE_CHECKING:
    from fakes.config import ConfigCopy


def test_an_unchanged_copy_loads_like_the_shipped_one(config: ConfigCopy) -> None:
    ours, shipped = load(config.folder), load()
    assert repr(ours.topics) == repr(shipped.topics)
    assert ours.settings == shipped.settings


def test_a_claim_that_is_added_rightly_loads(config: ConfigCopy) -> None:
    config.add(CLAIMS, A_CLAIM)
    assert load(config.folder).topics["benzo"].claims["extra"].shown_for == ("benzodiazepine",)


def test_every_mistake_of_form_in_every_file_is_told_at_once(config: ConfigCopy) -> None:
    syntax = config.add("helplines.toml", "\n[general\n") + 1
    unknown_key = config.change(DRUGS, 'inn = "alprazolam"\n', 'inn = "alprazolam"\ncolour = "blue"\n') + 1
    wrong_type = config.add(CLAIMS, claim_with("rank = 9", 'rank = "nine"')) + 11
    missing_key = config.add(CLAIMS, claim_with('locator = "nowhere"\n', "")) + 1
    wrong_choice = config.add(CLAIMS, claim_with('species = "human"', 'species = "dog"')) + 7
    source = config.line_of(SOURCES, "[carton2021]")
    config.change(SOURCES, "read_on = 2026-11-23\n", "", after="[carton2021]")
    level = config.change("settings.toml", 'log_level = "INFO"', 'log_level = "LOUD"')
    outcome = config.change("disclaimers.toml", '"answer", "class"', '"answers", "class"')
    (config.folder / "words.toml").write_bytes(b"forms = ['\xff']\n")
    (config.folder / "medicines.toml").unlink()

    mistakes = config.mistakes()

    told = {(file, line): what for file, line, what in mistakes}
    assert "colour" in told[AMONG_DRUGS, unknown_key]
    assert told[AMONG_CLAIMS, wrong_type].startswith("rank: Expected `int`")
    assert told[AMONG_CLAIMS, missing_key] == "locator is missing"
    assert "'dog'" in told[AMONG_CLAIMS, wrong_choice]
    assert told["benzodiazepines/sources.toml", source] == "read_on is missing"
    assert "log_level" in told["settings.toml", level]
    assert "outcomes" in told["disclaimers.toml", outcome]
    assert told["medicines.toml", 0] == "the file is missing"
    assert told["words.toml", 0] == "the file is not UTF-8"
    assert ("helplines.toml", syntax) in told
    assert [(file, line) for file, line, _ in mistakes] == sorted((file, line) for file, line, _ in mistakes)


def test_every_mistake_between_the_files_of_a_topic_is_told_at_once(config: ConfigCopy) -> None:
    unknown_source = config.add(CLAIMS, claim_with("shi2022", "nobody1999")) + 9
    unknown_aspect = config.add(CLAIMS, claim_with('id = "extra"', 'id = "b"').replace("memory", "colour")) + 6
    twice = config.add(CLAIMS, A_CLAIM) + 1
    too_early = claim_with('id = "extra"', 'id = "c"').replace("2027-11-23", "2026-11-23")
    early = config.add(CLAIMS, too_early) + 1
    amount = config.add(CLAIMS, claim_with('id = "extra"', 'id = "d"').replace("made up", "take 0,5 mg of")) + 1
    on_nothing = config.add(CLAIMS, claim_with('id = "extra"', 'id = "e"').replace("benzodiazepine", "cats")) + 5
    needs = config.add(CLAIMS, claim_with('id = "extra"', 'id = "f"') + 'needs = ["gone"]\n') + 14
    no_reason = config.add(CLAIMS, claim_with('id = "extra"', 'id = "g"') + 'status = "withdrawn"\n') + 1
    unfinished = config.add(CLAIMS, claim_with('id = "extra"', 'id = "h"').replace("made up.", "made up")) + 1
    owner = config.line_of(DRUGS, 'inn = "clonazepam"') - 1
    config.change(DRUGS, "names = [", 'names = [ "xanex",', after='inn = "clonazepam"')
    button = config.change(TOPIC, 'buttons = ["overview"', 'buttons = ["overwiev"')
    config.change(TOPIC, 'safety = ["safety-stop"]', 'safety = ["safety-gone"]')
    no_class = config.change(DRUGS, 'class = "benzodiazepine"', 'class = "benzo"')

    told: dict[tuple[str, int], str] = {}
    for file, line, what in config.mistakes():
        told[file, line] = told.get((file, line), "") + what

    assert "nobody1999" in told[AMONG_CLAIMS, unknown_source]
    assert "aspects: there is no 'colour'" in told[AMONG_CLAIMS, unknown_aspect]
    assert "'extra' is already there" in told[AMONG_CLAIMS, twice]
    assert "review_by must come after" in told[AMONG_CLAIMS, early]
    assert "'0,5 mg'" in told[AMONG_CLAIMS, amount]
    assert "there is no 'cats'" in told[AMONG_CLAIMS, on_nothing]
    assert "there is no 'gone'" in told[AMONG_CLAIMS, needs]
    assert "needs a reason" in told[AMONG_CLAIMS, no_reason]
    assert "whole sentences" in told[AMONG_CLAIMS, unfinished]
    assert "'xanex' of clonazepam is also one of alprazolam" in told[AMONG_DRUGS, owner]
    assert "class: there is no 'benzo'" in told[AMONG_DRUGS, no_class]
    assert "'overwiev'" in told["benzodiazepines/topic.toml", button]
    assert any("safety-gone" in what for what in told.values())


@pytest.mark.parametrize(
    "amount",
    [
        *("2 mg", "0.5mg", "1,000 micrograms", "10 µg", "5ml", "two... 2 tablets", "3 pills", "1 capsule"),
        *("half a tablet", "Half a tablet", "two tablets", "one pill", "a capsule", "three milligrams"),
    ],
)
@pytest.mark.parametrize("field", ["statement", "clinical"])
def test_an_amount_of_a_medicine_for_people_does_not_load(config: ConfigCopy, amount: str, field: str) -> None:
    sentence = f'{field} = "They were given {amount} a day."'
    added = A_CLAIM + sentence if field == "clinical" else claim_with(A_CLAIM.splitlines()[3], sentence)
    config.add(CLAIMS, added)
    assert ["no amounts" in what for _, _, what in config.mistakes()] == [True]


def test_what_animals_were_given_may_be_told(config: ConfigCopy) -> None:
    config.add(CLAIMS, claim_with('"human"', '"mouse"').replace("made up", "made: 5 mg/kg"))
    assert "extra" in load(config.folder).topics["benzo"].claims


def test_a_withdrawn_safety_line_does_not_load(config: ConfigCopy) -> None:
    after = 'id = "safety-stop"'
    config.change(CLAIMS, "rank = 1\n", 'rank = 1\nstatus = "withdrawn"\nreason = "a test"\n', after=after)
    line = config.line_of(TOPIC, 'safety = ["safety-stop"]')
    assert config.mistakes() == [
        ("benzodiazepines/topic.toml", line, "the safety line 'safety-stop' is withdrawn"),
    ]


def test_the_command_prints_every_mistake_and_nothing_else(
    config: ConfigCopy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = config.add(CLAIMS, claim_with("rank = 9", 'rank = "nine"')) + 11
    config.change("settings.toml", 'log_level = "INFO"', 'log_level = "LOUD"')
    monkeypatch.setenv("HEALTHFACTS_CONFIG", str(config.folder))
    assert main(["ask", "xanax"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    first, second = err.splitlines()
    assert first.startswith(f"healthfacts: {AMONG_CLAIMS}:{line}: rank")
    assert second.startswith("settings.toml:")


def test_a_config_that_is_no_folder_is_wrong_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], config: ConfigCopy
) -> None:
    monkeypatch.setenv("HEALTHFACTS_CONFIG", str(config.folder / "nowhere"))
    assert main(["ask", "xanax"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "HEALTHFACTS_CONFIG" in err
