"""Names of medicines in running text -> INN: the topics' drugs, and every other medicine of `config/medicines.toml`.

Only exact names count. "Xanax's", "diazepam-treated" and "olanzapine/fluoxetine" hold names; a name of two
medicines (Librax) stands for both. When a name counts is told in `config/articles/names.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.articles.claims.cues import Met, Phrasebook, Wording, words_of, written_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.articles.claims.lexicon_files import NameRules


class Name(NamedTuple):
    """What a name stands for, and when it counts.

    `inns` are several for a combination, none for a phrase that only looks like a name. `brand` tells it from generic
    names; a `capital` brand counts only when it is written with one, a `doubtful` one only beside a word that shows a
    medicine, an `own_substance`, which bodies and food hold too, only where it is given.
    """

    inns: tuple[str, ...]
    brand: bool = False
    capital: bool = False
    doubtful: bool = False
    own_substance: bool = False


class Lexicon:
    """All names of medicines and of their classes, ready to be looked for.

    `topic_classes` are the ids of the topics' own classes; `classes_in` returns those of other medicines too.
    """

    def __init__(
        self,
        names: Mapping[tuple[str, ...], Name],
        classes: Mapping[tuple[str, ...], str],
        topic_classes: frozenset[str],
        rules: NameRules,
    ) -> None:
        self.rules = rules
        self.topic_classes = topic_classes
        self._names = Phrasebook(names)
        self._classes = Phrasebook(classes)
        self._medicine_words = word_set(rules.medicine_words)
        self._given = word_set(rules.given)
        self._in_the_body = word_set(rules.in_the_body)

    @property
    def first_words(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words with which names of medicines begin, and those of names of classes."""
        return self._names.first_words, self._classes.first_words

    def drugs_in(self, text: str) -> tuple[str, ...]:
        """Return the INNs that a sentence names, in reading order, each once."""
        written = written_words(text)
        return self.drugs_among(written, Wording().of(written))

    def classes_in(self, text: str) -> tuple[str, ...]:
        """Return the ids of the classes that a sentence names by their words: of topics, and of other medicines."""
        return self.classes_among(words_of(text))

    def drugs_among(self, written: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
        """Do as `drugs_in` for the words of one sentence, as they are written and as they are looked up."""
        found: dict[str, None] = {}
        for met in self._names.find(words):
            if self._counts(met, written, words):
                found |= dict.fromkeys(met.what.inns)
        return tuple(found)

    def classes_among(self, words: Sequence[str]) -> tuple[str, ...]:
        """Do as `classes_in` for words as they are looked up."""
        return tuple(dict.fromkeys(met.what for met in self._classes.find(words)))

    def names_among(self, written: Sequence[str], words: Sequence[str]) -> list[Met[Name]]:
        """Return every name among words, also a doubtful one, but none without the capital that it needs."""
        return [met for met in self._names.find(words) if met.what.inns and _is_written_right(met, written)]

    def _counts(self, met: Met[Name], written: Sequence[str], words: Sequence[str]) -> bool:
        name = met.what
        if not _is_written_right(met, written) or (name.doubtful and self._medicine_words.isdisjoint(words)):
            return False
        if not name.own_substance:
            return True
        in_the_body = met.end < len(words) and words[met.end] in self._in_the_body
        return not in_the_body and not self._given.isdisjoint(words)


def word_set(phrases: Iterable[str]) -> frozenset[str]:
    """Return every word of some phrases as it is looked up."""
    return frozenset(word for phrase in phrases for word in words_of(phrase))


def _is_written_right(met: Met[Name], written: Sequence[str]) -> bool:
    return not met.what.capital or any(word != word.lower() for word in written[met.start : met.end])
