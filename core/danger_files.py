"""What stands in the files of `config/danger/` (README.md there): the shapes that they are read into."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - the files' shapes are read from the hints
from typing import Literal, get_args

Urgency = Literal["overdose", "crisis", "withdrawal_seizure", "abrupt_stop", "dose_request"]
"""What is wrong, the most urgent first. The overdose goes before the crisis, since a body cannot wait; replies to both
show the poison centre and the crisis line."""
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)

Lines = str
"""Patterns or messages, one a line. A third of the time of an array's reading, and easier to review."""
Listed = str
"""Words and phrases with commas between them, over as many lines as it takes."""


def lines(text: Lines) -> list[str]:
    """Return the lines that hold something."""
    return [line for one in text.splitlines() if (line := one.strip())]


def listed(text: Listed) -> list[str]:
    """Return what stands between commas."""
    return " ".join(text.split()).split(", ") if text else []


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """It applies where a pattern of `any_` and one of `also` match and no veto holds."""

    id: str
    any_: Lines
    examples: Lines
    counter: Lines
    also: Lines = ""
    unless: Listed = ""


@dataclass(frozen=True, slots=True, eq=False)
class RuleFile:
    """The file of one kind of danger."""

    urgency: Urgency
    reviewed_on: date
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Veto:
    """It holds where a pattern of `any_` matches in the place that `where` names, and none of `but` does."""

    id: str
    where: Literal["before", "match", "sentence", "message"]
    any_: Lines
    but: Lines = ""


@dataclass(frozen=True, slots=True, eq=False)
class VetoFile:
    """`vetoes.toml`."""

    reviewed_on: date
    vetoes: tuple[Veto, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """`words.toml`: see there what each list is for. Lengths in code points, amounts in milligrams."""

    reviewed_on: date
    read_start: int
    read_end: int
    many: int
    some_mg: int
    much_mg: int
    stems: Listed
    endings: Listed
    strong_stems: Listed
    not_medicines: Listed
    strong: Listed
    guarded: Listed
    ordinary: Listed
    sayings: Listed
    quoted_from: Listed
    emoji: dict[str, str] = field(default_factory=dict)
    spelling: dict[str, Listed] = field(default_factory=dict)
    words: dict[str, Listed] = field(default_factory=dict)
    patterns: dict[str, Lines] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """`learned.toml`: what words speak for, in tenths of a logit. It is written by `tests/danger/learn.py`."""

    learned_on: date
    learned_from: str
    """SHA-256 of the messages."""
    start: int
    """Points of a message without words."""
    rule: int
    """Points of a rule that applies."""
    enough: int
    """Points from which on a message tells of danger."""
    points: dict[str, Listed] = field(default_factory=dict)
    """By points: words, pairs of words ("took all") and pairs with one word in between ("took _ my")."""
    kinds: dict[str, dict[str, Listed]] = field(default_factory=dict)
    """By urgency and points: words that tell the kinds of danger apart."""
