"""Long work says on a terminal what it does, and nothing where nobody looks."""

from __future__ import annotations

import io
import sys
import threading

import pytest

from bots.console import progress
from bots.console.progress import ERASE, waiting


class Terminal(io.StringIO):
    """A terminal that somebody looks at; `told` is set as soon as something stands there."""

    def __init__(self) -> None:
        super().__init__()
        self.told = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if "…" in text:
            self.told.set()
        return super().write(text)


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in place of stderr, for the rest of the test: pytest puts its own there before each."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    return made


def test_what_takes_long_is_said_and_nothing_of_it_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 0.001)
    with waiting("polling feeds"):
        assert terminal.told.wait(5)
    assert "polling feeds … 0 s" in terminal.getvalue()
    assert terminal.getvalue().endswith(ERASE)


def test_what_is_quick_needs_no_saying(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    with waiting("polling feeds"):
        pass
    assert not terminal.told.is_set()


def test_it_ends_with_the_work_even_where_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError), waiting("dividing"):
        raise ZeroDivisionError
    assert threading.active_count() == before
    assert terminal.getvalue() == ERASE


def test_behind_a_pipe_nothing_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.001)
    with waiting("polling feeds"):
        pass
    assert capsys.readouterr().err == ""
