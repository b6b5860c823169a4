"""Misspellings that no list of ours has: most are understood, none is understood wrongly."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from fakes.beside import material

from core.names import key

if TYPE_CHECKING:
    from core.names import Names

MISSPELT = {
    "alprazolam": "xanacs xanaks xanacks alprasolam alprazzolam alprazolma xanaxx xanaxz",
    "clonazepam": "klonapinn clonazepamm klonopinn clonazeppam",
    "lorazepam": "ativin atavan attivan lorazapam lorazipam larazepam",
    "diazepam": "vallium valiumm dyazepam diasepam",
    "chlordiazepoxide": "libreum librim chlordiazepoxyde chlordiazapoxide",
    "temazepam": "temazapam temezepam restorill restaril",
    "clorazepate": "tranxine clorazapate",
    "triazolam": "triazalam halcon halcionn",
    "midazolam": "midazalom midazolan midazolum",
    "clobazam": "clobazan clobasam onfie",
    "lormetazepam": "lormetazapam",
    "flunitrazepam": "rohypnoll",
    "zolpidem": "ambiem zolpidam ambienn",
    "zopiclone": "imovain zopiklone",
    "eszopiclone": "lunista eszopiclon eszopeclone",
    "zaleplon": "zaleplom zalaplon sonatta",
    "quazepam": "quazapam",
    "estazolam": "estazolan",
    "flurazepam": "flurazapam",
    "remimazolam": "remimazolan",
}
PAIRS = tuple((word, inn) for inn, words in MISSPELT.items() for word in words.split())


def test_none_of_these_misspellings_is_in_our_lists(names: Names) -> None:
    assert [word for word, _ in PAIRS if key(word) in names.known] == []
    assert len(PAIRS) >= 40


def test_no_misspelling_is_taken_for_another_drug(names: Names) -> None:
    found = {word: names.resolve(word) for word, _ in PAIRS}
    assert [(word, found[word].drug) for word, inn in PAIRS if found[word].drug not in {None, inn}] == []


def test_most_misspellings_are_understood_and_the_rest_mostly_asked_back(names: Names) -> None:
    found = {word: names.resolve(word) for word, _ in PAIRS}
    understood = [word for word, inn in PAIRS if found[word].drug == inn]
    offered = [word for word, inn in PAIRS if inn in found[word].choices]
    assert len(understood) >= 0.85 * len(PAIRS)
    assert len(understood) + len(offered) >= 0.97 * len(PAIRS)
    assert all(found[word].matched == "spelling" for word in understood)


@pytest.mark.parametrize("word", ["larazepam", "azepam", "zolam", "clorazepam", "zolpiclone", "clozepam", "triazepam"])
def test_what_could_be_two_drugs_is_not_decided(names: Names, word: str) -> None:
    assert names.resolve(word).drug is None


LEFT_OUT = frozenset({"flutemazepam", "ambrein", "ladders", "peaches"})
"""Deliberately not in the topic: two that a lexicon got wrong, and two words too ordinary to ask back about."""


def rows(*sections: str) -> list[dict[str, str]]:
    """Return the rows of the list of names that lies beside the checkout; it is not shipped."""
    with material("medical", "names.tsv").open(encoding="utf-8", newline="") as file:
        read = [row for row in csv.DictReader(file, delimiter="\t") if row["section"] in sections]
    assert read
    return read


def test_listed_names_resolve_or_ask_and_are_never_wrong(names: Names) -> None:
    wrong, unseen = [], []
    for row in rows("NAME", "PAIR"):
        found = names.resolve(row["written_form"])
        if found.drug not in {None, row["intended_generic"]}:
            wrong.append((row["written_form"], found.drug))
        if found.drug is None and row["written_form"] not in LEFT_OUT and found.found != "ask":
            unseen.append(row["written_form"])
    assert (wrong, unseen) == ([], [])


def test_nearly_all_listed_names_resolve_at_once(names: Names) -> None:
    listed = rows("NAME")
    right = [row for row in listed if names.resolve(row["written_form"]).drug == row["intended_generic"]]
    assert len(right) >= len(listed) - 2


def test_listed_doubtful_names_are_asked_back(names: Names) -> None:
    doubtful = [row["written_form"] for row in rows("ASK", "CONTEXT")]
    assert [word for word in doubtful if names.resolve(word).drug] == []
    assert [word for word in doubtful if names.resolve(word).found != "ask" and word not in LEFT_OUT] == []


def test_listed_mix_ups_never_resolve(names: Names) -> None:
    listed = [row["written_form"] for row in rows("CONFUSER")]
    assert [word for word in listed if names.resolve(word).drug] == []
    assert [word for word in listed if names.resolve(f"{word} 0.5 mg tablets").drug] == []
