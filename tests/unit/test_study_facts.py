"""The facts of a study from whole texts of many kinds: `tests/studies`, the client's article, and random text."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import tomli
from fakes.beside import material
from hypothesis import given, settings
from hypothesis import strategies as st

from core.app import CONFIG
from core.articles.model import Page, Sentence, StudyType, Tags, Zone, ZoneKind
from core.articles.study.facts import study_of
from core.articles.study.rules import load_study_rules

if TYPE_CHECKING:
    from core.articles.model import Study
    from core.articles.study.rules import StudyRules

STUDIES = Path(__file__).resolve().parents[1] / "studies"
KINDS: dict[str, ZoneKind] = {
    "a": "article",
    "m": "metadata",
    "p": "caption",
    "r": "reference",
    "c": "comments",
    "b": "boilerplate",
    "u": "unknown",
}
FACTS = ("title", "publisher", "published", "reference", "dois", "study_types", "sample_size")
MISSED = {("held_out_prevalence", "publisher")}
"""What is not found in the texts that were held out. At the first try, before any rule was changed for them, it was six
facts of 84."""


@cache
def rules() -> StudyRules:
    return load_study_rules(CONFIG)


def sentences_in(text: str, zones: tuple[Zone, ...]) -> tuple[Sentence, ...]:
    """Return the sentences line by line, cut at full stops in front of capitals: enough for texts of our own."""
    found = []
    for zone in zones:
        for line in re.finditer(r"[^\n]+", text[zone.start : zone.end]):
            ends = [one.start() for one in re.finditer(r"(?<=[.?!])\"?\s+(?=[\"A-Z])", line[0])]
            for start, end in zip([0, *ends], [*ends, len(line[0])], strict=True):
                first = zone.start + line.start()
                found.append(Sentence(first + start, first + end, len(found) + 1, zone.kind))
    return tuple(found)


def facts(text: str, zones: tuple[Zone, ...], species: tuple[str, ...] = (), tags: Tags | None = None) -> Study:
    return study_of(Page(text, tags or Tags()), zones, sentences_in(text, zones), species, rules())


def article(*lines: str, kind: ZoneKind = "article", **known: Any) -> Study:
    text = "".join(f"{line}\n" for line in lines)
    return facts(text, (Zone(0, len(text), kind),), **known)


def parts(*lines: tuple[ZoneKind, str]) -> tuple[str, tuple[Zone, ...]]:
    text, zones = "", []
    for kind, line in lines:
        zones.append(Zone(len(text), len(text) + len(line) + 1, kind))
        text += f"{line}\n"
    return text, tuple(zones)


def told(study: Study) -> dict[str, Any]:
    """Return the facts in the form in which the texts' heads have them."""
    found = {name: value for name, value in dataclasses.asdict(study).items() if name in FACTS and value}
    found |= {name: list(found[name]) for name in ("dois", "study_types") if name in found}
    if reference := found.get("reference"):
        reference["author"] = [
            one.get("literal") or ", ".join(one[part] for part in ("family", "given") if part in one)
            for one in reference.get("author", [])
        ]
        if "issued" in reference:
            reference["issued"] = "-".join(f"{part:02}" for part in reference["issued"]["date-parts"][0])
        found["reference"] = {name: value for name, value in reference.items() if value}
    return found


