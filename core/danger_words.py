"""A message as the danger rules see it: one line of plain words, with medicines and numbers marked.

`I don't wanna... took 20 klonipins!` becomes ` . i dont wanna . took MANY STRONG . `. What is done here decides no more
than which words are the same word; whether they mean danger is decided by the rules (`core/danger.py`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - the file's shape is read from the hints
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DRUG, STRONG = "DRUG", "STRONG"
_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_][^\W_]*(?:'[^\W_]+)*|[.!?;\n…]")
_MILLIGRAMS = frozenset({"mg", "mgs", "milligram", "milligrams"})
_LEAST_LETTERS = 5
"""Letters that a word needs before its beginning or ending is taken for a medicine's."""
_LEAST_GUARDED = 6
_YEARS = range(1950, 2100)
_COUNTED = (
    "four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety hundred dozen"
)
_NUMBERS: dict[str, str] = dict.fromkeys(_COUNTED.split(), "MANY")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """`config/danger/words.toml`: see there what each list is for. Lengths in code points, amounts in milligrams."""

    reviewed_on: date
    read_start: int
    read_end: int
    many: int
    some_mg: int
    much_mg: int
    stems: tuple[str, ...]
    endings: tuple[str, ...]
    not_medicines: tuple[str, ...]
    strong: tuple[str, ...]
    guarded: tuple[str, ...]
    not_typos: tuple[str, ...]
    sayings: tuple[str, ...]
    spelling: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Wording:
    """Writes messages in the words of the rules."""

    def __init__(self, words: Words, names: Mapping[str, str]) -> None:
        """`names` maps every known name, normalised, to its INN."""
        self._words = words
        strong = frozenset(words.strong)
        self._same = {one: right for right, others in words.spelling.items() for one in others if " " not in one}
        self._same |= {n: STRONG if inn in strong else DRUG for n, inn in names.items() if " " not in n}
        self._known: frozenset[str] = frozenset()
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._add_phrases((one, right) for right, others in words.spelling.items() for one in others if " " in one)
        self._add_phrases((one, "") for one in words.sayings)
        self._add_phrases((n, STRONG if inn in strong else DRUG) for n, inn in names.items() if " " in n)

    def same(self, word: str) -> str:
        """Return the word that stands for this one."""
        return self._same.get(word, word)

    def know(self, words: Iterable[str]) -> None:
        """Take words as they are: those that rules name are no misspellings."""
        self._known |= frozenset(words)

    def write(self, text: str) -> str:
        """Return the message in the words of the rules: each followed by a space, `.` and `?` between sentences."""
        tokens = list(self._joined([self._token(*one) for one in _marked(self._cut(text))]))
        return " . " + " ".join(tokens) + " . "

    def _cut(self, text: str) -> str:
        start, end = self._words.read_start, self._words.read_end
        return text if len(text) <= start + end else f"{text[:start]}\n{text[-end:]}"

    def _token(self, word: str, unit: str) -> str:
        if word[0].isdigit():
            return self._number(word, unit)
        if word in ".!;\n…?":
            return "?" if word == "?" else "."
        return self._same.get(word) or self._plain(word.replace("'", ""))

    def _plain(self, word: str) -> str:
        if same := self._same.get(word):
            return same
        if word in _NUMBERS or word in self._known:
            return _NUMBERS.get(word, word)
        if len(word) >= _LEAST_LETTERS and word not in self._words.not_medicines:
            if word.startswith(self._words.stems) or word.endswith(self._words.endings):
                return STRONG if word.startswith(("xan", "klo", "clo", "alp", "ati", "lor")) else DRUG
            if len(word) >= _LEAST_GUARDED and word not in self._words.not_typos:
                from core.likeness import one_edit_from  # noqa: PLC0415 - see there

                return one_edit_from(word, self._words.guarded) or word
        return word

    def _number(self, digits: str, unit: str) -> str:
        value = float(digits.replace(",", "."))
        if unit:
            return "MUCHMG" if value >= self._words.much_mg else "SOMEMG" if value >= self._words.some_mg else "MG"
        if len(digits) == 4 and int(value) in _YEARS:  # noqa: PLR2004 - a year has four digits
            return "YEAR"
        return "MANY" if value >= self._words.many else "FEW"

    def _add_phrases(self, pairs: Iterable[tuple[str, str]]) -> None:
        for phrase, meant in pairs:
            words = tuple(self.same(one) for one in phrase.split())
            self._phrases.setdefault(words[0], []).append((words, meant))
        for found in self._phrases.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def _joined(self, tokens: list[str]) -> Iterator[str]:
        """Put the words of a phrase together; sayings become the word `~`, so that nothing is read across them."""
        at = 0
        while at < len(tokens):
            for words, meant in self._phrases.get(tokens[at], ()):
                if tokens[at : at + len(words)] == list(words):
                    yield meant or "~"
                    at += len(words)
                    break
            else:
                yield tokens[at]
                at += 1


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Yield (word, unit): words and marks with no unit, numbers with "mg" where that follows."""
    tokens = _TOKEN.findall(_plain_text(text))
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if token[0].isdecimal():
            yield token, "mg" if after in _MILLIGRAMS else ""
        elif token not in _MILLIGRAMS or not at or not tokens[at - 1][0].isdecimal():
            yield token, ""


def _plain_text(text: str) -> str:
    """Return text without case, accents, invisible characters and typographic quotes."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
