"""What somebody typed -> a drug and how it was matched, a class, a question back, another medicine, or unknown.

Likeness alone is never enough: a name resolves only when it is known, or when it is close to one name of one drug and
clearly further from every other medicine, ours or not. The cuts were measured on 67 misspellings (63 resolved, none
wrong); a single cut of 0.8 would send clonazolam to clonazepam.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.catalog import Topic
    from core.drugs import Drug
    from core.model import Matched

BRAND_CUT = 0.75
"""Least likeness (1 - optimal string alignment distance / length) at which a brand is taken for meant."""
GENERIC_CUT = 0.85
"""The same for generic names, which differ from each other by less."""
LEAD = 0.10
"""How far the best drug has to be ahead of the next one."""
ASK_CUT = 0.65
"""From here on the reader is asked; below, the name is unknown."""
LOOK_ALIKE_CUT = 0.75
"""How alike another medicine's name is to one of ours before it is worth offering ours."""
READ_LIMIT = 2_000
"""Code points of a text that are looked at."""
MOST_COMPARED = 16
"""Unknown words of one text that are compared with the names."""
SHORTEST_COMPARED = 4
"""Letters that a word needs to be compared: three are like too many names."""
MOST_CHOICES = 5
"""Drugs that are offered in a question back."""
_ROUNDING = 1e-9

Found = Literal["drug", "class", "ask", "other", "unknown"]
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_AMOUNT = re.compile(r"\d+(?:mg|mcg|ug|µg|g|ml|x|s)?|(?:mg|mcg|ug|ml|milligrams?|micrograms?)")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name turned out to be.

    `drug` is an INN; `class_` a class (of an "other" one: the class whose safety line it shares); `name` the known name
    that was meant ("Klonopin"); `written` what was typed, normalised; `choices` the INNs to offer, `several` if all of
    them were named; `used` the positions of the words that made the name.
    """

    found: Found
    drug: str | None = None
    class_: str | None = None
    matched: Matched | None = None
    name: str = ""
    written: str = ""
    choices: tuple[str, ...] = ()
    used: frozenset[int] = frozenset()
    several: bool = False


class Medicine(NamedTuple):
    """A medicine that is not of the topic; `family` is the class of the topic that it belongs to all the same."""

    name: str
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is not of any topic: other medicines by name, ordinary words that look like a drug, words of no meaning.

    `plain` are those of no meaning with which nothing can be told of anybody: forms of a medicine, "and", "of".
    """

    others: Mapping[str, Medicine]
    ordinary: frozenset[str]
    noise: frozenset[str]
    plain: frozenset[str] = frozenset()


def normalise(text: str) -> str:
    """Return text as names are compared: no accents, case, invisible characters or typographic quotes."""
    if text.isascii():
        return text[:READ_LIMIT].casefold()
    plain = unicodedata.normalize("NFKD", text[:READ_LIMIT]).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Me", "Cf"})


def words_of(text: str) -> list[str]:
    """Return the normalised words of a text; a possessive 's is not part of a word."""
    return [word.removesuffix("'s").replace("'", "") for word in _WORD.findall(normalise(text))]


