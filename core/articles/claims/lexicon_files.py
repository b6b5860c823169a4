"""`config/medicines.toml`, `config/articles/` and the topics -> the lexicon by which articles are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.articles.claims.cues import words_of
from core.articles.claims.lexicon import Lexicon, Name
from core.errors import ConfigError
from core.names import keys
from core.toml import Document
from core.vocabulary import _Medicines, load_vocabulary  # the shape of medicines.toml is told there, once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from core.catalog import Topic
    from core.drugs import Drug

NAMES = "articles/names.toml"
CLASSES = "articles/classes.toml"
SHORTEST_SPELLING = 5
"""Letters of a known misspelling that counts in an article: shorter ones are too often something else."""
_Names = dict[tuple[str, ...], Name]


@dataclass(frozen=True, slots=True, eq=False)
class NameRules:
    """The file names.toml, which says what each of its lists is for."""

    not_medicines: tuple[str, ...]
    not_names: tuple[str, ...]
    doubtful: tuple[str, ...]
    medicine_words: tuple[str, ...]
    own_substances: tuple[str, ...]
    given: tuple[str, ...]
    in_the_body: tuple[str, ...]
    beside: tuple[str, ...]
    shows_a_pair: tuple[str, ...]
    forms: tuple[str, ...]
    not_brands: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _ClassWords:
    words: dict[str, tuple[str, ...]]


def load_lexicon(config: Path, topics: Mapping[str, Topic]) -> Lexicon:
    """Read the names of all medicines in a config folder. Raises ConfigError with all mistakes."""
    rules_file, classes_file = Document(config / NAMES, NAMES), Document(config / CLASSES, CLASSES)
    medicines_file = Document(config / "medicines.toml", "medicines.toml")
    rules = rules_file.take(NameRules, rules_file.data, ())
    class_words = classes_file.take(_ClassWords, classes_file.data, ())
    medicines = medicines_file.take(_Medicines, medicines_file.data, ())
    if class_words and medicines:
        known = {one.id for one in medicines.classes}
        for one in class_words.words.keys() - known:
            classes_file.mistake(("words", one), f"there is no class {one!r} in medicines.toml")
        for at, one in enumerate(rules.not_medicines if rules else ()):
            if one not in known:
                rules_file.mistake(("not_medicines", at), f"there is no class {one!r} in medicines.toml")
    mistakes = [*rules_file.mistakes, *classes_file.mistakes, *medicines_file.mistakes]
    if mistakes or rules is None or class_words is None or medicines is None:
        raise ConfigError(mistakes)
    ordinary = load_vocabulary(config).ordinary
    drugs = [drug for topic in topics.values() for drug in topic.drugs.values()]
    names = dict.fromkeys(map(words_of, rules.not_names), Name(()))
    names |= _names_of_medicines(medicines, rules) | _names_of_drugs(drugs, ordinary)
    own = frozenset(one.id for topic in topics.values() for one in topic.classes)
    return Lexicon(_with_doubts(names, rules), _classes(class_words, topics), own, rules)


def _names_of_medicines(medicines: _Medicines, rules: NameRules) -> _Names:
    """Return the names of every other medicine; what a combination is made of has its own INN as a name too."""
    names: _Names = {}
    for one in medicines.classes:
        if one.id in rules.not_medicines:
            continue
        for inn, others in one.names.items():
            inns = tuple(inn.split("/"))
            for part in inns:
                names.setdefault(words_of(part), Name((part,)))
            for name in others:
                brand = name.split()[0] != name.split()[0].lower()  # "vitamin D" is none
                names[words_of(name)] = Name(inns, brand=brand, capital=brand)
    return names


def _names_of_drugs(drugs: Iterable[Drug], ordinary: frozenset[str]) -> _Names:
    names: _Names = {}
    for drug in drugs:
        names[words_of(drug.inn)] = Name((drug.inn,))
        for brand, inns, is_sure in _brands(drug):
            capital = not is_sure or bool(keys([brand]) & ordinary)
            names[words_of(brand)] = Name(inns, brand=True, capital=capital)
        for spelling in drug.spellings.names if drug.spellings else ():
            if len(spelling) >= SHORTEST_SPELLING and not keys([spelling]) & ordinary:
                names.setdefault(words_of(spelling), Name((drug.inn,)))
    return names


def _brands(drug: Drug) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield the brands of a drug, what is in them, and whether a chat takes them for it without asking back.

    An article names a medicine beside other words, so that names for which a chat asks back are known here too.
    """
    if drug.brands:
        yield from ((brand, (drug.inn,), True) for brand in drug.brands.sold)
        yield from ((brand, (drug.inn,), False) for brand in drug.brands.ask)
        yield from ((mix.name, (drug.inn, mix.with_), False) for mix in drug.brands.combination)


def _with_doubts(names: _Names, rules: NameRules) -> _Names:
    doubtful = set(map(words_of, rules.doubtful))
    own = set(rules.own_substances)
    return {
        words: name._replace(doubtful=words in doubtful, own_substance=len(name.inns) == 1 and name.inns[0] in own)
        for words, name in names.items()
    }


def _classes(class_words: _ClassWords, topics: Mapping[str, Topic]) -> dict[tuple[str, ...], str]:
    classes = {words_of(word): one for one, words in class_words.words.items() for word in words}
    for topic in topics.values():
        for one in topic.classes:
            classes |= dict.fromkeys(map(words_of, (one.id, one.name, one.plural, *one.words)), one.id)
    return classes
