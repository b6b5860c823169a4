"""`config/articles/zones.toml` as it is read: the signs of zones, and how readers and authors write."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal

from core.articles.model import ZoneKind  # noqa: TC001 - the file's shape is read from the hints
from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "zones.toml"
LENGTHS = (40, 90, 160, 300, 600, 2400, 6000)
"""What `longest` may be, in code points: the patterns are compiled once for each."""
_PART = re.compile(r"\{([a-z]+)\}")
_DIGIT = re.compile(r"[^\d\n]*\d")


@dataclass(frozen=True, slots=True)
class Sign:
    """A kind of line that gives away what it is; see the head of the file for each field."""

    id: str
    zone: ZoneKind
    holds: Literal["line", "list", "section"] = "line"
    ends: bool = False
    resumes: bool = False
    before: bool = False
    advert: bool = False
    digits: bool = False
    thread: Literal["", "start", "post", "reply", "heading", "weak", "byline"] = ""
    starts: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    longest: Literal[40, 90, 160, 300, 600, 2400, 6000] = 300


@dataclass(frozen=True, slots=True)
class Voice:
    """How readers and authors write: words and patterns; see the file for each field."""

    self_words: tuple[str, ...]
    numbered_words: tuple[str, ...]
    talk_words: tuple[str, ...]
    first_words: tuple[str, ...]
    chat_words: tuple[str, ...]
    anecdote: tuple[str, ...]
    person: tuple[str, ...]
    chat: tuple[str, ...]
    counsel: tuple[str, ...]
    asking: tuple[str, ...]
    author: tuple[str, ...]
    selling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    parts: dict[str, str]
    signs: tuple[Sign, ...]
    voice: Voice
    citation: tuple[str, ...] = field(default=())


class Spoken:
    r"""Patterns of one kind, for texts that begin with a space.

    Those that begin with a word (`\b`) are tried where words begin alone, six times as fast; the `others` only where
    a look at the marks and the first word says so.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        words = "|".join(one.removeprefix(r"\b") for one in patterns if one.startswith(r"\b"))
        self._words = re.compile(rf"\W(?:{words})" if words else "(?!)")
        self._others = re.compile("|".join(one for one in patterns if not one.startswith(r"\b")) or "(?!)")

    def count(self, text: str, *, others: bool) -> int:
        """Count up to three matches; more say no more."""
        found = chain(self._words.finditer(text), self._others.finditer(text) if others else ())
        return sum(1 for _ in islice(found, 3))

    def stands_in(self, text: str) -> bool:
        """Tell whether there is a match."""
        return bool(self._words.search(text) or self._others.search(text))


