"""The composition root: configuration and catalogue become an `App`, which every platform is handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.catalog import Topic
    from core.model import Answer, AnswerId, Query
    from core.phrases import Phrases


class Suggestion(NamedTuple):
    """One line of an autocomplete list: what is shown, and what is sent when it is chosen."""

    label: str
    value: str


@dataclass(frozen=True)
class App:
    """Everything a platform may ask. All of it is in memory and synchronous."""

    topics: Mapping[str, Topic]
    """By command: `benzo`."""

    def answer(self, query: Query) -> Answer:
        """Answer a question. Never raises for anything that a reader can type."""
        raise NotImplementedError

    def open(self, answer_id: AnswerId, locale: str) -> Answer:
        """Return the answer behind a button; an address that no longer exists gets an "unknown" answer."""
        raise NotImplementedError

    def suggest(self, topic: str, typed: str, limit: int = 25) -> tuple[Suggestion, ...]:
        """Return what `typed` may become, best first, misspellings included; the usual drugs for an empty text."""
        raise NotImplementedError

    def phrases(self, locale: str) -> Phrases:
        """Return the phrases of a locale ("en-GB" falls back on "en"), English where there are none."""
        raise NotImplementedError
