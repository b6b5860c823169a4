"""`healthfacts article` and `healthfacts claim`: what an operator types, and what they read."""

from __future__ import annotations

import asyncio
import getpass
import io
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.everything import shipped
from fakes.reviewing import IN_MICE, IN_PEOPLE, added, address_in, reviewing

from bots.cli import main
from core.articles.review.values import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
TEXT = "A study of sleep\n\nPeople who took alprazolam slept longer than others in a cohort study.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Name a store that is not there yet. The app is made once for all commands, and asks nobody about papers."""
    monkeypatch.setattr(shipped(), "settings", replace(shipped().settings, crossref=""))
    monkeypatch.setenv("HEALTHFACTS_DATABASE", address_in(tmp_path))
    monkeypatch.setattr("bots.cli._load", shipped)
    yield tmp_path
    shipped().follow(shipped().built_in)  # what a command that withdraws has followed


@pytest.fixture
def stored(folder: Path) -> Path:
    """Put an article with three drafts into it."""

    async def add() -> None:
        async with reviewing(folder) as (_, review):
            await added(review)

    asyncio.run(add())
    return folder


def run(capsys: Capture, *arguments: str, code: int = 0) -> str:
    """Run a command that must end with `code`; return what it printed, where it must be: on stderr if it failed."""
    assert main(arguments) == code
    out, err = capsys.readouterr()
    if code:
        assert err.startswith("healthfacts: ")
        assert err.count("\n") == 1
        return err
    assert err == ""
    return out


def test_a_look_makes_no_store(capsys: Capture, folder: Path) -> None:
    assert "there are none" in run(capsys, "article", "list")
    assert "diazepam" in run(capsys, "claim", "show", "shi-found")
    assert "nope" in run(capsys, "article", "show", "nope", code=2)
    assert list(folder.iterdir()) == []


def test_drafts_are_listed_one_a_line_and_by_status(capsys: Capture, stored: Path) -> None:  # noqa: ARG001
    lines = run(capsys, "article", "list").splitlines()
    assert [line.split()[:2] for line in lines] == [["a1-1", "draft"], ["a1-2", "draft"], ["a1-3", "draft"]]
    assert lines[0].endswith(f"diazepam, mouse: “{IN_MICE}”")
    assert "there are none" in run(capsys, "article", "list", "--status", "published")
    shown = run(capsys, "article", "show", "1")
    assert "added 2026-11-26 09:30 UTC by ann" in shown
    assert shown.splitlines()[-3:] == lines


def test_a_claim_is_shown_as_it_would_be_told_with_what_is_in_the_way(capsys: Capture, stored: Path) -> None:  # noqa: ARG001
    shown = run(capsys, "article", "show", "a1-3")
    assert "Example News writes (sentence 3): “" in shown
    assert "In the way of publishing it: no amounts of a medicine for people" in shown
    assert "Never told without: carton-no-lasting." in run(capsys, "claim", "show", "a1-1")


def test_claims_are_approved_one_by_one_and_a_refused_one_stops_no_other(capsys: Capture, stored: Path) -> None:  # noqa: ARG001
    assert main(["article", "approve", "a1-3", "a1-1", "a1-2", "a1-1"]) == 2
    out, err = capsys.readouterr()
    assert out.splitlines() == ["a1-1: published (version 2)", "a1-2: published (version 2)"]
    assert err.startswith("healthfacts: a1-3: no amounts")
    assert run(capsys, "article", "approve", "a1-1") == "a1-1: no change, published (version 2)\n"