def wanted_and_found(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    head, _, body = path.read_text(encoding="utf-8").partition("----\n")
    wanted = tomli.loads(head)
    lines = [line.split("|", 1) for line in body.splitlines()]
    text, zones = parts(*((KINDS[kind], line) for kind, line in lines))
    study = facts(text, zones, tuple(wanted.pop("species", ())))
    return wanted, told(study)


def texts(*, held_out: bool) -> list[Path]:
    return [one for one in sorted(STUDIES.glob("*.txt")) if one.stem.startswith("held_out") is held_out]


@pytest.mark.parametrize("path", texts(held_out=False), ids=lambda path: path.stem)
def test_what_a_text_says_of_its_study_is_found_and_nothing_else(path: Path) -> None:
    wanted, found = wanted_and_found(path)
    assert found == wanted


def test_in_texts_that_were_held_out_no_more_is_missed_than_was_known() -> None:
    missed = set()
    for path in texts(held_out=True):
        wanted, found = wanted_and_found(path)
        missed |= {(path.stem, name) for name in FACTS if wanted.get(name) != found.get(name)}
    assert missed == MISSED


def test_there_are_texts_of_all_kinds_of_study() -> None:
    every = texts(held_out=False) + texts(held_out=True)
    kinds = {kind for path in every for kind in wanted_and_found(path)[0].get("study_types", ())}
    assert kinds == {*get_args(StudyType)}
    assert len(texts(held_out=False)) >= 18
    assert len(texts(held_out=True)) >= 10


def client() -> Study:
    text = material("source", "benzodiazepines-forum-post.txt").read_text(encoding="utf-8")
    kinds: list[tuple[str, ZoneKind]] = [
        ("Neuron With Extensions", "caption"),
        ("=====", "metadata"),
        ("Benzodiazepines are effective", "article"),
        ("Reference:", "reference"),
        ("When I used to", "comments"),
    ]
    starts = [0, *(text.index(words) for words, _ in kinds), len(text)]
    names: list[ZoneKind] = ["metadata", *(kind for _, kind in kinds)]
    zones = tuple(Zone(starts[at], starts[at + 1], kind) for at, kind in enumerate(names))
    return facts(text, zones, ("mouse",))


def test_the_clients_article_tells_the_mouse_study_and_not_the_posting() -> None:
    study = client()
    assert study.title == "Long-Term Benzodiazepine Use Attacks Synapses"
    assert (study.published, study.publisher, study.sample_size) == ("2022-02-28", None, None)
    assert study.dois == ("10.1038/s41593-022-01013-9",)
    assert study.study_types == ("animal",)
    assert study.reference
    assert study.reference["container-title"] == "Nature Neuroscience"
    assert study.reference["issued"] == {"date-parts": [[2022, 2, 28]]}
    assert study.reference["DOI"] == study.dois[0]
    assert len(study.reference["author"]) == 17
    assert study.reference["author"][0] == {"family": "Shi", "given": "Yuan"}
    assert study.reference["author"][-1] == {"family": "Dorostkar", "given": "Mario M."}


def test_mark_up_goes_before_the_text() -> None:
    tags = Tags(
        title="Sleep and tablets",
        publisher="Pretend Press",
        published="2020-05",
        url="https://example.org/1",
        dois=("https://doi.org/10.5555/ABC.1",),
        authors=({"family": "Roe", "given": "Jane"},),
        csl={"container-title": "Made-up Medicine", "volume": "3"},
        study_types=("cohort",),
    )
    study = article("Another headline of the page", "Published: 3 May 2024", "A total of 60 adults slept.", tags=tags)
    assert (study.title, study.publisher, study.published) == ("Sleep and tablets", "Pretend Press", "2020-05")
    assert (study.url, study.dois, study.study_types) == ("https://example.org/1", ("10.5555/abc.1",), ("cohort",))
    assert study.sample_size == 60
    assert study.reference == {
        "type": "article-journal",
        "title": "Sleep and tablets",
        "author": [{"family": "Roe", "given": "Jane"}],
        "container-title": "Made-up Medicine",
        "issued": {"date-parts": [[2020, 5]]},
        "volume": "3",
        "DOI": "10.5555/abc.1",
        "URL": "https://example.org/1",
    }


def test_readers_adverts_and_what_may_be_either_are_not_read() -> None:
    said = "A total of 900 patients were randomly assigned. DOI: 10.5555/x.1. Published: 3 May 2024"
    for kind in ("comments", "boilerplate", "unknown"):
        text, zones = parts(("article", "Sleep is good for people who are tired."), (kind, said))
        study = facts(text, zones)
        assert (study.sample_size, study.study_types, study.dois, study.published) == (None, (), (), None)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("NEWS RELEASE", "3 May 2024", "Tablets help nobody", "A trial has found ..."), "Tablets help nobody"),
        (("Title: Of Mice and Tablets", "Text."), "Of Mice and Tablets"),
        (("Old Tablets Slow Tumours A team has found that they do.",), "Old Tablets Slow Tumours"),
        (("Old Tablets Slow Growth Harvard Medical School researchers have found it.",), None),
        (("People who take tablets sleep no better than others, a trial has found.",), None),
        (("BUFFALO, N.Y. — People take many tablets, as a survey of nurses has found.",), None),
        (("Abstract", "Objectives To find out whether tablets help", "Methods We asked."), None),
        (("Tablets in old age | Pretend News", "Text that goes on."), "Tablets in old age"),
        (("Home", "https://example.org", "Photo: J. Roe", "Do tablets help?", "They do not."), "Do tablets help?"),
        (("Tablets in people who", "are very old", "Jane Roe, John Doe"), "Tablets in people who are very old"),
    ],
)
def test_the_headline_is_what_stands_in_front_of_the_text(lines: tuple[str, ...], title: str | None) -> None:
    assert article(*lines).title == title


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Published: 28 February 2022", "2022-02-28"),
        ("First published online Feb. 28, 2022", "2022-02-28"),
        ("News Release 28-Feb-2022", "2022-02-28"),
        ("BOSTON, March 3, 2021 — Tablets help nobody.", "2021-03-03"),
        ("NEW YORK, NY (January 5, 2024) -- Tablets help nobody.", "2024-01-05"),
        ("By Jane Roe | March 3, 2021 | 5 min read", "2021-03-03"),
        ("Wednesday, March 3, 2021 at 10:15 am", "2021-03-03"),
        ("Date: 03/04/2022", None),
        ("Date: 13/04/2022", "2022-04-13"),
        ("Updated: 28 February 2022", None),
        ("Posted on 28 February 2022 by Grey Owl", None),
        ("Received 3 May 2021; accepted 4 June 2021", None),
        ("Embargoed until 23:30 on 20 June 2018", "2018-06-20"),
        ("In May 2012, tablets were banned.", None),
    ],
)
def test_a_date_counts_where_it_is_that_of_the_article(line: str, published: str | None) -> None:
    assert article("Tablets help nobody, study finds", line, kind="metadata").published == published


