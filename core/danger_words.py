"""A message as the danger rules see it: a list of plain words, with medicines and numbers marked.

`I don't wanna... took 20 klonipins!` becomes `i dont wanna took MANY STRONG .`. What is done here decides no more
than which words are the same word; whether they mean danger is decided by the rules (`core/danger.py`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from core.danger_files import Words, listed
from core.danger_quotes import QUOTE, TAKEN_OUT, unquoted
from core.danger_typos import Typos

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.danger_reading import Lists

DRUG, STRONG = "DRUG", "STRONG"
_NUMBER = re.compile(r"[.,]?\d+(?:[.,]\d+)?(?:\s?(?:mgs?|milligrams?)\b)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}$)")
_PAUSE = re.compile(r"\.{2,}|\s+\.(?=\w)")
_NO_WORD = re.compile(r"[^\w'*.!?;\n\"=]+")
_APART = dict.fromkeys(",:()[]{}<>/\\|-_+#$%^&~\t\r@", " ") | {one: f" {one} " for one in '.!?;\n"='}
"""What stands between words, and the marks that stay, as they are replaced: three times as fast as a pattern."""
_LOOKED_FOR = frozenset(_APART) | frozenset("0123456789")
_OPENING = re.compile(r"(?<!\w)'(?=\w)")
_SINGLE_QUOTES = re.compile(r"(?<!\w)'(?=\w)|(?<=[\w.!?])'(?!\w)")
_MARKS = {"?": "?", ".": ".", "!": ".", ";": ".", "\n": ".", QUOTE: QUOTE, "=": "equals"}
_NUMBERS = {one: one for one in ("FEW", "MANY", "YEAR", "MG", "SOMEMG", "MUCHMG")}
_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "`": "'", "\u201c": '"', "\u201d": '"', "\xab": '"', "\xbb": '"', "\u2026": ".."}
)
_LEAST_LETTERS = 5
"""Letters that a word needs before its beginning or ending is taken for a medicine's."""
_YEARS = range(1950, 2100)


