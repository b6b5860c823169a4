"""Whether a message tells of danger: suicide, an overdose, a withdrawal seizure, a sudden stop, a wish for doses.

Pure, and nothing is remembered of a message. The rules are data (`config/danger/`), each with examples that the tests
run. To miss a real one is worse than a needless kind line; so the rules are wide, and vetoes take back what is negated,
long ago, a story, or a question on facts. Beside them the words themselves have points, learned from messages: they
find what no rule lists, and leave alone what only looks like a rule's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.danger_files import URGENCIES, Learned, RuleFile, Urgency, VetoFile, Words, lines
from core.danger_patterns import Language, Sieve
from core.danger_points import Points, unreadable
from core.danger_reading import Reading, ones
from core.danger_rules import Possible, Reader
from core.danger_words import Wording
from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from core.danger_rules import Watch

__all__ = ["URGENCIES", "Dangers", "Urgency", "load_dangers"]

LEARNED = "learned"
"""What `Dangers.why` says where no rule applies, but the words speak for danger."""
_NEGATION = "negation"
"""The word list that `...` does not cross."""


class Dangers:
    """All rules, ready to be asked."""

    def __init__(self, wording: Wording, watches: Sequence[Watch], reader: Reader, points: Points) -> None:
        """`watches` come in the order of urgency."""
        self._wording = wording
        self._watches = watches
        self._points = points
        self._lists = reader.language.lists
        self._lists.negations = reader.language.words(_NEGATION)
        wording.know(self._lists)
        self._finding = [(watch, pattern) for watch in watches for pattern in watch.patterns]
        self._taking_back = reader.veto_patterns
        patterns = [pattern for _, pattern in [*self._finding, *self._taking_back]]
        self._sieve = Sieve(patterns, self._lists)

    @property
    def examples(self) -> tuple[tuple[Urgency, str], ...]:
        """All messages that have to be found, with what they have to be found as."""
        return tuple((one.urgency, text) for one in self._watches for text in lines(one.rule.examples))

    @property
    def counter(self) -> tuple[str, ...]:
        """All messages that must be found as nothing."""
        return tuple(text for one in self._watches for text in lines(one.rule.counter))

    def find(self, text: str) -> Urgency | None:
        """Return what is wrong, the most urgent where it is several things, or None. Never raises for any text.

        Of a long message only the beginning and the end are read (`read_start`, `read_end` in `words.toml`).
        """
        return self._judge(text)[0]

    def why(self, text: str) -> str | None:
        """Return the id of the rule that decided, or `LEARNED`; for tests and for who writes rules."""
        return self._judge(text)[1]

    def words(self, text: str) -> list[str]:
        """Return a message in the words of the rules, from which points are learned."""
        return self._wording.write(text)

    def _judge(self, text: str) -> tuple[Urgency, str] | tuple[None, None]:
        words = self._wording.write(text)
        rule = self._rule(Reading(words, self._lists))
        if self._points.of(words, rule=bool(rule)) < self._points.enough:
            return None, None
        return self._points.kind(words, rule.urgency if rule else None), rule.rule.id if rule else LEARNED

    def _rule(self, reading: Reading) -> Watch | None:
        """Return the first rule that applies."""
        may_match = self._sieve.sift(reading)
        vetoes = may_match >> len(self._finding)
        possible: Possible | None = None
        for at in ones(may_match & (1 << len(self._finding)) - 1):
            watch, pattern = self._finding[at]
            if reading.ends(pattern.parts[0], -1) and watch.holds(reading):
                if possible is None:
                    possible = Possible.of(self._taking_back[at] for at in ones(vetoes))
                if watch.untaken(pattern, reading, possible):
                    return watch
        return None


def load_dangers(folder: Path, names: Mapping[str, str]) -> Dangers:
    """Read `config/danger/`. `names` maps known names of medicines, normalised, to INNs (`Names.known`).

    Raises ConfigError with all mistakes.
    """
    names_of_files = ("words.toml", "vetoes.toml", "learned.toml")
    words_file, vetoes_file, learned_file = (Document(folder / name, f"danger/{name}") for name in names_of_files)
    words = words_file.take(Words, words_file.data, ())
    read_vetoes = vetoes_file.take(VetoFile, vetoes_file.data, ())
    learned = learned_file.take(Learned, learned_file.data, ())
    for place, what in unreadable(learned) if learned else ():
        learned_file.mistake(place, what)
    mistakes = [*words_file.mistakes, *vetoes_file.mistakes, *learned_file.mistakes]
    if mistakes or words is None or read_vetoes is None or learned is None:
        raise ConfigError(mistakes)
    wording = Wording(words, names)
    reader = Reader(Language(words.words, wording.same), words.patterns)
    vetoes = reader.vetoes(vetoes_file, read_vetoes)
    mistakes += vetoes_file.mistakes
    watches: list[Watch] = []
    for urgency in URGENCIES:
        file = Document(folder / f"{urgency}.toml", f"danger/{urgency}.toml")
        read = file.take(RuleFile, file.data, ()) if not file.mistakes else None
        if read:
            if read.urgency != urgency:
                file.mistake(("urgency",), f"this file is for {urgency}")
            watches += reader.watches(file, read, vetoes)
        mistakes += file.mistakes
    if mistakes:
        raise ConfigError(mistakes)
    return Dangers(wording, watches, reader, Points(learned))
