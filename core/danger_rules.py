"""Rules and vetoes as they are asked: patterns read from the files, over a message that was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.danger_files import lines, listed
from core.danger_patterns import Language, Pattern, PatternError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.danger_files import Rule, RuleFile, Urgency, VetoFile
    from core.danger_reading import Mask, Reading
    from core.toml import Document, Place

_BEFORE = 3
"""Words in front of a match in which a negation is looked for."""
_NEAR = 14
"""Words on either side of a match that count as its sentence, for who writes without full stops."""


@dataclass(frozen=True, slots=True, eq=False)
class Holding:
    """A veto, ready to be asked. Its patterns but those of `but` are found by `Dangers` for all vetoes at once."""

    number: int
    where: str
    but: tuple[Pattern, ...]

    def holds(self, reading: Reading, span: tuple[int, int], sentence: Mask, possible: Possible) -> bool:
        """Return whether it takes back a match. For vetoes that are possible."""
        any_ = possible.vetoes[self.number]
        start, end = span
        if self.where == "before":
            front = sentence & (1 << start) - 1 & -1 << max(start - _BEFORE, 0)
            return any(reading.ends(one.parts[0], front) >> start & 1 for one in any_)
        within = sentence if self.where == "sentence" else -1 if self.where == "message" else (1 << end) - (1 << start)
        held = possible.held.get((self.number, within))
        if held is None:
            held = any(one.stands_in(reading, within) for one in any_)
            held = held and not any(one.may_match(reading) and one.stands_in(reading, within) for one in self.but)
            possible.held[self.number, within] = held
        return held


@dataclass(frozen=True, slots=True, eq=False)
class Possible:
    """What vetoes can hold in a message, and what was found of them."""

    vetoes: Mapping[int, list[Pattern]]
    """By veto that may hold, its patterns that may match."""
    held: dict[tuple[int, Mask], bool] = field(default_factory=dict)
    """By veto and words looked at."""

    @classmethod
    def of(cls, patterns: Iterable[tuple[int, Pattern]]) -> Possible:
        """Return what patterns, with the numbers of their vetoes, leave possible."""
        vetoes: dict[int, list[Pattern]] = {}
        for veto, pattern in patterns:
            if veto in vetoes:
                vetoes[veto].append(pattern)
            else:
                vetoes[veto] = [pattern]
        return cls(vetoes)


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """A rule, ready to be asked."""

    rule: Rule
    urgency: Urgency
    patterns: tuple[Pattern, ...]
    also: tuple[Pattern, ...]
    unless: tuple[Holding, ...]

    def holds(self, reading: Reading) -> bool:
        """Return whether the message holds what the rule wants besides its match."""
        return not self.also or any(one.may_match(reading) and one.stands_in(reading) for one in self.also)

    def untaken(self, pattern: Pattern, reading: Reading, possible: Possible) -> bool:
        """Return whether a pattern matches where no veto takes it back."""
        vetoes = [veto for veto in self.unless if veto.number in possible.vetoes]
        for span in pattern.spans(reading):
            sentence = reading.sentence(*span, _NEAR)
            if not any(veto.holds(reading, span, sentence, possible) for veto in vetoes):
                return True
        return False


class Reader:
    """Turns the files' texts into what can be asked, and notes what is wrong with them."""

    def __init__(self, language: Language, shared: Mapping[str, str]) -> None:
        """`shared` are the patterns that may be named on a line, by name."""
        self.language = language
        self._shared = {f"<{name}>": lines(patterns) for name, patterns in shared.items()}
        self.veto_patterns: list[tuple[int, Pattern]] = []
        """The patterns of all vetoes, with the number of the veto."""

    def vetoes(self, file: Document, read: VetoFile) -> dict[str, Holding]:
        """Return the vetoes by their ids."""
        found = {}
        for number, veto in enumerate(read.vetoes):
            place = ("vetoes", number)
            found[veto.id] = Holding(number, veto.where, self._patterns(file, place, veto.but))
            self.veto_patterns += [(number, one) for one in self._patterns(file, place, veto.any_)]
        return found

    def watches(self, file: Document, read: RuleFile, vetoes: Mapping[str, Holding]) -> Iterator[Watch]:
        """Yield the rules of a file."""
        for at, rule in enumerate(read.rules):
            place: Place = ("rules", at)
            unless = listed(rule.unless)
            for name in unless:
                if name not in vetoes:
                    file.mistake((*place, "unless"), f"there is no veto {name!r}")
            if not rule.examples or not rule.counter:
                file.mistake(place, "a rule needs examples and counter-examples")
            yield Watch(
                rule,
                read.urgency,
                self._patterns(file, (*place, "any"), rule.any_),
                self._patterns(file, (*place, "also"), rule.also),
                tuple(vetoes[name] for name in unless if name in vetoes),
            )

    def _patterns(self, file: Document, place: Place, sources: str) -> tuple[Pattern, ...]:
        found = []
        for source in self._written_out(sources):
            try:
                found.append(self.language.pattern(source))
            except PatternError as error:
                file.mistake(place, f"{source!r}: {error}")
        return tuple(found)

    def _written_out(self, sources: str) -> list[str]:
        found = lines(sources)
        if "<" not in sources:
            return found
        return [one for line in found for one in self._shared.get(line, [line])]