class Wording:
    """Writes messages in the words of the rules."""

    def __init__(self, words: Words, names: Mapping[str, str]) -> None:
        """`names` maps every known name, normalised, to its INN."""
        self._words = words
        strong = frozenset(listed(words.strong))
        self._stems, self._endings = tuple(listed(words.stems)), tuple(listed(words.endings))
        self._beginnings = frozenset(one[:3] for one in self._stems)
        self._strong_stems = tuple(listed(words.strong_stems))
        self._not_medicines = frozenset(listed(words.not_medicines))
        spelling = [(one, right) for right, others in words.spelling.items() for one in listed(others)]
        sayings = listed(words.sayings)
        self.same = {one: right for one, right in spelling if " " not in one}
        self.same |= {n: STRONG if inn in strong else DRUG for n, inn in names.items() if " " not in n}
        self._several = frozenset(right for right in words.spelling if " " in right)
        self.same |= {one: TAKEN_OUT for one in sayings if " " not in one}
        self._emoji = {ord(one): f" {meant} " for one, meant in words.emoji.items()}
        self._quoted_from = frozenset(listed(words.quoted_from))
        self._phrases: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
        self._add_phrases((one, right) for one, right in spelling if " " in one)
        self._add_phrases((one, TAKEN_OUT) for one in sayings if " " in one)
        self._add_phrases((n, STRONG if inn in strong else DRUG) for n, inn in names.items() if " " in n)

    def know(self, lists: Lists) -> None:
        """Take the words of these lists as they are: they are no misspellings, and misspellings become them."""
        self._lists = lists

    @cached_property
    def _known(self) -> dict[str, str]:
        """Return what every known word stands for."""
        ordinary = {one: one for one in listed(self._words.ordinary)}
        named = {one: one for words in self._lists.holding for one in words.split() if not one.isdecimal()}
        return ordinary | named | self.same | _MARKS | _NUMBERS

    @cached_property
    def _typos(self) -> Typos:
        return Typos(listed(self._words.guarded))

    def write(self, text: str) -> list[str]:
        """Return the message in the words of the rules, "." and "?" between sentences and at the end."""
        tokens = self._marked(self._tokens(self._plain_text(self._cut(text))))
        if QUOTE in tokens:
            tokens = unquoted(tokens, self._quoted_from)
        return [*self._joined(tokens), "."]

    def _cut(self, text: str) -> str:
        start, end = self._words.read_start, self._words.read_end
        return text if len(text) <= start + end else f"{text[:start]}\n{text[-end:]}"

    def _plain_text(self, text: str) -> str:
        """Return text without case, accents, invisible characters and typographic quotes; emoji as words."""
        if text.isascii():
            plain = text.lower()
        else:
            text = text.translate(_PLAIN).translate(self._emoji)
            plain = unicodedata.normalize("NFKD", text).casefold()
            for one in {*plain}:
                if not one.isascii() and unicodedata.category(one) in {"Mn", "Me", "Cf"}:
                    plain = plain.replace(one, "")
        if "'" in plain and _OPENING.search(plain):
            return _SINGLE_QUOTES.sub(QUOTE, plain)
        return plain

    def _tokens(self, plain: str) -> list[str]:
        """Return the words and marks of a plain text, with numbers as what they stand for."""
        found = _LOOKED_FOR.intersection(plain)
        if not found.isdisjoint("0123456789"):
            plain = _NUMBER.sub(self._number, plain)
        if ".." in plain:
            plain = _PAUSE.sub(" ", plain)
        if not plain.isascii():
            plain = _NO_WORD.sub(" ", plain)
        for one in found.intersection(_APART):
            plain = plain.replace(one, _APART[one])
        return plain.split()

    def _marked(self, tokens: list[str]) -> list[str]:
        """Return each token as the word that stands for it."""
        known = self._known
        found = [known.get(token) or self._word(token) for token in tokens]
        if self._several.isdisjoint(found):
            return found
        return " ".join(found).split()

    def _word(self, word: str) -> str:
        """Return what an unknown word stands for: a medicine, a misspelling, or itself."""
        known = self._known
        if "'" in word or "*" in word:
            plain = word.replace("'", "").replace("*", "")
            if same := known.get(plain):
                return same
            if word.endswith("'s") and (same := known.get(word[:-2])):
                return same
            word = plain
        if len(word) < _LEAST_LETTERS - 1:
            return word
        if len(word) >= _LEAST_LETTERS and self._is_medicine(word):
            return STRONG if word.startswith(self._strong_stems) else DRUG
        if right := self._typos.right(word, known):
            return known.get(right, right)
        return word

    def _is_medicine(self, word: str) -> bool:
        if word in self._not_medicines:
            return False
        return (word[:3] in self._beginnings and word.startswith(self._stems)) or word.endswith(self._endings)

    def _number(self, found: re.Match[str]) -> str:
        """Return a number as a word: much or little, a year, an amount."""
        token, start = found[0], found.start()
        if start and found.string[start - 1].isalpha():
            return token
        digits = _THOUSANDS.sub("", token.lstrip(",").rstrip("milgras ")).replace(",", ".")
        if digits.count(".") > 1:  # the end of 127.0.0.1
            digits = digits.lstrip(".")
        value = float(digits)
        if token[-1].isalpha():
            return (
                " MUCHMG " if value >= self._words.much_mg else " SOMEMG " if value >= self._words.some_mg else " MG "
            )
        if len(digits) == 4 and int(value) in _YEARS:  # noqa: PLR2004 - a year has four digits
            return " YEAR "
        return " MANY " if value >= self._words.many else " FEW "

    def _add_phrases(self, pairs: Iterable[tuple[str, str]]) -> None:
        same = self.same
        for phrase, meant in pairs:
            words = tuple([same.get(one, one) for one in phrase.split()])
            found = self._phrases.setdefault(words[:2], [])
            found.append((words, meant))
            if len(found) > 1:
                found.sort(key=lambda pair: -len(pair[0]))

    def _joined(self, tokens: list[str]) -> list[str]:
        """Put the words of a phrase together; sayings become the word `~`, so that nothing is read across them."""
        phrases = self._phrases
        beginnings = [at for at, pair in enumerate(pairwise(tokens)) if pair in phrases]
        if not beginnings:
            return tokens
        joined: list[str] = []
        done = 0
        for at in beginnings:
            if at < done:
                continue
            for words, meant in phrases[tokens[at], tokens[at + 1]]:
                if len(words) == 2 or tuple(tokens[at : at + len(words)]) == words:  # noqa: PLR2004
                    joined += [*tokens[done:at], *meant.split()]
                    done = at + len(words)
                    break
        return joined + tokens[done:]
