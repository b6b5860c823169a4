"""The paper that an article is on: citations of all styles, names, records of databases, and which of several it is."""

from __future__ import annotations

from typing import Any

import pytest

from core.app import CONFIG
from core.articles.model import Page, Zone, ZoneKind
from core.articles.study.citations import cited
from core.articles.study.exports import exported
from core.articles.study.facts import study_of
from core.articles.study.people import looks_like_people, names_of
from core.articles.study.rules import load_study_rules

TITLE = "Long use of a drug: effects on mice and (some) cells"
COMMA_JOURNALS = ("Brain, Behavior, and Immunity",)


def flat(csl: dict[str, Any] | None) -> dict[str, Any]:
    """Return an item with its authors as "family/given" and its date as numbers."""
    found = dict(csl or {})
    if "author" in found:
        found["author"] = [
            one.get("literal") or "/".join(one[part] for part in ("family", "given", "suffix") if part in one)
            for one in found["author"]
        ]
    if "issued" in found:
        found["issued"] = found["issued"]["date-parts"][0]
    found.pop("type", None)
    return found


def in_a_line(csl: dict[str, Any]) -> str:
    """Return such an item as "authors | journal | date | volume(issue):page | DOI | PMID", without what is not said."""
    issue = f"({csl['issue']})" if "issue" in csl else ""
    where = csl.get("volume", "") + issue + (f":{csl['page']}" if "page" in csl else "")
    date = "-".join(map(str, csl.get("issued", [])))
    parts = ("; ".join(csl.get("author", [])), csl.get("container-title"), date, where, csl.get("DOI"), csl.get("PMID"))
    return " | ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"“{TITLE}” by Yuan Roe, Mo-Li Cui and Mario M. van der Berg, 28 May 2022, Pretend Journal. DOI: 10.5555/1",
            "Roe/Yuan; Cui/Mo-Li; van der Berg/Mario M. | Pretend Journal | 2022-5-28 | 10.5555/1",
        ),
        (
            f"Yuan Roe, Mo Cui, Mario M. Poe. {TITLE}. Pretend Journal, 2022; 25 (3): 317 DOI: 10.5555/1",
            "Roe/Yuan; Cui/Mo; Poe/Mario M. | Pretend Journal | 2022 | 25(3):317 | 10.5555/1",
        ),
        (
            f"Roe Y, Cui M, et al. {TITLE}. Pret J Med. 2022;25(3):317-329. doi:10.5555/1",
            "Roe/Y; Cui/M | Pret J Med | 2022 | 25(3):317-329 | 10.5555/1",
        ),
        (
            f"Roe Y, Cui M. {TITLE}. Pret J Med. 2022 Mar;25(3):317-329. doi: 10.5555/1. Epub 2022 Feb 28. PMID: 999.",
            "Roe/Y; Cui/M | Pret J Med | 2022-3 | 25(3):317-329 | 10.5555/1 | 999",
        ),
        (
            f"Roe, Y., Cui, M., & Poe, M. M. (2022). {TITLE}. Pretend Journal, 25(3), 317–329. https://doi.org/10.5555/1",  # noqa: RUF001
            "Roe/Y.; Cui/M.; Poe/M. M. | Pretend Journal | 2022 | 25(3):317-329 | 10.5555/1",
        ),
        (
            f"Yuan Roe et al, {TITLE}, Pretend Journal (2022). DOI: 10.5555/1",
            "Roe/Yuan | Pretend Journal | 2022 | 10.5555/1",
        ),
        (
            f"Jane Roe, {TITLE}, Brain, Behavior, and Immunity (2024). DOI: 10.5555/1",
            "Roe/Jane | Brain, Behavior, and Immunity | 2024 | 10.5555/1",
        ),
        (
            f"Roe, Y., Cui, M., Ochs, K. et al. {TITLE}. Pret Med 25, 317–329 (2022). https://doi.org/10.5555/1",  # noqa: RUF001
            "Roe/Y.; Cui/M.; Ochs/K. | Pret Med | 2022 | 25:317-329 | 10.5555/1",
        ),
        (
            f"Y. Roe, M. Cui, {TITLE}, Pret. Med. 25 (2022) 317–329, https://doi.org/10.5555/1",  # noqa: RUF001
            "Roe/Y.; Cui/M. | Pret. Med | 2022 | 25:317-329 | 10.5555/1",
        ),
        (
            f"Roe Y, Cui M (2022) {TITLE}. Pretend ONE 17(3): e0123456. https://doi.org/10.5555/1",
            "Roe/Y; Cui/M | Pretend ONE | 2022 | 17(3):e0123456 | 10.5555/1",
        ),
        (
            f"Roe, Yuan, and Mo Cui. “{TITLE}.” Pretend Journal 25, no. 3 (2022): 317–29.",  # noqa: RUF001
            "Roe/Yuan; Cui/Mo | Pretend Journal | 2022 | 25(3):317-29",
        ),
        (
            f'Roe, Yuan, et al. "{TITLE}." Pretend Journal, vol. 25, no. 3, 2022, pp. 317-329.',
            "Roe/Yuan | Pretend Journal | 2022 | 25(3):317-329",
        ),
        (
            f"{TITLE}. Roe Y, Cui M, Ochs K. Pret Med. 2022 Feb 28. doi: 10.5555/1. PMID: 999.",
            "Roe/Y; Cui/M; Ochs/K | Pret Med | 2022-2-28 | 10.5555/1 | 999",
        ),
        (
            f"Roe J. {TITLE}. PRET. Published online March 3, 2021. doi:10.5555/1",
            "Roe/J | PRET | 2021-3-3 | 10.5555/1",
        ),
        (
            f"SLEEP Collaborative Group. {TITLE}. N Engl J Pret. 2021 Feb 25;384(8):693-704.",
            "SLEEP Collaborative Group | N Engl J Pret | 2021-2-25 | 384(8):693-704",
        ),
        (
            f"Roe, J. et al. {TITLE}. PRET Intern. Med. http://dx.doi.org/10.5555/1 (2019).",
            "Roe/J. | PRET Intern. Med | 2019 | 10.5555/1",
        ),
    ],
)
def test_a_citation_is_read_in_every_style(text: str, said: str) -> None:
    csl = flat(cited(text, COMMA_JOURNALS))
    assert csl.pop("title") == TITLE
    assert in_a_line(csl) == said


