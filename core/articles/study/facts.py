"""What an article says of itself and of the study it is on. Only the author's own zones are read.

What the text does not say is None or empty. The rules that are words stand in `config/articles/studies.toml`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from core.articles.model import Study
from core.articles.study.dates import iso_of
from core.articles.study.design import study_types, types_named
from core.articles.study.dois import dois_in, normal_doi
from core.articles.study.exports import Export, exported
from core.articles.study.heads import headline
from core.articles.study.lines import READ, lines_of
from core.articles.study.publishing import is_forum, published, publisher
from core.articles.study.reference import Article, reference_of
from core.articles.study.samples import sample_size
from core.articles.study.wording import LONGEST, Written, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.articles.model import Page, Sentence, Tags, Zone
    from core.articles.study.lines import Line
    from core.articles.study.rules import StudyRules


MOST_SENTENCES = 150
"""Sentences of an article in which it tells what its study is: all of a news article, abstract and methods of a paper.
Further on papers discuss other studies, with their designs and sizes."""
_NO_RECORD = Export({})
_LONGEST_KIND = 60
"""Code points of the name of a publication type, such as Randomized controlled/clinical trial."""


def study_of(
    page: Page, zones: tuple[Zone, ...], sentences: tuple[Sentence, ...], species: tuple[str, ...], rules: StudyRules
) -> Study:
    """Return the facts of the study. `species` are those that the article speaks of."""
    text, tags = page.text, page.tags
    read = [zone for zone in zones if zone.kind in READ]
    lines = lines_of(text, read)
    body = _joined(text, (zone for zone in read if zone.kind == "article"))
    record = exported(_joined(text, (zone for zone in read if zone.kind != "caption"))) or _NO_RECORD
    title = tags.title or record.csl.get("title") or headline(lines, rules.head)
    dois = _dois(tags, (text[zone.start : zone.end] for zone in read))
    reference = reference_of(tags, record.csl or None, lines, Article(body, title, dois), rules)
    of_paper = reference or {}
    titles = [write(one, rules.counting) for one in dict.fromkeys((title, of_paper.get("title"))) if one]
    told = list(_told(text, sentences, rules))
    said = (*tags.study_types, *types_named((*record.types, *_alone(lines)), rules.publication_types))
    named = tags.publisher or publisher(lines, rules.head, of_paper.get("container-title")) or record.publisher
    dated = tags.published or published(lines, rules.head, forum=is_forum(text, rules.head)) or record.published
    return Study(
        title=title,
        publisher=named,
        published=dated or (iso_of(of_paper["issued"]["date-parts"]) if "issued" in of_paper else None),
        url=tags.url,
        reference=reference,
        dois=dois,
        species=species,
        study_types=study_types(titles, told, said, species, rules),
        sample_size=sample_size([*titles, *told], rules),
    )


def _joined(text: str, zones: Iterable[Zone]) -> str:
    """Return the zones' text, each from the beginning of a line."""
    parts = (text[zone.start : zone.end] for zone in zones)
    return "".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def _dois(tags: Tags, texts: Iterable[str]) -> tuple[str, ...]:
    marked = (normal_doi(one) for one in tags.dois)
    found = (doi for one in texts for doi in dois_in(one))
    return tuple(dict.fromkeys(doi for doi in (*marked, *found) if doi))


def _alone(lines: Iterable[Line]) -> Iterator[str]:
    """Yield short lines of metadata: databases write the kind of a paper on its own."""
    return (line.text.strip(" •*-") for line in lines if line.zone == "metadata" and len(line.text) <= _LONGEST_KIND)


def _told(text: str, sentences: Iterable[Sentence], rules: StudyRules) -> Iterator[Written]:
    """Yield the article's first sentences in the words of the rules."""
    read = (one for one in sentences if one.zone == "article" and one.end - one.start <= LONGEST)
    for one in islice(read, MOST_SENTENCES):
        yield write(text[one.start : one.end], rules.counting)
