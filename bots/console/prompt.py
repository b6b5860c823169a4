"""A prompt in the terminal, for trying the commands with no account anywhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bots.console.commands import to_query
from bots.console.render import to_text
from bots.console.telling import asked_for, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.app import App

END = frozenset({"quit", "exit", "/quit", "/exit"})


def talk(app: App, ask: Callable[[str], str] = input) -> None:
    """Answer line by line until the input ends, or somebody types quit or presses Ctrl-C or Ctrl-D."""
    if sys.stdin.isatty():
        import readline  # noqa: F401, PLC0415 - arrow keys and history for input(); not on every system's Python
    prompt = "> " if sys.stdin.isatty() else ""
    while True:
        try:
            typed = ask(prompt).strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if typed.casefold() in END:
            return
        if word := asked_for(typed):
            print(told(app, word), end="\n\n")
        elif typed:
            query = to_query(app, typed)
            print(to_text(app.answer(query), app.phrases(query.locale)), end="\n\n")