@pytest.mark.parametrize("text", ["LMU", "A study of sleep was here", "", "published in Pretend Journal", "..."])
def test_what_holds_neither_title_nor_doi_is_no_citation(text: str) -> None:
    assert cited(text) is None


def test_a_preprint_is_no_article_of_a_journal() -> None:
    csl = cited(f"Roe Y, Cui M. {TITLE}. medRxiv. 2022 Mar 3. doi:10.5555/1")
    assert csl
    assert csl["type"] == "article"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mario M. Dorostkar", ["Dorostkar/Mario M."]),
        ("Jan van der Berg and Eva-Lena von Mc Donald", ["van der Berg/Jan", "von Mc Donald/Eva-Lena"]),
        ("Martin Luther Poe Jr., Ann Lee III", ["Poe/Martin Luther/Jr.", "Lee/Ann/III"]),
        ("John Smith, MD, PhD, and Jane Roe, MPH", ["Smith/John", "Roe/Jane"]),
        ("Smith MD, Lee J, O'Brien-Poe KL 3rd", ["Smith/MD", "Lee/J", "O'Brien-Poe/KL/3rd"]),
        ("Roe Y(1), Cui M(1)(2), van der Berg JA Jr.", ["Roe/Y", "Cui/M", "van der Berg/JA/Jr"]),
        ("Yuan Roe # 1 2, Mo Cui*, Jo Herms 3", ["Roe/Yuan", "Cui/Mo", "Herms/Jo"]),
        ("Patrick Roe1,2 Michael Poe1 Susan S. Doe3", ["Roe/Patrick", "Poe/Michael", "Doe/Susan S."]),
        ("Roe, Y., Cui, M., & Poe, M. M.", ["Roe/Y.", "Cui/M.", "Poe/M. M."]),
        ("Roe, Yuan; Cui, Mo; Sleep Study Group", ["Roe/Yuan", "Cui/Mo", "Sleep Study Group"]),
        ("Åsa Östling & Émile Zolá", ["Östling/Åsa", "Zolá/Émile"]),
        ("Yuan Roe et al", ["Roe/Yuan"]),
        ("Ann Lee, Bo Roe, Cy Poe; for the Sleep Group", ["Lee/Ann", "Roe/Bo", "Poe/Cy", "Sleep Group"]),
        ("SHI Yuan, CUI Mochen", ["Shi/Yuan", "Cui/Mochen"]),
    ],
)
def test_names_are_taken_apart(text: str, names: list[str]) -> None:
    assert flat({"author": names_of(text)})["author"] == names


