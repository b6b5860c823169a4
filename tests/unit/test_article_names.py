"""Medicines in running text: which are named, which brand is which generic name, and what only looks like one."""

from __future__ import annotations

from functools import cache

import pytest
import tomli
from fakes.beside import material
from fakes.config import ConfigCopy  # noqa: TC002 - pytest reads the annotations
from fakes.everything import benzo, shipped
from hypothesis import given, settings
from hypothesis import strategies as st

from core.app import CONFIG
from core.articles.claims.lexicon import Lexicon  # noqa: TC001 - the same
from core.articles.claims.lexicon_files import load_lexicon
from core.articles.claims.mentions import drugs_of
from core.articles.claims.pairs import pairs_of
from core.articles.claims.species import load_species, species_in
from core.articles.model import Pair, Zone, ZoneKind
from core.errors import ConfigError

NO_BREAK_HYPHEN, HYPHEN, SOFT_HYPHEN = "\N{NON-BREAKING HYPHEN}", "\N{HYPHEN}", "\N{SOFT HYPHEN}"
RIGHT = "\N{RIGHT SINGLE QUOTATION MARK}"
DASH = "\N{EN DASH}"


@cache
def lexicon() -> Lexicon:
    return load_lexicon(CONFIG, shipped().topics)


def pairs(text: str, zone: ZoneKind = "article") -> list[tuple[str, str]]:
    return [(one.brand, one.generic) for one in pairs_of(text, (Zone(0, len(text), zone),), lexicon())]


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("Xanax and its generic", ("alprazolam",)),
        (f"Xanax's effect, Xanax{RIGHT}s effect", ("alprazolam",)),
        (
            f"diazepam-treated, lorazepam{NO_BREAK_HYPHEN}induced, clonazepam{HYPHEN}fed",
            ("diazepam", "lorazepam", "clonazepam"),
        ),
        (f"dia{SOFT_HYPHEN}zepam", ("diazepam",)),
        ("DIAZEPAM, ValIUM", ("diazepam",)),
        ("a valium and a klonipin", ("diazepam", "clonazepam")),
        ("Librax", ("chlordiazepoxide", "clidinium")),
        ("oxycodone/acetaminophen", ("oxycodone", "paracetamol")),
        ("Tylenol and Lipitor", ("paracetamol", "atorvastatin")),
        ("patients on insulin glargine", ("insulin glargine",)),
        ("insulin injections", ("insulin",)),
        ("melatonin tablets", ("melatonin",)),
        ("BNT162b2 or mRNA-1273", ("covid-19 vaccine",)),
        ("sertraline, escitalopram and venlafaxine", ("sertraline", "escitalopram", "venlafaxine")),
        ("trastuzumab deruxtecan", ("trastuzumab deruxtecan",)),
    ],
)
def test_names_are_found_in_reading_order(text: str, drugs: tuple[str, ...]) -> None:
    assert lexicon().drugs_in(text) == drugs


@pytest.mark.parametrize(
    "text",
    [
        "a clonazepumm tablet",  # no guess from likeness
        "a sonata for piano",
        "She is well versed in this.",
        "They say amen and drink soma.",
        "Yasmin and Allegra led the study.",
        "insulin resistance during treatment",
        "Melatonin rises in the evening.",
        "glucagon-like peptide-1",
        "valine, heptane and xanthan gum",
        "PCP stands for primary care physician.",
        "tablets, benzodiazepines and statins",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert lexicon().drugs_in(text) == ()


def test_every_medicine_of_the_lists_is_found_by_its_name_and_brands() -> None:
    medicines = tomli.loads((CONFIG / "medicines.toml").read_text(encoding="utf-8"))["classes"]
    skipped = lexicon().rules.not_medicines
    inns = {inn for one in medicines if one["id"] not in skipped for inn in one["names"]}
    assert len(inns | set(benzo().drugs)) > 1_200
    missing = [
        name
        for one in medicines
        if one["id"] not in skipped
        for inn, brands in one["names"].items()
        for name in (inn, *brands)
        if not set(inn.split("/")) <= set(lexicon().drugs_in(f"treated with {name} tablets daily"))
    ]
    assert missing == []


def test_every_drug_of_a_topic_is_found_by_its_name_and_brands() -> None:
    for drug in benzo().drugs.values():
        for name in (drug.inn, *(drug.brands.sold if drug.brands else ())):
            assert lexicon().drugs_in(f"a tablet of {name}") == (drug.inn,), name


def test_classes_are_told_apart() -> None:
    assert lexicon().classes_in("Benzos and benzodiazepines, Z-drugs") == ("benzodiazepine", "z-drug")
    assert lexicon().classes_in("Statins, SSRIs and beta-blockers") == ("statin", "ssri", "beta-blocker")
    assert lexicon().topic_classes == {"benzodiazepine", "z-drug"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Xanax (alprazolam)", [("Xanax", "alprazolam")]),
        ("Klonopin (clonazepam}", [("Klonopin", "clonazepam")]),
        ("Ativan (lorazepam]", [("Ativan", "lorazepam")]),
        ("Valium (diazepam", [("Valium", "diazepam")]),
        ("alprazolam (Xanax)", [("Xanax", "alprazolam")]),
        ("alprazolam (brand name Xanax)", [("Xanax", "alprazolam")]),
        ("alprazolam (e.g., Xanax)", [("Xanax", "alprazolam")]),
        ("alprazolam, sold under the brand name Xanax, calms", [("Xanax", "alprazolam")]),
        ("alprazolam, marketed as Xanax among others", [("Xanax", "alprazolam")]),
        ("Xanax, the brand name of alprazolam", [("Xanax", "alprazolam")]),
        ("Xanax is the brand name for alprazolam.", [("Xanax", "alprazolam")]),
        ("diazepam (Valium, Diastat)", [("Valium", "diazepam"), ("Diastat", "diazepam")]),
        ("Valium® (diazepam)", [("Valium", "diazepam")]),
        ("| Xanax | alprazolam |", [("Xanax", "alprazolam")]),
        ("Xanax\talprazolam\tanxiety", [("Xanax", "alprazolam")]),
        (f"Xanax {DASH} alprazolam", [("Xanax", "alprazolam")]),
        ("Xanax XR (alprazolam extended-release)", [("Xanax XR", "alprazolam")]),
        ("lorazepam 0.5 mg (Ativan)", [("Ativan", "lorazepam")]),
        ("XANAX (ALPRAZOLAM)", [("XANAX", "alprazolam")]),
        ("Tylenol (acetaminophen)", [("Tylenol", "acetaminophen")]),
        ("Percocet (oxycodone/acetaminophen)", [("Percocet", "oxycodone/acetaminophen")]),
        ("Kisunla (donanemab-azbt)", [("Kisunla", "donanemab")]),
        ("Xanax and Klonopin (clonazepam)", [("Klonopin", "clonazepam")]),
        ("Soma (carisoprodol)", [("Soma", "carisoprodol")]),
        ("the new Zelorem (lorazepam) tablets", [("Zelorem", "lorazepam")]),
        ("lorazepam, sold under the brand name Zelorem", [("Zelorem", "lorazepam")]),
        ("lorazepam (Zelorem®)", [("Zelorem", "lorazepam")]),
    ],
)
def test_a_pair_is_read_as_it_is_written(text: str, found: list[tuple[str, str]]) -> None:
    assert pairs(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Xanax (lorazepam)",  # contradicts what is known
        "valium (10 mg)",
        "Ativan (see below)",
        "Pfizer (Xanax)",
        "diazepam (Roche)",
        "Patients (diazepam) and controls (placebo)",
        "benzodiazepines (Xanax, Valium)",
        "Xanax or alprazolam",
        "Xanax. Alprazolam",
        "the second group (diazepam) slept",
        "diazepam (Figure 2)",
        "Table 2 (diazepam)",
    ],
)
def test_no_pair_is_invented(text: str) -> None:
    assert pairs(text) == []


