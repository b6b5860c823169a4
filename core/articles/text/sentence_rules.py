"""`config/articles/sentences.toml` as it is read, and the library that knows where sentences end."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

FILE = "sentences.toml"
_SHIPPED = Path(__file__).resolve().parents[3] / "config" / "articles"


@dataclass(frozen=True)
class SentenceRules:
    """`sentences.toml`: see there what each list is for."""

    never_last: tuple[str, ...]
    before_number: tuple[str, ...]
    abbreviations: tuple[str, ...]
    often_last: tuple[str, ...]
    beginnings: tuple[str, ...]
    speech: tuple[str, ...]

    @cached_property
    def tokenizer(self) -> PunktSentenceTokenizer:
        """The library with our abbreviations. An own one: what is added to a shared one, others see too."""
        from nupunkt.models import load_default_model  # noqa: PLC0415 - 0.07 s, only articles need it

        tokenizer = load_default_model()
        words = {one for one in tokenizer.abbreviations if one.isalpha()}  # see `abbreviations` in the file
        tokenizer.parameters.abbrev_types.difference_update(words)
        tokenizer.add_abbreviations(sorted(self.known))
        return tokenizer

    @cached_property
    def known(self) -> frozenset[str]:
        """Our abbreviations."""
        return frozenset((*self.never_last, *self.before_number, *self.abbreviations))

    @cached_property
    def no_words(self) -> frozenset[str]:
        """All abbreviations, the library's too."""
        return self.tokenizer.abbreviations

    @cached_property
    def usual_beginnings(self) -> frozenset[str]:
        """Words that often begin a sentence."""
        return frozenset(self.beginnings)

    @cached_property
    def said(self) -> re.Pattern[str]:
        """Who asked or shouted, after the closing quotation mark."""
        return re.compile(rf"(?:(?:[A-Z][\w.’'-]*|the|of) ){{1,4}}(?:{'|'.join(self.speech)})\b")  # noqa: RUF001


def load_sentence_rules(folder: Path) -> SentenceRules:
    """Read `sentences.toml` in `folder` (`config/articles/`). Raises ConfigError with every mistake and its line."""
    document = Document(folder / FILE, f"{folder.name}/{FILE}")
    rules = document.take(SentenceRules, document.data, ())
    for field in fields(SentenceRules) if rules else ():
        for one in getattr(rules, field.name):
            if one != one.lower().removesuffix(".") or not one:
                document.mistake(
                    (field.name,), f"{field.name}: write {one!r} in small letters, without the last full stop"
                )
    if rules is None or document.mistakes:
        raise ConfigError(document.mistakes)
    return rules


@cache
def shipped_rules() -> SentenceRules:
    """Return the rules that are shipped with the code."""
    return load_sentence_rules(_SHIPPED)