def test_an_edit_a_withdrawal_and_a_restoration_are_in_the_history(capsys: Capture, stored: Path) -> None:  # noqa: ARG001
    run(capsys, "article", "edit", "a1-2", "--statement", "Some words were forgotten.", "--aspects", "people, memory")
    run(capsys, "article", "approve", "a1-2", "--as", "bob", "--review-by", "2099-01-31")
    run(capsys, "claim", "withdraw", "a1-2", "--reason", "It was misread.")
    assert "Withdrawn: It was misread." in run(capsys, "claim", "show", "a1-2")
    run(capsys, "claim", "restore", "a1-2", "--as", "eve")
    shown = run(capsys, "claim", "show", "a1-2")
    assert f"The article's sentence: “{IN_PEOPLE}”" in shown
    assert "Told under: people, memory." in shown
    assert "due again 2099-01-31" in shown
    assert f"{getpass.getuser()}: edit." in shown
    assert ", bob: approve." in shown
    assert f"{getpass.getuser()}: withdraw (It was misread.). status: published -> withdrawn" in shown
    assert ", eve: restore." in shown


def test_a_draft_is_rejected_with_a_reason(capsys: Capture, stored: Path) -> None:  # noqa: ARG001
    run(capsys, "article", "reject", "a1-1", "a1-2", "--reason", "Not about people.")
    assert "Rejected: Not about people." in run(capsys, "article", "show", "a1-2")
    assert run(capsys, "claim", "restore", "a1-2") == "a1-2: draft (version 3)\n"


def test_a_built_in_claim_is_withdrawn_and_restored(capsys: Capture) -> None:
    told = run(capsys, "claim", "withdraw", "carton-no-lasting", "--reason", "The paper was misread.", "--as", "ann")
    assert "with it shi-found" in told
    shown = run(capsys, "claim", "show", "carton-no-lasting")
    assert "WITHDRAWN: The paper was misread." in shown
    assert ", ann: withdraw" in shown
    run(capsys, "claim", "restore", "carton-no-lasting")
    assert "WITHDRAWN" not in run(capsys, "claim", "show", "carton-no-lasting")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["article"], "see healthfacts article --help"),
        (["article", "burn"], "see healthfacts article --help"),
        (["article", "approve"], "see healthfacts article approve --help"),
        (["article", "approve", "a1-9"], "there is no claim 'a1-9'"),
        (["article", "approve", "a1-1", "--review-by", "soon"], "'soon' is no date such as"),
        (["article", "edit", "a1-1"], "changes nothing"),
        (["article", "edit", "a1-1", "--aspects", "nope"], "no aspect 'nope'"),
        (["article", "reject", "a1-1"], "--reason"),
        (["article", "show", "7"], "there is no document 7"),
        (["article", "add", "no/such/file.txt"], "no/such/file.txt: No such file or directory"),
        (["claim", "withdraw", "a1-1"], "needs --reason"),
        (["claim", "withdraw", "safety-stop", "--reason", "x"], "is a safety line"),
    ],
)
def test_wrong_use_is_one_line_that_says_what_to_do(
    capsys: Capture,
    stored: Path,  # noqa: ARG001
    arguments: Sequence[str],
    told: str,
) -> None:
    assert told in run(capsys, *arguments, code=2)


def test_a_store_that_cannot_be_used_is_a_fault_of_one_line(capsys: Capture, folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "healthfacts.db").write_text("no database " * 100, encoding="utf-8")
    assert "is no store" in run(capsys, "article", "list", code=1)


def test_a_file_is_added_once_and_may_get_its_address_later(capsys: Capture, folder: Path) -> None:
    file = folder / "sleep.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert run(capsys, "article", "add", str(file)).startswith("document 1: ")
    again = run(capsys, "article", "add", str(file), "--url", "https://news.example/sleep", "--topic", "benzo")
    assert again.startswith("document 1: was there already (the same text), ")
    assert "https://news.example/sleep" in run(capsys, "article", "show", "1")


def test_an_article_is_read_from_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert run(capsys, "article", "add", "-", "--as", "ann").startswith("document 1: ")


def test_verify_ends_with_a_fault_where_a_sentence_is_missing(capsys: Capture, folder: Path) -> None:
    file = folder / "sleep.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["article", "verify", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].startswith("0 found, 0 moved, ")
    assert err == ""
    assert not (folder / "data").exists()


def test_an_edit_can_say_everything_that_the_command_line_offers() -> None:
    assert set(Edit.__dataclass_fields__) == {"statement", "aspects", "about", "species", "study", "review_by"}
