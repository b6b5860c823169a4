"""The command line is a contract: other programs read its words, its JSON and its exit codes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from fakes.beside import REPOSITORY

from bots.cli import main

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS: dict[str, type | tuple[type, ...]] = {
    "query": str,
    "topic": str,
    "outcome": str,
    "drug": (str, type(None)),
    "matched": (str, type(None)),
    "suggestions": list,
    "urgency": (str, type(None)),
    "text": str,
    "claims": list,
    "citations": list,
    "disclaimers": list,
    "private": bool,
}
Capture = pytest.CaptureFixture[str]
PROGRAM = (sys.executable, "-c", "import sys; from bots.cli import main; sys.exit(main())")


def ask(capsys: Capture, *arguments: str) -> dict[str, Any]:
    assert main(["ask", "--json", *arguments]) == 0
    out, err = capsys.readouterr()
    assert (out.count("\n"), err) == (1, "")
    found: dict[str, Any] = json.loads(out)
    return found


def run(*arguments: str, typed: str = "", environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *arguments]
    return subprocess.run(  # noqa: S603 - our own command
        command, input=typed, capture_output=True, text=True, check=False, cwd=REPOSITORY, env=environ, timeout=30
    )


@pytest.mark.parametrize(
    ("text", "outcome", "drug", "matched"),
    [
        ("xanax", "answer", "alprazolam", "brand"),
        ("alprazolam", "answer", "alprazolam", "generic"),
        ("Klonipin", "answer", "clonazepam", "spelling"),
        ("xanny", "answer", "alprazolam", "slang"),
        ("/benzo valium memory", "answer", "diazepam", "brand"),
        ("does xanax destroy synapses?", "answer", "alprazolam", "brand"),
        ("clonidine", "unknown", None, None),
        ("qwrtzpsd", "unknown", None, None),
        ("xanax and valium", "ask", None, None),
        ("benzos", "class", None, None),
        ("/benzo", "class", None, None),
        ("memory", "class", None, None),
    ],
)
def test_the_json_of_an_answer(capsys: Capture, text: str, outcome: str, drug: str | None, matched: str | None) -> None:
    found = ask(capsys, *text.split())
    assert list(found) == list(KEYS)
    assert all(isinstance(found[name], kind) for name, kind in KEYS.items())
    assert (found["query"], found["outcome"]) == (text, outcome)
    assert (found["drug"], found["matched"]) == (drug, matched)
    assert found["private"] is True
    assert all(isinstance(one, str) for name in ("suggestions", "claims", "disclaimers") for one in found[name])
    assert all({"id", "type", "title"} <= one.keys() for one in found["citations"])


def test_the_json_holds_the_text_that_is_printed_without_it(capsys: Capture) -> None:
    found = ask(capsys, "xanax memory for clinicians full")
    assert main(["ask", "xanax", "memory", "for", "clinicians", "full"]) == 0
    assert capsys.readouterr().out == found["text"] + "\n"


def test_names_that_could_be_two_drugs_are_suggested(capsys: Capture) -> None:
    assert ask(capsys, "xanax and valium")["suggestions"] == ["alprazolam", "diazepam"]


def test_depth_and_length_may_be_said_in_the_text(capsys: Capture) -> None:
    plain, clinical = ask(capsys, "xanax"), ask(capsys, "xanax for clinicians")
    assert plain["claims"] == clinical["claims"]
    assert plain["text"] != clinical["text"]
    assert len(ask(capsys, "xanax full")["claims"]) > len(plain["claims"])
    assert ask(capsys, "xanax short")["text"] == plain["text"]


def test_other_locales_fall_back_and_mentions_are_answered(capsys: Capture) -> None:
    usual = ask(capsys, "xanax")
    assert ask(capsys, "--locale", "en-GB", "xanax") == usual
    assert ask(capsys, "--locale", "xx", "xanax") == usual
    mentioned = ask(capsys, "--mention", "xanax")
    assert mentioned["drug"] == "alprazolam"
    assert not mentioned["private"]
    assert len(mentioned["text"]) < len(usual["text"])


@pytest.mark.parametrize("platform", ["discord", "slack"])
@pytest.mark.parametrize("text", ["xanax", "clonidine", "help", "xanax and valium"])
def test_what_another_platform_would_be_sent_is_json(capsys: Capture, platform: str, text: str) -> None:
    assert main(["ask", "--as", platform, text]) == 0
    assert json.loads(capsys.readouterr().out)


def test_stdin_is_answered_one_object_a_line(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("xanax\n\n   \nklonipin??\r\n/benzo valium\nqwrtzpsd"))
    assert main(["ask", "--stdin"]) == 0
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [one["query"] for one in found] == ["xanax", "klonipin??", "/benzo valium", "qwrtzpsd"]
    assert [one["drug"] for one in found] == ["alprazolam", "clonazepam", "diazepam", None]
    assert err == ""


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "--stdin", "xanax"], ["claim", "show", "nope"]])
def test_wrong_use_is_one_line_that_says_what_to_do(capsys: Capture, arguments: Sequence[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("healthfacts: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["ask", "--as", "fax", "xanax"], ["claim", "burn", "x"], ["claim", "show"]]
)
def test_unknown_commands_and_options_are_wrong_use(capsys: Capture, arguments: Sequence[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("healthfacts: ")
    command = f"healthfacts {arguments[0]}" if len(arguments) > 1 else "healthfacts"
    assert err.endswith(f"; see {command} --help\n")


def test_a_claim_is_shown_with_its_source_and_dates(capsys: Capture) -> None:
    assert main(["claim", "show", "shi-found"]) == 0
    out = capsys.readouterr().out
    assert "10.1038/s41593-022-01013-9" in out
    assert "mouse" in out
    assert "Never told without: " in out
    assert "due again" in out


def test_the_check_counts_what_is_loaded(capsys: Capture) -> None:
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0].startswith("/benzo: 24 drugs, ")
    platforms = [f"{one}: off, no token (healthfacts run says how to add it)" for one in ("discord", "slack")]
    nobody = "WARNING settings.toml: contact is empty, so nobody can reach you: write an e-mail or web address"
    assert out.splitlines()[1:] == [*platforms, nobody, "0 open reports (healthfacts reports)"]
    assert err == ""


def test_the_check_finds_a_malformed_token(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "not a token, canary")
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert "FAULT discord: " in out
    assert "canary" not in out + err


def test_the_invitation_needs_a_token(capsys: Capture) -> None:
    assert main(["discord-invite"]) == 2
    assert "DISCORD_TOKEN" in capsys.readouterr().err


def test_the_manifest_is_json(capsys: Capture) -> None:
    assert main(["slack-manifest"]) == 0
    assert json.loads(capsys.readouterr().out)["features"]["slash_commands"][0]["command"] == "/benzo"


def test_the_command_as_a_program() -> None:
    asked = run("ask", "--stdin", typed="Xanex\n\nclonidine\n")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert [json.loads(line)["drug"] for line in asked.stdout.splitlines()] == ["alprazolam", None]
    wrong = run("claim", "show", "nope")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("arguments", "typed", "drugs"),
    [
        (["--json", b"xanax \xff"], b"", ["alprazolam"]),
        (["--json", b"\xff\xfe"], b"", [None]),
        (["--stdin"], b"xanax \xff\n\xc3\nvalium\n", ["alprazolam", None, "diazepam"]),
    ],
)
def test_bytes_that_are_no_text_are_answered(
    arguments: list[str | bytes], typed: bytes, drugs: list[str | None]
) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [*PROGRAM, "ask", *arguments],
        input=typed,
        capture_output=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict", "PYTHONUTF8": "1"},
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["drug"] for line in done.stdout.splitlines()] == drugs


def test_a_prompt_answers_until_quit() -> None:
    done = run("prompt", typed="/benzo xanax\nquit\n")
    assert done.returncode == 0
    assert "Xanax (alprazolam)" in done.stdout
