"""The texts of `config/disclaimers.toml`, and which answers carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ConfigError
from core.model import Disclaimer, Outcome
from core.standing import remarks
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from core.catalog import Claim
    from core.model import Citation
    from core.phrases import Phrases


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

    def under(
        self, outcome: Outcome, told: Iterable[Claim], cited: Iterable[Citation], say: Phrases, today: date
    ) -> tuple[Disclaimer, ...]:
        """Return the same, then what changed in the papers cited, and when the oldest statement was reviewed."""
        return (*self.on(outcome), *remarks(cited, say), *_dates(list(told), say, today))


def _dates(told: Sequence[Claim], say: Phrases, today: date) -> Iterator[Disclaimer]:
    """Yield when the oldest statement was reviewed, and whether one is overdue."""
    yield Disclaimer("reviewed", say("reviewed", date=say.date(min(claim.reviewed_on for claim in told))))
    if overdue := [claim.review_by for claim in told if claim.review_by < today]:
        yield Disclaimer("overdue", say("overdue", date=say.date(min(overdue))))


def load_disclaimers(path: Path) -> Disclaimers:
    """Read the file. Raises ConfigError with all mistakes."""
    file = Document(path, path.name)
    rows = file.take_rows(_Row, "disclaimers")
    if file.mistakes:
        raise ConfigError(file.mistakes)
    return Disclaimers(tuple(rows.values()))
