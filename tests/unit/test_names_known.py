"""Every name that stands in the topic leads to its drug, and says how it was matched, whatever stands around it."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.everything import benzo

from core.names import Names, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.app import App
    from core.catalog import Topic
    from core.model import Matched
    from core.names import Vocabulary


def known_names() -> Iterator[tuple[str, str, Matched]]:
    """Yield (name, INN, how it is matched) of everything that must resolve."""
    for drug in benzo().drugs.values():
        yield drug.inn, drug.inn, "generic"
        for name in drug.brands.sold if drug.brands else ():
            yield name, drug.inn, "brand"
        for name in drug.spellings.names if drug.spellings else ():
            yield name, drug.inn, "spelling"
        for name in drug.spellings.slang if drug.spellings else ():
            yield name, drug.inn, "slang"


KNOWN = tuple(known_names())

FORMS = (
    "{}",
    "  {}\n",
    "{} 0.5mg",
    "{} 10 mg tablets",
    "my 2mg {}",
    "{}??",
    "{}!!!",
    "({})",
    "“{}”",
    "{}, please",
    "{} 💊💊",
    "💊{}💊",
    "{}'s",
    "{}\N{RIGHT SINGLE QUOTATION MARK}s",
    "what is {}?",
    "is {} safe",
    "*{}*",
    "#{}",
)


@pytest.mark.parametrize("form", FORMS)
def test_every_name_leads_to_its_drug_whatever_stands_around_it(names: Names, form: str) -> None:
    wrong = []
    for name, inn, matched in KNOWN:
        found = names.resolve(form.format(name))
        if (found.found, found.drug, found.matched) != ("drug", inn, matched):
            wrong.append((form.format(name), found.found, found.drug, found.matched))
    assert not wrong


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def accented(text: str) -> str:
    return text.translate(str.maketrans("aeiounz", "áèïôûñž"))


def decomposed(text: str) -> str:
    return "".join(c + "\N{COMBINING ACUTE ACCENT}" if c in "aeiou" else c for c in text)


def with_invisibles(text: str) -> str:
    return "\N{ZERO WIDTH SPACE}".join(text) + "\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}"


@pytest.mark.parametrize("disguise", [str.upper, str.swapcase, wide, accented, decomposed, with_invisibles])
def test_every_name_is_seen_through_case_accents_and_width(names: Names, disguise: Callable[[str], str]) -> None:
    found = {name: names.resolve(disguise(name)) for name, _, _ in KNOWN}
    assert [name for name, inn, matched in KNOWN if (found[name].drug, found[name].matched) != (inn, matched)] == []


@pytest.mark.parametrize(
    ("typed", "inn", "matched"),
    [
        ("xanax 0.5mg", "alprazolam", "brand"),
        ("klonipin??", "clonazepam", "spelling"),
        ("zanax bars 💊", "alprazolam", "spelling"),
        ("Xanax's", "alprazolam", "brand"),
        ("XANAX!!!", "alprazolam", "brand"),
        ("my 2mg xanax", "alprazolam", "brand"),
        ("xanax bars", "alprazolam", "brand"),  # bars is a form, like tablets
        ("Klonipin", "clonazepam", "spelling"),
        ("Xanex", "alprazolam", "spelling"),
        ("klonipan", "clonazepam", "spelling"),
        ("clonzapam", "clonazepam", "spelling"),
        ("valium", "diazepam", "brand"),
        ("cloBAZam", "clobazam", "generic"),
        ("clonazePAM", "clonazepam", "generic"),
    ],
)
def test_names_as_people_type_them(names: Names, typed: str, inn: str, matched: str) -> None:
    found = names.resolve(typed)
    assert (found.found, found.drug, found.matched) == ("drug", inn, matched)


def test_the_answer_says_how_the_name_was_understood(app: App) -> None:
    from bots.console.commands import to_query  # noqa: PLC0415

    title = app.answer(to_query(app, "klonipin")).title
    assert title == "Klonopin (clonazepam). You wrote “klonipin”."
    assert app.answer(to_query(app, "XANAX")).title == "Xanax (alprazolam)"


@pytest.mark.parametrize("typed", ["xanax and valium", "klonopin or ativan?", "ambien, zopiclone", "xanex + klonipin"])
def test_two_drugs_are_asked_back(names: Names, typed: str) -> None:
    found = names.resolve(typed)
    assert found.found == "ask"
    assert len(found.choices) == 2


def test_the_same_drug_twice_is_that_drug(names: Names) -> None:
    assert names.resolve("xanax (alprazolam)").drug == "alprazolam"
    assert names.resolve("klonipin aka clonazepam").drug == "clonazepam"


BRANDS_THAT_ARE_WORDS = {"sonata": "zaleplon", "versed": "midazolam", "intermezzo": "zolpidem"}


@pytest.mark.parametrize(("word", "inn"), BRANDS_THAT_ARE_WORDS.items())
def test_a_brand_that_is_a_word_means_the_drug_only_alone(names: Names, word: str, inn: str) -> None:
    assert names.resolve(word).drug == inn
    assert names.resolve(f"{word.title()} 10 mg").drug == inn
    for sentence in ("we heard the {} on the piano", "she was well {} in old music", "nobody liked that {} yesterday"):
        assert names.resolve(sentence.format(word)).drug is None


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_drugs_in_the_file_decides_nothing(topic: Topic, vocabulary: Vocabulary, seed: int) -> None:
    inns = list(topic.drugs)
    random.Random(seed).shuffle(inns)  # noqa: S311 - a repeatable order, no secret
    shuffled = Names(replace(topic, drugs={inn: topic.drugs[inn] for inn in inns}), vocabulary)
    original = Names(topic, vocabulary)
    typed = [name for name, _, _ in KNOWN[:: seed + 3]] + [name[:-1] + "q" for name, _, _ in KNOWN[::11]]
    for name in typed:
        here, there = original.resolve(name), shuffled.resolve(name)
        assert (here.found, here.drug, here.matched) == (there.found, there.drug, there.matched), name
        assert set(here.choices) == set(there.choices) or len(here.choices) == 5, name


@pytest.mark.parametrize("word", ["ladders", "peaches", "bars"])
def test_slang_that_is_an_ordinary_word_is_asked_back_alone_and_says_nothing_in_a_sentence(
    names: Names, word: str
) -> None:
    found = names.resolve(word)
    assert (found.found, found.drug, found.choices) == ("ask", None, ("alprazolam",))
    assert names.resolve(f"we bought some nice {word} yesterday").found == "unknown"


def test_names_of_any_number_of_words_are_found(topic: Topic, vocabulary: Vocabulary) -> None:
    long = "One Two Three Four Five Six Seven"
    drug = topic.drugs["diazepam"]
    assert drug.brands
    sold = replace(drug, brands=replace(drug.brands, elsewhere=(*drug.brands.elsewhere, long)))
    names = Names(replace(topic, drugs={**topic.drugs, "diazepam": sold}), vocabulary)
    found = names.resolve(f"what is {long} for")
    assert (found.drug, found.name, found.used) == ("diazepam", long, frozenset(range(2, 9)))
    vaccine = names.resolve("the tetanus, diphtheria and pertussis vaccine")
    assert (vaccine.found, vaccine.name) == ("other", "tetanus, diphtheria and pertussis vaccine")


def test_no_two_drugs_share_a_name() -> None:
    owners: dict[str, set[str]] = {}
    for name, inn, _ in KNOWN:
        owners.setdefault(key(name), set()).add(inn)
    assert {name: inns for name, inns in owners.items() if len(inns) > 1} == {}
