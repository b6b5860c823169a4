"""A drug and what is known of it that is no study: names, uses, half-life, law, codes; each part with its sources.

The rows of a topic's `drugs.toml` are read into these shapes; a part that could not be verified is absent.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Combination:
    """A product that holds the drug together with another one: it is told apart, never answered as the drug."""

    name: str
    with_: str


@dataclass(frozen=True, slots=True, eq=False)
class Brands:
    """Brand names. `former` ones are withdrawn or restricted; `ask` rest on one page, so the bot asks back.

    `known_as` is the one that is told beside the generic name; the first, unless given.
    """

    sources: tuple[str, ...]
    north_america: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    combination: tuple[Combination, ...] = ()
    known_as: str | None = None

    @property
    def sold(self) -> tuple[str, ...]:
        """The names that resolve to the drug, North American first."""
        return (*self.north_america, *self.elsewhere, *self.former)


@dataclass(frozen=True, slots=True, eq=False)
class Spellings:
    """Misspellings and slang as people write them. `ask` and `in_context` (ordinary words) never resolve alone.

    `confused_with` are other medicines that are mixed up with it in practice: who names one of them is told so.
    """

    sources: tuple[str, ...]
    names: tuple[str, ...] = ()
    slang: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    in_context: tuple[str, ...] = ()
    confused_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """What it is prescribed for, as noun phrases that fit behind "Used for"."""

    value: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class HalfLife:
    """Half-life ranges in hours, low and high, over the sources: of the drug, and of an active metabolite."""

    parent_hours: tuple[float, float]
    sources: tuple[str, ...]
    metabolite: str | None = None
    metabolite_hours: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """How a country controls the drug, in the words of its law."""

    country: str
    value: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Identifiers for machines and clinicians."""

    sources: tuple[str, ...]
    atc: str | None = None
    unii: str | None = None
    rxcui: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Drug:
    """A drug of the topic. A part that could not be verified is absent."""

    inn: str
    class_: str
    class_sources: tuple[str, ...]
    uses: Uses
    brands: Brands | None = None
    spellings: Spellings | None = None
    half_life: HalfLife | None = None
    schedules: tuple[Schedule, ...] = ()
    codes: Codes | None = None
