"""The texts of `config/disclaimers.toml`, and which answers carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ConfigError
from core.model import Disclaimer, Outcome
from core.toml import Document

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    id: str
    text: str
    outcomes: tuple[Outcome, ...]


class Disclaimers:
    """All disclaimers, by the outcome that they belong to."""

    def __init__(self, rows: tuple[_Row, ...]) -> None:
        self._rows = rows

    def on(self, outcome: Outcome) -> tuple[Disclaimer, ...]:
        """Return what an answer with this outcome carries, in the file's order."""
        return tuple(Disclaimer(row.id, row.text) for row in self._rows if outcome in row.outcomes)


def load_disclaimers(path: Path) -> Disclaimers:
    """Read the file. Raises ConfigError with all mistakes."""
    file = Document(path, path.name)
    rows = file.take_rows(_Row, "disclaimers")
    if file.mistakes:
        raise ConfigError(file.mistakes)
    return Disclaimers(tuple(rows.values()))
