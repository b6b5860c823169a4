"""`healthfacts about` and `healthfacts privacy`, and the same in the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bots.console.panels import to_text
from core.operating.about import GROUPS, about, kept, privacy

if TYPE_CHECKING:
    from core.app import App

WORDS = frozenset({"about", "privacy"})


def told(app: App, word: str) -> str:
    """Return what `/healthfacts about` or `privacy` tells; the schema, which chat has behind buttons, is below it."""
    say = app.phrases(app.settings.locale)
    if word == "about":
        return to_text(about(app, say))
    pages = [privacy(app, say), *(kept(group)(app, say) for group in GROUPS)]
    return "\n\n".join(map(to_text, pages))


def asked_for(typed: str) -> str | None:
    """Return which of the two somebody typed: "privacy", "/privacy" or "/healthfacts privacy"."""
    word = typed.casefold().removeprefix("/healthfacts").strip().removeprefix("/")
    return word if word in WORDS else None
