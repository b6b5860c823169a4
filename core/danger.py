"""Whether a message tells of danger: suicide, an overdose, a withdrawal seizure, a sudden stop, a wish for doses.

Pure, and nothing is remembered of a message. The rules are data (`config/danger/`), each with examples that the tests
run. To miss a real one is worse than a needless kind line; so the rules are wide, and vetoes take back what is negated,
long ago, a story, or a question on facts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the files' shapes are read from the hints
from typing import TYPE_CHECKING, Literal, get_args

from core.danger_patterns import Language, Pattern, PatternError
from core.danger_words import Wording, Words
from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from core.toml import Place

Urgency = Literal["overdose", "crisis", "withdrawal_seizure", "abrupt_stop", "dose_request"]
"""What is wrong, the most urgent first. The overdose goes before the crisis, since a body cannot wait; replies to both
show the poison centre and the crisis line."""
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
_BEFORE = 3
"""Words in front of a match in which a negation is looked for."""
_NEAR = 14
"""Words on either side of a match that count as its sentence, for who writes without full stops."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule as it stands in the file. It applies where one of `any_` and one of `also` match and no veto holds."""

    id: str
    any_: tuple[str, ...]
    examples: tuple[str, ...]
    counter: tuple[str, ...]
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _RuleFile:
    urgency: Urgency
    reviewed_on: date
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Veto:
    id: str
    where: Literal["before", "sentence"]
    any_: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _VetoFile:
    reviewed_on: date
    vetoes: tuple[_Veto, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Holding:
    """A veto, ready to be asked."""

    where: str
    patterns: tuple[Pattern, ...]

    def holds(self, before: str, sentence: str) -> bool:
        text = before if self.where == "before" else sentence
        words = frozenset(text.split())
        return any(_may_match(one, words) and one.regex.search(text) for one in self.patterns)


@dataclass(frozen=True, slots=True, eq=False)
class _Watch:
    """A rule, ready to be asked."""

    rule: Rule
    urgency: Urgency
    patterns: tuple[Pattern, ...]
    also: tuple[Pattern, ...]
    unless: tuple[_Holding, ...]


class Dangers:
    """All rules, ready to be asked."""

    def __init__(self, wording: Wording, watches: Iterable[_Watch]) -> None:
        self._wording = wording
        self._watches = sorted(watches, key=lambda watch: URGENCIES.index(watch.urgency))
        self._by_word = _index(self._watches)

    @property
    def rules(self) -> tuple[tuple[Urgency, Rule], ...]:
        """All rules, the most urgent first."""
        return tuple((one.urgency, one.rule) for one in self._watches)

    def find(self, text: str) -> Urgency | None:
        """Return what is wrong, the most urgent where it is several things, or None. Never raises for any text.

        Of a long message only the beginning and the end are read (`read_start`, `read_end` in `words.toml`).
        """
        found = self._first(text)
        return found.urgency if found else None

    def why(self, text: str) -> str | None:
        """Return the id of the rule that decided; for tests and for who writes rules."""
        found = self._first(text)
        return found.rule.id if found else None

    def _first(self, text: str) -> _Watch | None:
        written = self._wording.write(text)
        words = frozenset(written.split())
        at = {one for word in words if word in self._by_word for one in self._by_word[word]}
        for watch, pattern in sorted(at):
            one = self._watches[watch]
            if _applies(one, one.patterns[pattern], written, words):
                return one
        return None


def load_dangers(folder: Path, names: Mapping[str, str]) -> Dangers:
    """Read `config/danger/`. `names` maps known names of medicines, normalised, to INNs (`Names.known`).

    Raises ConfigError with all mistakes.
    """
    words_file, vetoes_file = (Document(folder / name, f"danger/{name}") for name in ("words.toml", "vetoes.toml"))
    words = words_file.take(Words, words_file.data, ())
    vetoes = vetoes_file.take(_VetoFile, vetoes_file.data, ())
    mistakes = [*words_file.mistakes, *vetoes_file.mistakes]
    if mistakes or words is None or vetoes is None:
        raise ConfigError(mistakes)
    wording = Wording(words, names)
    reader = _Reader(words, wording)
    holding = {
        veto.id: _Holding(veto.where, reader.patterns(vetoes_file, ("vetoes", at), veto.any_))
        for at, veto in enumerate(vetoes.vetoes)
    }
    watches: list[_Watch] = []
    for urgency in URGENCIES:
        file = Document(folder / f"{urgency}.toml", f"danger/{urgency}.toml")
        watches += reader.watches(file, urgency, holding)
        mistakes += file.mistakes
    mistakes += vetoes_file.mistakes
    if mistakes:
        raise ConfigError(mistakes)
    every = [p for watch in watches for p in (*watch.patterns, *watch.also)]
    every += [p for veto in holding.values() for p in veto.patterns]
    wording.know(word for pattern in every for word in pattern.words)
    return Dangers(wording, watches)


class _Reader:
    """Turns the files' texts into patterns, and notes what is wrong with them."""

    def __init__(self, words: Words, wording: Wording) -> None:
        self._language = Language(words.words, wording.same)

    def patterns(self, file: Document, place: Place, sources: Iterable[str]) -> tuple[Pattern, ...]:
        found = []
        for source in sources:
            try:
                found.append(self._language.pattern(source))
            except PatternError as error:
                file.mistake(place, f"{source!r}: {error}")
        return tuple(found)

    def watches(self, file: Document, urgency: Urgency, vetoes: Mapping[str, _Holding]) -> Iterator[_Watch]:
        read = file.take(_RuleFile, file.data, ()) if not file.mistakes else None
        if read is None:
            return
        if read.urgency != urgency:
            file.mistake(("urgency",), f"this file is for {urgency}")
        for at, rule in enumerate(read.rules):
            place: Place = ("rules", at)
            for name in rule.unless:
                if name not in vetoes:
                    file.mistake((*place, "unless"), f"there is no veto {name!r}")
            if not rule.examples or not rule.counter:
                file.mistake(place, "a rule needs examples and counter-examples")
            yield _Watch(
                rule,
                urgency,
                self.patterns(file, (*place, "any"), rule.any_),
                self.patterns(file, (*place, "also"), rule.also),
                tuple(vetoes[name] for name in rule.unless if name in vetoes),
            )


def _index(watches: list[_Watch]) -> dict[str, list[tuple[int, int]]]:
    """Return, by the word to look for, the (rule, pattern) worth trying: of each pattern its rarest needed words."""
    often = Counter(word for watch in watches for one in watch.patterns for need in one.needs for word in need)
    found: dict[str, list[tuple[int, int]]] = {}
    for number, watch in enumerate(watches):
        for at, pattern in enumerate(watch.patterns):
            for word in min(pattern.needs, key=lambda need: sum(often[word] for word in need)):
                found.setdefault(word, []).append((number, at))
    return found


def _may_match(pattern: Pattern, words: frozenset[str]) -> bool:
    return not any(need.isdisjoint(words) for need in pattern.needs)


def _applies(watch: _Watch, pattern: Pattern, written: str, words: frozenset[str]) -> bool:
    if not _may_match(pattern, words):
        return False
    for match in pattern.regex.finditer(written):
        if watch.also and not any(_may_match(one, words) and one.regex.search(written) for one in watch.also):
            return False
        before, sentence = _around(written, match.start(), match.end())
        if not any(veto.holds(before, sentence) for veto in watch.unless):
            return True
    return False


def _around(written: str, start: int, end: int) -> tuple[str, str]:
    """Return the words in front of a match, and its sentence as far as it is near."""
    first = max(written.rfind(mark, 0, start) for mark in (". ", "? ")) + 2
    last = min(at for mark in (" .", " ?") if (at := written.find(mark, end - 3)) >= 0) + 2
    front, back = written[first:start].split(), written[end:last].split()
    opening = ". " if len(front) <= _NEAR else ""
    near = " ".join([*front[-_NEAR:], written[start:end].strip(), *back[:_NEAR]])
    return " " + " ".join(front[-_BEFORE:]) + " ", f" {opening}{near} "
