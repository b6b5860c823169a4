"""What is typed in a terminal -> Query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import Query

if TYPE_CHECKING:
    from core.app import App
    from core.model import Kind


def to_query(app: App, typed: str, *, kind: Kind = "command", locale: str | None = None) -> Query:
    """Read "/benzo xanax memory" or just "xanax memory"; without a command it goes to the first topic."""
    first, _, rest = typed.strip().partition(" ")
    command = first.removeprefix("/")
    if first.startswith("/") and command in app.topics:
        return Query(command, rest, locale=locale or app.settings.locale, kind=kind)
    return Query(next(iter(app.topics)), typed, locale=locale or app.settings.locale, kind=kind)
