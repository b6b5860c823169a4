"""What is not one of ours is never pulled in: other medicines, ordinary words, any text at all."""

from __future__ import annotations

import random
from string import ascii_lowercase
from typing import TYPE_CHECKING

import pytest
from fakes.beside import dictionary
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.model import Query
from core.names import ASK_CUT, key, keys, normalise, words_of

if TYPE_CHECKING:
    from core.app import App
    from core.catalog import Topic
    from core.names import Names, Vocabulary

NOT_OURS = (
    *("clonidine", "Catapres", "clozapine", "Zantac", "clonazolam", "etizolam", "flualprazolam", "bromazolam"),
    *("phenazepam", "diclazepam", "flubromazolam", "Celexa", "Zoloft", "Xarelto", "Lamictal", "lorcaserin"),
    *("buspirone", "Buspar", "gabapentin", "tizanidine", "quetiapine", "zolmitriptan", "Sinequan", "Prilosec"),
    *("Valtrex", "Valcyte", "Librela"),
)


@pytest.mark.parametrize("name", NOT_OURS)
@pytest.mark.parametrize("form", ["{}", "{} 0.5mg??", "my 2 mg {}", "what does {} do to memory"])
def test_another_medicine_is_never_taken_for_ours(names: Names, name: str, form: str) -> None:
    assert names.resolve(form.format(name)).drug is None


def test_every_other_medicine_we_know_is_told_as_another_one(
    names: Names, vocabulary: Vocabulary, topic: Topic
) -> None:
    mixes = keys(mix.name for drug in topic.drugs.values() if drug.brands for mix in drug.brands.combination)
    wrong = []
    for name, medicine in vocabulary.others.items():
        found = names.resolve(medicine.name)
        if name in mixes:
            right = found.drug is None
        else:
            right = (found.found, found.drug, key(found.name)) == ("other", None, name)
        if not right:
            wrong.append((medicine.name, found))
    assert not wrong


def test_a_combination_product_is_asked_back_never_answered_as_ours(names: Names, topic: Topic) -> None:
    mixes = [(mix, drug) for drug in topic.drugs.values() if drug.brands for mix in drug.brands.combination]
    assert mixes
    for mix, drug in mixes:
        found = names.resolve(mix.name)
        assert (found.found, found.drug) == ("ask", None)
        assert drug.inn in found.choices


@pytest.mark.parametrize("typed", ["clonidine", "Zantac", "clonazolam", "etizolam", "clozapine"])
def test_another_medicine_gets_no_data_and_no_safe(app: App, typed: str) -> None:
    answer = app.answer(Query("benzo", typed))
    assert (answer.outcome, answer.drug, answer.claims[1:]) == ("unknown", None, ())
    assert "does not mean it is safe" in answer.lines[0].text


@pytest.mark.parametrize("typed", ["clonazolam", "etizolam", "phenazepam"])
def test_another_benzodiazepine_still_carries_the_stopping_line(app: App, topic: Topic, typed: str) -> None:
    answer = app.answer(Query("benzo", typed))
    assert answer.claims == topic.drug_class("benzodiazepine").safety


def slang_and_class_words(topic: Topic) -> frozenset[str]:
    """Words that may be asked back or mean the class: they are in the topic for that."""
    spellings = [drug.spellings for drug in topic.drugs.values() if drug.spellings]
    doubtful = [name for one in spellings for name in (*one.ask, *one.in_context)]
    brands = [name for drug in topic.drugs.values() if drug.brands for name in drug.brands.ask]
    return keys([*doubtful, *brands, *(word for one in topic.classes for word in (*one.words, *one.ask))])


def own_names(topic: Topic) -> frozenset[str]:
    brands = (name for drug in topic.drugs.values() if drug.brands for name in drug.brands.sold)
    return keys([*topic.drugs, *brands])


def test_no_word_of_an_english_dictionary_is_taken_for_a_drug(names: Names, topic: Topic) -> None:
    words = {key(word) for word in dictionary()} - own_names(topic) - slang_and_class_words(topic)
    doubtful = [*names.known, *slang_and_class_words(topic)]
    # Only what is this like one of our names can be taken for it: 15 times fewer words to resolve.
    near = [
        w
        for w in sorted(words)
        if process.extractOne(w, doubtful, scorer=OSA.similarity, score_cutoff=0) and _near(w, doubtful)
    ]
    far = sorted(words - set(near))
    sample = random.Random(2022).sample(far, 2_000)  # noqa: S311 - a repeatable sample, to hold that shortcut
    missing = [word for word in [*near, *sample] if names.resolve(word).found in {"drug", "ask", "class"}]
    assert not missing, "add to config/ordinary_words.txt:\n" + "\n".join(missing)


def _near(word: str, known: list[str]) -> bool:
    return process.extractOne(word, known, scorer=OSA.normalized_similarity, score_cutoff=ASK_CUT) is not None


def test_a_drugs_own_name_in_the_dictionary_is_that_drug(names: Names, topic: Topic) -> None:
    in_both = {key(word) for word in dictionary()} & own_names(topic)
    assert in_both >= {"valium", "librium", "sonata", "versed"}
    assert all(names.resolve(word).found == "drug" for word in in_both)


@pytest.mark.parametrize(
    "sentence",
    [
        "the weather will be fine tomorrow and the train leaves at nine",
        "my cat sat on the school bus",
        "she bought new handlebars and two planks for the shed",
        "can you recommend a good book about active volcanoes",
        "what is the meaning of life",
        "i love peaches and jellies",
        "still not sleeping",
    ],
)
def test_ordinary_sentences_never_resolve(names: Names, sentence: str) -> None:
    assert names.resolve(sentence).drug is None


@settings(max_examples=300)
@given(st.text(max_size=6_000))
def test_any_text_gets_an_answer(app: App, text: str) -> None:
    answer = app.answer(Query("benzo", text))
    assert answer.title
    assert answer.lines
    assert app.suggest("benzo", text) is not None


@settings(max_examples=150)
@given(st.text(alphabet="xanklopiv .'-/{}%s\n💊\N{RIGHT SINGLE QUOTATION MARK}\N{ZERO WIDTH SPACE}0", max_size=60))
def test_text_near_names_gets_an_answer(app: App, text: str) -> None:
    assert app.answer(Query("benzo", text)).lines
    assert app.answer(Query("benzo", f"xanax {text}", kind="mention")).lines


LETTER = st.sampled_from(ascii_lowercase)


@settings(max_examples=300)
@given(data=st.data())
def test_only_what_is_very_like_a_name_and_clearly_less_like_any_other_is_taken_for_it(
    names: Names, topic: Topic, data: st.DataObject
) -> None:
    """Start from a name of ours and change up to four letters of it."""
    own = own_names(topic)
    word = list(data.draw(st.sampled_from(sorted(name for name in own if " " not in name))))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(word) - 1))
        word[at : at + data.draw(st.integers(0, 1))] = data.draw(st.lists(LETTER, max_size=1))
        word = word or ["x"]
    typed = "".join(word)
    found = names.resolve(typed)
    if found.drug and typed not in names.known:
        likeness = {name: OSA.normalized_similarity(typed, name) for name in own}
        best = max(likeness.values())
        assert likeness[key(found.name)] == best
        assert best >= (0.85 if key(found.name) in topic.drugs else 0.75)
        others = [how for name, how in likeness.items() if names.known[name] != found.drug]
        assert best - max(others) >= 0.0999


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert words_of(" ".join(words_of(text))) == words_of(text)
    assert normalise(normalise(text)[:2_000])[:50] == normalise(text)[:50]
