"""`config/articles/claims.toml`: the rules by which sentences are told to be claims, and of what kind.

The language of the rules is described at the head of the file. A rule is a few sets of signs; a set of signs is a whole
number, one bit a sign, so that asking all rules of a sentence costs microseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from core.articles.claims.cues import Cues, words_of
from core.articles.claims.species import SpeciesRules, load_species
from core.articles.model import ClaimKind  # noqa: TC001 - msgspec reads the annotations at run time
from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FILE = "articles/claims.toml"
SectionId = Literal["background", "objective", "methods", "results", "conclusions", "limitations", "advice", "aside"]
WORKED_OUT = (
    *("@drug", "@class", "@human", "@animal", "@number", "@percent", "@money", "@past", "@present", "@told"),
    *("@order", "@to", "@small", "@we", "@after", "@opening", "@underway", "@quoted"),
)
"""Signs that no list gives; "@in-<section>" are the others. Told at the head of claims.toml."""
POSSIBLE = ("drug?", "class?", "species?")
"""Signs of a word with which a name may begin, for which it is worth to look; no rule asks for them."""
NEEDED = frozenset(
    {"animals", "careful", "design", "not_past", "not_past_after", "orders", "ours", "past", "past_participle", "verb"}
)
"""Lists that the program asks for by name."""
_SIGN = re.compile(r"<(\w+)>|(@[\w-]+)")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule of [[never]] or [[claims]]. `examples` are sentences that it decides, `counter_examples` others."""

    id: str
    when: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class KindRule:
    """A rule of [[kinds]]: sentences that it decides are of `kind`."""

    kind: ClaimKind
    id: str
    when: tuple[str, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of an article that is labelled. A heading that holds one of `heading_words` begins it too."""

    id: SectionId
    labels: tuple[str, ...]
    heading_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ClaimFile:
    """The file claims.toml as it is written."""

    lists: dict[str, tuple[str, ...]]
    never: tuple[Rule, ...]
    claims: tuple[Rule, ...]
    kinds: tuple[KindRule, ...]
    sections: tuple[Section, ...]


class Test(NamedTuple):
    """A rule ready to be asked: it holds where all signs of one line of `when` are there and of no line of `unless`.

    `needs` is one sign of each line of `when`, the rarest: without any of them the rule cannot hold.
    """

    id: str
    needs: int
    when: tuple[int, ...]
    unless: tuple[int, ...]
    kind: ClaimKind | None = None


class Tests:
    """Rules in their order; a sentence is decided by the first that holds."""

    def __init__(self, tests: Iterable[Test]) -> None:
        self._tests = tuple(tests)
        self._needs = 0
        for test in self._tests:
            self._needs |= test.needs

    def first(self, signs: int) -> Test | None:
        """Return the first rule that holds for a sentence with these signs."""
        if not signs & self._needs:
            return None
        for test in self._tests:
            if signs & test.needs:
                for all_of in test.when:
                    if signs & all_of == all_of:
                        break
                else:
                    continue
                for all_of in test.unless:
                    if signs & all_of == all_of:
                        break
                else:
                    return test
        return None


@dataclass(frozen=True, slots=True, eq=False)
class ClaimRules:
    """All rules, ready to be asked, and what they were read from."""

    cues: Cues
    never: Tests
    claims: Tests
    kinds: Tests
    sections: tuple[Section, ...]
    species: SpeciesRules
    lists: Mapping[str, frozenset[str]]
    read: ClaimFile


def load_claim_rules(config: Path) -> ClaimRules:
    """Read `articles/claims.toml` and `articles/species.toml`. Raises ConfigError with all mistakes."""
    document = Document(config / FILE, FILE)
    read = document.take(ClaimFile, document.data, ())
    if read is not None:
        _check(document, read)
    mistakes = list(document.mistakes)
    try:
        species = load_species(config)
    except ConfigError as error:
        raise ConfigError([*mistakes, *error.mistakes]) from error
    if mistakes or read is None:
        raise ConfigError(mistakes)
    cues = Cues(read.lists, (*POSSIBLE, *WORKED_OUT, *(f"@in-{section.id}" for section in read.sections)))
    return ClaimRules(
        cues=cues,
        never=Tests(_test(rule, cues) for rule in read.never),
        claims=Tests(_test(rule, cues) for rule in read.claims),
        kinds=Tests(_test(rule, cues)._replace(kind=rule.kind) for rule in read.kinds),
        sections=read.sections,
        species=species,
        lists={name: frozenset(word for one in words for word in words_of(one)) for name, words in read.lists.items()},
        read=read,
    )


def _check(document: Document, read: ClaimFile) -> None:
    known = {*read.lists, *WORKED_OUT, *(f"@in-{section.id}" for section in read.sections)}
    for name in NEEDED - read.lists.keys():
        document.mistake(("lists",), f"the list {name!r} is missing")
    for name, words in read.lists.items():
        for word in words:
            if not words_of(word):
                document.mistake(("lists", name), f"{word!r} has no word in it")
    groups: Iterable[tuple[str, tuple[Rule | KindRule, ...]]] = (
        ("never", read.never),
        ("claims", read.claims),
        ("kinds", read.kinds),
    )
    for key, rules in groups:
        for at, rule in enumerate(rules):
            for what in _wrong_in(rule, known):
                document.mistake((key, at), what)


def _wrong_in(rule: Rule | KindRule, known: set[str]) -> Iterator[str]:
    if not (rule.when and rule.examples and rule.counter_examples):
        yield f"{rule.id!r} needs when, examples and counter_examples"
    for line in (*rule.when, *rule.unless):
        for part in line.split("+"):
            found = _SIGN.fullmatch(part.strip())
            if not found:
                yield f"{part.strip()!r} in {rule.id!r} is no sign: write <list> or @sign"
            elif (found[1] or found[2]) not in known:
                yield f"there is no sign {part.strip()!r} for {rule.id!r}"


def _test(rule: Rule | KindRule, cues: Cues) -> Test:
    when = tuple(_mask(line, cues) for line in rule.when)
    needs = 0
    for all_of in when:
        needs |= 1 << (all_of.bit_length() - 1)  # lists, rarer than what is worked out, have the high bits
    return Test(rule.id, needs, when, tuple(_mask(line, cues) for line in rule.unless))


def _mask(line: str, cues: Cues) -> int:
    signs = 0
    for found in _SIGN.finditer(line):
        signs |= cues.sign[found[1] or found[2]]
    return signs