@pytest.mark.parametrize(
    "text", ["Background: People take drugs, and mice too", "University of Norfeld, Germany", "abc"]
)
def test_what_is_no_list_of_people_is_told(text: str) -> None:
    assert not looks_like_people(text)


def test_bibtex_is_read() -> None:
    text = """@article{roe2022,
      title={Long-term {TSPO} drug treatment}, author={Roe, Yuan and Cui, Mo and {SLEEP Group}},
      journal={Pretend Journal}, volume={25}, number=3, pages={317--329}, year={2022}, month=mar, doi="10.5555/1"
    }"""
    record = exported(text)
    assert record
    assert record.published == "2022-03"
    assert flat(record.csl) == {
        "title": "Long-term TSPO drug treatment",
        "author": ["Roe/Yuan", "Cui/Mo", "SLEEP Group"],
        "container-title": "Pretend Journal",
        "issued": [2022, 3],
        "volume": "25",
        "issue": "3",
        "page": "317-329",
        "DOI": "10.5555/1",
    }


def test_a_copied_pubmed_page_is_read_with_the_journal_on_its_own_line() -> None:
    text = (
        "Clinical Trial\nPret J Med\n. 2022 Mar;25(3):317-329. doi: 10.5555/1. Epub 2022 Feb 28.\n"
        f"{TITLE}\nYuan Roe # 1 2, Mo Cui # 1\nAffiliations\nPMID: 999 DOI: 10.5555/1\nAbstract\nText.\n"
    )
    record = exported(text)
    assert record
    assert record.published == "2022-02-28"
    assert flat(record.csl)["author"] == ["Roe/Yuan", "Cui/Mo"]
    assert flat(record.csl) | {"author": []} == {
        "title": TITLE, "author": [], "container-title": "Pret J Med", "issued": [2022, 3],
        "volume": "25", "issue": "3", "page": "317-329", "DOI": "10.5555/1", "PMID": "999",
    }  # fmt: skip


def test_a_text_with_two_records_is_on_no_one_paper() -> None:
    one = "PMID- {0}\nTI  - A title of some words\nAU  - Roe J\nJT  - Pretend Journal\nDP  - 2022 Mar\n\n"
    assert exported(one.format(1))
    assert exported(one.format(1) + one.format(2)) is None


def reference(*lines: tuple[ZoneKind, str]) -> dict[str, Any]:
    text, zones = "", []
    for kind, line in lines:
        zones.append(Zone(len(text), len(text) + len(line) + 1, kind))
        text += f"{line}\n"
    return flat(dict(study_of(Page(text), tuple(zones), (), (), load_study_rules(CONFIG)).reference or {}))


FIRST = "Roe J, Doe K. A first paper of some length. Made Up J. 2010;3:12-9. doi:10.5555/1"
SECOND = "Poe E, Lee A. A second paper of some length. Made Up J. 2012;5(2):1-8. doi:10.5555/2"


def test_of_a_list_of_papers_none_is_the_one() -> None:
    listed: list[tuple[ZoneKind, str]] = [("reference", "References"), ("reference", f"1. {FIRST}")]
    assert reference(("article", "Text."), *listed, ("reference", f"2. {SECOND}")) == {}


def test_the_only_paper_of_the_references_is_the_one() -> None:
    assert reference(("article", "Text."), ("reference", FIRST))["DOI"] == "10.5555/1"


def test_of_several_papers_the_one_with_a_label_is_it() -> None:
    marked = f"Journal Reference: {SECOND}"
    found = reference(("article", "Text."), ("reference", FIRST), ("reference", marked))
    assert found["DOI"] == "10.5555/2"


def test_how_to_cite_the_news_page_is_no_paper() -> None:
    line = "Citation: Roe J. Tablets help nobody (2023, June 14) retrieved 15 June 2023 from https://news.example.org/1"
    assert reference(("article", "Text."), ("reference", line)) == {}


def test_a_journal_alone_is_no_reference() -> None:
    assert reference(("article", "The findings were published in the Pretend Journal of Sleep.")) == {}


def test_a_press_release_gives_title_journal_and_date_without_authors() -> None:
    line = "The study, ‘Tablets and sleep in old age’, was published in Pretend Journal on 3 May 2024."  # noqa: RUF001
    assert reference(("article", line)) == {
        "title": "Tablets and sleep in old age",
        "container-title": "Pretend Journal",
        "issued": [2024, 5, 3],
    }


def test_readers_references_are_not_the_articles() -> None:
    assert reference(("article", "Text."), ("comments", f"Reference: {FIRST}")) == {}
