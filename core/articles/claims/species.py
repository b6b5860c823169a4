"""Which species a text speaks of (`config/articles/species.toml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.articles.claims.cues import Phrasebook, words_of
from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "articles/species.toml"


@dataclass(frozen=True, slots=True, eq=False)
class SpeciesNames:
    """The words for one species; `not_` are phrases in which they mean something else."""

    species: str
    words: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class SpeciesRules:
    """The file species.toml."""

    species: tuple[SpeciesNames, ...]

    @cached_property
    def names(self) -> Phrasebook[str | None]:
        """Every word and phrase, and the species that it names: for "adult rats" the rat, for "computer mouse" None."""
        single = {word: one.species for one in self.species for word in one.words}
        entries: dict[tuple[str, ...], str | None] = {}
        for one in self.species:
            for phrase in map(words_of, one.not_):
                others = (single[word] for word in phrase if single.get(word, one.species) != one.species)
                entries[phrase] = next(others, None)
        entries |= {words_of(phrase): one.species for one in self.species for phrase in one.words}
        return Phrasebook(entries)


def load_species(config: Path) -> SpeciesRules:
    """Read `articles/species.toml` of a config folder. Raises ConfigError with all mistakes."""
    document = Document(config / FILE, FILE)
    rules = document.take(SpeciesRules, document.data, ())
    if rules is not None:
        for at, one in enumerate(rules.species):
            for phrase in (*one.words, *one.not_):
                if not words_of(phrase):
                    document.mistake(("species", at), f"{phrase!r} has no word in it")
    if document.mistakes or rules is None:
        raise ConfigError(document.mistakes)
    return rules


def species_in(text: str, rules: SpeciesRules) -> tuple[str, ...]:
    """Return the species that a text names, in the singular, in the order of their first mention."""
    return species_among(words_of(text), rules)


def species_among(words: Sequence[str], rules: SpeciesRules) -> tuple[str, ...]:
    """Do the same for words already normalised."""
    return tuple(dict.fromkeys(met.what for met in rules.names.find(words) if met.what))