class ZoneRules:
    """The signs and voices, compiled when they are first needed: all at once would take 0.1 s of a start."""

    def __init__(self, signs: Sequence[Sign], voice: Voice, citation: str) -> None:
        self.signs = tuple(signs)
        self.voice = voice
        self.citation = re.compile(citation)
        self._compiled: dict[tuple[int, bool], re.Pattern[str]] = {}

    @cached_property
    def voices(self) -> dict[str, Spoken]:
        """The voice's patterns by the name of their field."""
        names = ("anecdote", "person", "chat", "counsel", "asking", "author", "selling")
        return {name: Spoken(getattr(self.voice, name)) for name in names}

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """The voice's words by the name of their field."""
        return {
            name: frozenset(getattr(self.voice, name))
            for name in ("self_words", "talk_words", "first_words", "chat_words")
        }

    @cached_property
    def numbered(self) -> re.Pattern[str]:
        """A Roman one that is no "I"."""
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, self.voice.numbered_words))})[ -]i(?![\w'])")

    def sign_of(self, plain: str) -> Sign | None:
        """Return the first sign whose `starts` or `whole` fit."""
        if len(plain) > LENGTHS[-1]:
            return None
        key = LENGTHS[bisect_left(LENGTHS, len(plain))], _DIGIT.match(plain) is not None
        pattern = self._compiled.get(key)
        if pattern is None:
            pattern = self._compiled[key] = re.compile(self._alternatives(*key))
        found = pattern.match(plain)
        return self.signs[int(found.lastgroup[1:])] if found and found.lastgroup else None

    def _alternatives(self, length: int, has_digit: bool) -> str:  # noqa: FBT001 - it is half of a key
        """Write the signs of lines of `length` as one expression, with an empty group behind each.

        A group around a sign would hide from `re` which letters it begins with, and cost a fifth of the time.
        """
        written = []
        for number, sign in enumerate(self.signs):
            if sign.longest >= length and (sign.starts or sign.whole) and (has_digit or not sign.digits):
                either = [*sign.starts, *(f"(?:{one})$" for one in sign.whole)]
                written.append(f"(?:{'|'.join(either)})(?P<n{number}>)")
        return "|".join(written) or "(?!)"

    @cached_property
    def says(self) -> dict[str, Sign]:
        """The words that signs say; the first sign counts."""
        return {words: sign for sign in reversed(self.signs) for words in sign.says}

    @cached_property
    def saying(self) -> re.Pattern[str]:
        """All words that signs say, and words of a voice, after what stands before words: so a text is read once.

        Sorted by their first letters and without groups, they are looked for at 40 MB/s instead of 2.
        """
        by_letter: dict[str, list[str]] = {}
        for words in sorted({*self.says, *self.voice_words}, key=len, reverse=True):
            whole_word = r"(?!\w)" if words in self.voice_words else ""
            by_letter.setdefault(words[0], []).append(re.escape(words[1:]) + whole_word)
        letters = "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
        return re.compile(rf"[\n ([\"'-](?:{letters or '(?!)'})")

    @cached_property
    def voice_words(self) -> frozenset[str]:
        """Words without one of which a paragraph is hardly a reader's."""
        return self.words["self_words"] | self.words["talk_words"] | self.words["chat_words"]


def load_zone_rules(folder: Path) -> ZoneRules:
    """Read `zones.toml` in `folder` (`config/articles/`). Raises ConfigError with every mistake and its line."""
    document = Document(folder / FILE, f"{folder.name}/{FILE}")
    read = document.take(_File, document.data, ())
    if read is None:
        raise ConfigError(document.mistakes)
    parts: dict[str, str] = {}
    for name, pattern in read.parts.items():
        parts[name] = _filled(document, pattern, parts, ("parts", name))
    signs = []
    for number, sign in enumerate(read.signs):
        starts, whole = (
            tuple(_filled(document, one, parts, ("signs", number, key)) for one in getattr(sign, key))
            for key in ("starts", "whole")
        )
        if not (sign.starts or sign.whole or sign.says):
            document.mistake(("signs", number), f"{sign.id!r} has neither starts nor whole nor says")
        if any(words != words.lower() or not words.strip() for words in sign.says):
            document.mistake(("signs", number, "says"), "says: small letters only, as the plain text has them")
        signs.append(replace(sign, starts=starts, whole=whole))
    for name in (name for name in Voice.__slots__ if not name.endswith("_words")):
        for one in getattr(read.voice, name):
            _filled(document, one, parts, ("voice", name))
    for one in read.citation:
        _filled(document, one, parts, ("citation",))
    if document.mistakes:
        raise ConfigError(document.mistakes)
    return ZoneRules(signs, read.voice, "|".join(_filled(document, one, parts, ()) for one in read.citation) or "(?!)")


def _filled(document: Document, pattern: str, parts: dict[str, str], place: tuple[str | int, ...]) -> str:
    """Put the parts into a pattern, and note a mistake if it cannot be read."""
    unknown = [name for name in _PART.findall(pattern) if name not in parts]
    if unknown:
        document.mistake(place, f"there is no part {{{unknown[0]}}}; known are {', '.join(parts)}")
        return pattern
    written = _PART.sub(lambda found: parts[found[1]], pattern)
    try:
        re.compile(written)
    except re.error as error:
        document.mistake(place, f"the pattern {pattern!r} cannot be read: {error}")
    return written
