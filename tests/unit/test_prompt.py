"""The prompt in the terminal answers line by line until somebody leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bots.console.prompt import talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.app import App

Capture = pytest.CaptureFixture[str]


def scripted(*typed: str, end: type[BaseException] = EOFError) -> Callable[[str], str]:
    lines = iter(typed)

    def ask(_: str) -> str:
        for line in lines:
            return line
        raise end

    return ask


def test_every_line_is_answered_in_order(app: App, capsys: Capture) -> None:
    talk(app, scripted("/benzo xanax", "", "  ", "klonipin", "clonidine"))
    out = capsys.readouterr().out
    titles = ("Xanax (alprazolam)", "Klonopin (clonazepam). You wrote “klonipin”.", "Clonidine\n")
    places = [out.index(title) for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize("word", ["quit", "exit", "QUIT", " /quit ", "/exit"])
def test_quit_leaves(app: App, capsys: Capture, word: str) -> None:
    talk(app, scripted("valium", word, "xanax"))
    out = capsys.readouterr().out
    assert "Valium (diazepam)" in out
    assert "Xanax" not in out.split("\n", maxsplit=1)[0]
    assert "alprazolam" not in out


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_the_end_of_input_leaves_without_a_trace(app: App, capsys: Capture, end: type[BaseException]) -> None:
    talk(app, scripted("valium", end=end))
    out, err = capsys.readouterr()
    assert out.startswith("Valium (diazepam)")
    assert err == ""