def test_pairs_and_drugs_are_those_of_the_article_not_of_its_readers() -> None:
    parts: list[tuple[ZoneKind, str]] = [
        ("metadata", "Xanax (alprazolam) and the brain\n"),
        ("article", "Klonopin (clonazepam) was tested.\n"),
        ("reference", "Diazepam in mice. Brain (1999).\n"),
        ("comments", "Effexor (venlafaxine) and Lamictal helped me.\n"),
        ("boilerplate", "Buy Ambien (zolpidem) here.\n"),
        ("unknown", "Ativan (lorazepam)\n"),
    ]
    text, zones = "", []
    for kind, line in parts:
        zones.append(Zone(len(text), len(text) + len(line), kind))
        text += line
    assert pairs_of(text, zones, lexicon()) == (Pair("Xanax", "alprazolam"), Pair("Klonopin", "clonazepam"))
    assert drugs_of(text, zones, lexicon()) == ("alprazolam", "clonazepam", "diazepam")


def test_the_clients_article_gives_its_six_pairs() -> None:
    text = material("source", "benzodiazepines-forum-post.txt").read_text(encoding="utf-8")
    end = text.index("When I used to")
    zones = (Zone(0, end, "article"), Zone(end, len(text), "comments"))
    assert [(one.brand, one.generic) for one in pairs_of(text, zones, lexicon())] == [
        *(("Xanax", "alprazolam"), ("Klonopin", "clonazepam"), ("Ativan", "lorazepam")),
        *(("Valium", "diazepam"), ("Librium", "chlordiazepoxide"), ("Restoril", "temazepam")),
    ]
    assert not {"lamotrigine", "venlafaxine", "cannabidiol"} & set(drugs_of(text, zones, lexicon()))


def test_the_examples_of_each_species_hold() -> None:
    rules = load_species(CONFIG)
    for one in rules.species:
        assert [text for text in one.examples if one.species not in species_in(text, rules)] == []
        assert [text for text in one.counter_examples if one.species in species_in(text, rules)] == []


def test_species_are_told_in_the_order_of_their_mention() -> None:
    rules = load_species(CONFIG)
    assert species_in("Adult rats, then patients, then mice and rats", rules) == ("rat", "human", "mouse")


def test_mistakes_in_the_lists_are_told_with_their_lines(config: ConfigCopy) -> None:
    line = config.change("articles/classes.toml", "statin = ", "statine = ")
    with pytest.raises(ConfigError) as caught:
        load_lexicon(config.folder, shipped().topics)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line) == ("articles/classes.toml", line)
    assert mistake.what == "there is no class 'statine' in medicines.toml"


PIECES = st.sampled_from(
    [
        *("Xanax", "alprazolam", "Valium", "diazepam", "Zelorem", "®", "(", "[", "{", ")", "}", "|", "\t", "  ", "\n"),
        *(
            "brand name",
            "sold as",
            ",",
            "and",
            "/",
            "-",
            ".",
            "10 mg",
            "e.g.",
            "extended-release",
            "oxycodone",
            "Percocet",
        ),
        *("acetaminophen", "insulin", "resistance", "\N{ZERO WIDTH SPACE}", "é", "İ"),
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=200))
def test_any_text_gives_pairs_that_stand_in_it(text: str) -> None:
    for brand, generic in pairs(text):
        assert brand.split()[0] in text
        assert generic.split()[0].casefold()[:3] in text.casefold()
    assert set(lexicon().drugs_in(text)) >= set() == set(pairs(text, "comments"))