class Names:
    """All names of one topic, ready to be asked."""

    def __init__(self, topic: Topic, vocabulary: Vocabulary) -> None:
        self._topic = topic
        self._vocabulary = vocabulary
        self._index: dict[str, Resolution] = {}
        self._weak = set(vocabulary.ordinary)
        for drug in topic.drugs.values():
            self._add_drug(drug)
        for drug in topic.drugs.values():
            self._add_doubtful(drug)
        for one in topic.classes:
            self._add(Resolution("class", class_=one.id), (one.id, one.name, one.plural, *one.words))
            self._add(Resolution("ask", class_=one.id), one.ask)
        for name, medicine in vocabulary.others.items():
            self._index.setdefault(name, Resolution("other", class_=medicine.family, name=medicine.name))
        spelt = {inn: drug.spellings for inn, drug in topic.drugs.items() if drug.spellings}
        self._confused = {inn: keys(spellings.confused_with) for inn, spellings in spelt.items()}
        self._longest = max(len(name.split()) for name in self._index)
        self._own = {n: r for n, r in self._index.items() if r.matched in {"generic", "brand"}}
        self._compared = [name for name, one in self._index.items() if name in self._own or one.found == "other"]

    @property
    def known(self) -> Mapping[str, str]:
        """Every name that resolves -> its INN."""
        return {name: one.drug for name, one in self._index.items() if one.found == "drug" and one.drug}

    def resolve(self, text: str) -> Resolution:
        """Find the drug that a text names. Only what was typed decides, never what is most asked."""
        return self.resolve_words(words_of(text))

    def resolve_words(self, words: Sequence[str], skip: frozenset[str] = frozenset()) -> Resolution:
        """Do the same for words already taken apart; words in `skip` mean something else and are never compared."""
        plain = sum(not self.is_noise(word) and word not in skip for word in words)
        hits = [hit for hit in self._hits(words) if hit.written not in self._weak or len(hit.used) >= plain]
        drugs = {hit.drug: hit for hit in hits if hit.found == "drug"}
        if drugs:
            return _one_of(drugs, words)
        for found in ("other", "class", "ask"):
            for hit in hits:
                if hit.found == found:
                    return replace(hit, choices=hit.choices or self._lookalikes(hit))
        return self._compare(words, skip)

    def is_noise(self, word: str) -> bool:
        """Tell whether a word says nothing about which medicine is meant: an amount, a form, a filler."""
        return word in self._vocabulary.noise or _AMOUNT.fullmatch(word) is not None

    def is_plain(self, word: str) -> bool:
        """Tell whether a word is an amount, a form or a joint: with it nobody says what they did or will do."""
        return word in self._vocabulary.plain or _AMOUNT.fullmatch(word) is not None

    def alike(self, word: str) -> tuple[str, ...]:
        """Return the INNs whose names look like `word` and start like it, the most alike first; at most three."""
        from core.likeness import likeness  # noqa: PLC0415 - see there

        scores: dict[str, float] = {}
        for name, one in self._own.items():
            if one.drug and name[:2] == word[:2]:
                scores[one.drug] = max(likeness(word, name), scores.get(one.drug, 0))
        near = [drug for drug, score in scores.items() if score >= LOOK_ALIKE_CUT]
        return tuple(sorted(near, key=lambda drug: -scores[drug])[:3])

    def starting(self, typed: str) -> Iterator[tuple[str, str]]:
        """Yield (name, INN) of the names that begin with `typed`, drugs in the topic's order, INNs first."""
        start = key(typed)
        for drug in self._topic.drugs.values():
            for name in _own_names(drug):
                if key(name).startswith(start):
                    yield name, drug.inn

    def _add(self, what: Resolution, names: Iterable[str]) -> None:
        for name in names:
            self._index.setdefault(key(name), what)

    def _add_drug(self, drug: Drug) -> None:
        self._add(Resolution("drug", drug.inn, matched="generic", name=drug.inn), [drug.inn])
        for name in _own_names(drug)[1:]:
            self._add(Resolution("drug", drug.inn, matched="brand", name=name), [name])
        if drug.spellings:
            self._add(Resolution("drug", drug.inn, matched="slang", name=drug.inn), drug.spellings.slang)
            self._add(Resolution("drug", drug.inn, matched="spelling"), drug.spellings.names)

    def _add_doubtful(self, drug: Drug) -> None:
        """Add the names that are asked back; one that several drugs share offers all of them."""
        brands, spellings = drug.brands, drug.spellings
        doubtful = [*brands.ask, *(mix.name for mix in brands.combination)] if brands else []
        doubtful += [*spellings.ask, *spellings.in_context] if spellings else []
        self._weak |= keys(spellings.in_context) if spellings else set()
        for name in map(key, doubtful):
            before = self._index.get(name, Resolution("ask"))
            if before.found == "ask":
                self._index[name] = replace(before, choices=(*before.choices, drug.inn))

    def _hits(self, words: Sequence[str]) -> Iterator[Resolution]:
        """Yield the known names in a text from left to right, the longest first."""
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                written = " ".join(words[at : at + length])
                if known := self._index.get(written):
                    name = known.name or self._meant(known.drug, written)
                    yield replace(known, name=name, written=written, used=frozenset(range(at, at + length)))
                    at += length - 1
                    break
            at += 1

    def _meant(self, inn: str | None, written: str) -> str:
        """Return the drug's own name that a misspelling is nearest to: Klonopin for klonipin."""
        from core.likeness import likeness  # noqa: PLC0415 - see there

        if inn is None:
            return ""
        return max(_own_names(self._topic.drugs[inn]), key=lambda own: likeness(key(own), written))

    def _lookalikes(self, hit: Resolution) -> tuple[str, ...]:
        """Return the drugs of ours that another medicine is mixed up with, known mix-ups first."""
        if hit.found != "other":
            return ()
        known = [inn for inn, names in self._confused.items() if {hit.written, key(hit.name)} & names]
        return tuple(dict.fromkeys((*known, *self.alike(hit.written))))

    def _compare(self, words: Sequence[str], skip: frozenset[str]) -> Resolution:
        """Compare the words that nothing knows with all names, and believe the best only where it is clear."""
        unknown = [at for at, word in enumerate(words) if self._is_worth_comparing(word) and word not in skip]
        results = [self._compare_word(words[at], at) for at in unknown[:MOST_COMPARED]]
        drugs = {one.drug: one for one in results if one.found == "drug"}
        if drugs:
            return _one_of(drugs, words)
        ranked = [one for found in ("other", "ask") for one in results if one.found == found]
        return ranked[0] if ranked else Resolution("unknown", written=" ".join(words))

    def _is_worth_comparing(self, word: str) -> bool:
        return len(word) >= SHORTEST_COMPARED and word not in self._vocabulary.ordinary and not self.is_noise(word)

    def _compare_word(self, word: str, at: int) -> Resolution:
        """Compare one word: it is taken for a name that it is like, if it is clearly less like any other."""
        best: dict[str, tuple[float, Resolution]] = {}
        from core.likeness import most_like  # noqa: PLC0415 - see there

        for name, score in most_like(word, self._compared, ASK_CUT - LEAD):
            one = self._index[name]
            owner = one.drug or ""  # all that are not ours count as one: which of them is meant changes nothing
            if owner not in best or score > best[owner][0]:
                best[owner] = (score, one)
        here = Resolution("unknown", written=word, used=frozenset({at}))
        ranked = sorted(best.values(), key=lambda scored: -scored[0])
        if not ranked or ranked[0][0] < ASK_CUT:
            return here
        score, first = ranked[0]
        ahead = score - ranked[1][0] if len(ranked) > 1 else 1.0
        if score >= (GENERIC_CUT if first.matched == "generic" else BRAND_CUT) and ahead >= LEAD - _ROUNDING:
            matched: Matched | None = "spelling" if first.drug else None
            return replace(first, matched=matched, written=word, used=here.used)
        nearest = max((how for how, one in ranked if one.drug), default=0.0)
        choices = tuple(one.drug for how, one in ranked if one.drug and how >= max(ASK_CUT, nearest - LEAD))
        return replace(here, found="ask", choices=choices[:MOST_CHOICES]) if choices else here


def key(name: str) -> str:
    """Return a name as the index holds it."""
    if name.isascii() and name.isalpha():  # as most are, of thousands at every start
        return name.lower()
    return " ".join(words_of(name))


def keys(names: Iterable[str]) -> frozenset[str]:
    """Return names as the index holds them."""
    return frozenset(map(key, names))


def _own_names(drug: Drug) -> tuple[str, ...]:
    """Return the generic name and the brands that resolve to it."""
    return (drug.inn, *(drug.brands.sold if drug.brands else ()))


def _one_of(drugs: Mapping[str | None, Resolution], words: Sequence[str]) -> Resolution:
    """Return the only drug found, or ask which of them is meant."""
    if len(drugs) == 1:
        return next(iter(drugs.values()))
    used = frozenset().union(*(hit.used for hit in drugs.values()))
    choices = tuple(inn for inn in drugs if inn)[:MOST_CHOICES]
    return Resolution(
        "ask", written=" ".join(words[at] for at in sorted(used)), choices=choices, used=used, several=True
    )