def test_a_date_alone_on_a_forum_is_the_postings() -> None:
    head = ("Thread starter Grey Owl", "3 May 2024", "Tablets help nobody, study finds")
    assert article(*head, kind="metadata").published is None


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Source: University of Norfeld", "University of Norfeld"),
        ("Provided by Lakeside Institute", "Lakeside Institute"),
        ("Materials provided by Lakeside Institute. Note: Content may be edited.", "Lakeside Institute"),
        ("LONDON (Reuters) - Tablets help nobody.", "Reuters"),
        ("by University of Norfeld", "University of Norfeld"),
        ("by Jane Roe", None),
        ("Source: Jane Roe", None),
        ("Source: https://example.org/1", None),
        ("Posted by Grey Owl", None),
    ],
)
def test_a_publisher_is_one_that_is_named_as_such(line: str, publisher: str | None) -> None:
    assert article("Tablets help nobody, study finds", line, kind="metadata").publisher == publisher


@pytest.mark.parametrize(
    ("sentence", "size"),
    [
        ("A total of 1,234 patients were enrolled.", 1234),
        ("We enrolled 60 adults and 70 children.", None),
        ("Of 1,500 patients screened, 1,200 were enrolled.", 1200),
        ("We randomised 320 adults. In the end 301 participants were included in the analysis.", 301),
        ("The study included more than 1,200 people. All 1,234 participants were randomised.", 1234),
        ("We enrolled 60 adults. In a second trial, we enrolled 90 adults.", None),
        ("The disease affects 40 million Americans.", None),
        ("Thirty patients received the drug and 30 patients received placebo.", None),
        ("We analysed data from 1.2 million people.", 1_200_000),
        ("We pooled 19 trials with 12,345 participants.", 12345),
        ("A sample of twelve mice was used.", 12),
        ("Mice were used (n = 12 per group).", None),
        ("About 30 percent of 65-year-old patients took 40 mg in 2019.", None),
    ],
)
def test_the_size_is_that_of_the_whole_study(sentence: str, size: int | None) -> None:
    assert article("Tablets help nobody", sentence).sample_size == size


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Previous cohort studies and a meta-analysis had found the same.", ()),
        ("This was not a randomised trial, unlike earlier work.", ()),
        ("In this study we gave mice a drug and grew human cells in the laboratory.", ("animal", "in vitro")),
        ("We did a systematic review and meta-analysis of randomised trials.", ("review", "meta-analysis")),
        ("Participants were randomly assigned and followed for two years.", ("RCT",)),
        ("Rats were randomly assigned to two diets.", ("animal",)),
        ("The institutional review board approved the work.", ()),
    ],
)
def test_the_design_is_that_of_the_study_itself(sentence: str, kinds: tuple[str, ...]) -> None:
    assert article("Tablets help nobody", sentence).study_types == kinds


def test_an_article_on_animals_alone_is_on_an_animal_study() -> None:
    assert article("Tablets help nobody", "The drug made them sleep.", species=("mouse",)).study_types == ("animal",)
    assert article("Tablets help nobody", "The drug made them sleep.", species=("mouse", "human")).study_types == ()


PIECES = st.sampled_from(
    [
        *(
            "Reference: ",
            "Journal Reference:\n",
            "PMID- 1\n",
            "TY  - JOUR\n",
            "@article{a,\n",
            " et al. ",
            "“",
            "”",
            "(",
        ),
        *("10.1000/", "doi: ", "n = ", "1,234 ", "patients ", "mice ", "were randomised ", "2022", ";25(3):317", ". "),
        *("3 May 2024", "Published: ", "BOSTON, ", "\n", "\n\n", "Shi Y, ", "Roe, J., ", "A title of some words"),
        *("\u200b", "İ", "ﬁ", "١٢٣", "Ⅻ", "\U0001d7db", "\u202e", "\x00", "%2F", "<1::A>", "…", "#", "@2012"),
    ]
)
LINES = sorted(
    {line[2:] for path in STUDIES.glob("*.txt") for line in path.read_text("utf-8").splitlines() if line[1:2] == "|"}
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(st.one_of(PIECES, st.sampled_from(LINES)), max_size=12).map("\n".join),
)


@settings(max_examples=100)
@given(text=TEXTS, kind=st.sampled_from(get_args(ZoneKind)), cut=st.integers(0, 400))
def test_any_text_gives_a_study(text: str, kind: ZoneKind, cut: int) -> None:
    cut = min(cut, len(text))
    zones = tuple(one for one in (Zone(0, cut, kind), Zone(cut, len(text), "article")) if one.start < one.end)
    sentences = tuple(Sentence(one.start, one.end, at, one.kind) for at, one in enumerate(zones, 1))
    study = study_of(Page(text), zones, sentences, (), rules())
    assert study.published is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", study.published)
    assert all(one == one.lower() and one.startswith("10.") for one in study.dois)
    assert study.sample_size is None or study.sample_size > 1
    assert study.reference is None or {"type"} < study.reference.keys()
    assert study.reference is None or study.reference.keys() & {"title", "DOI"}
