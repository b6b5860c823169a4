"""Reviewing: what is added once, who may decide what, and what is never published."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fakes.config import TOPIC
from fakes.everything import benzo
from fakes.reviewing import (
    ADDRESS,
    IN_MICE,
    IN_PEOPLE,
    NO_NAME,
    NOW,
    STUDY,
    TODAY,
    WITH_DOSE,
    added,
    article,
    claim,
    one_claim,
    overlay,
    refused,
)

from core.articles.review.values import DocumentEntry, Edit
from core.errors import WrongUse
from core.overlay import overlaid

if TYPE_CHECKING:
    from fakes.config import ConfigCopy

    from core.articles.review.service import Review
    from core.storage.engine import Store

PAPER = {"type": "article-journal", "title": STUDY.title, "container-title": "Example Journal", "DOI": "10.5555/X.1"}


# ---- Adding -------------------------------------------------------------------------------------


async def test_an_article_becomes_a_document_with_its_claims_as_drafts(review: Review) -> None:
    number = await added(review, who="ann")
    entry = await review.show(str(number))
    assert isinstance(entry, DocumentEntry)
    assert (entry.document.added_by, entry.document.added_at) == ("ann", NOW)
    assert [one.status for one in entry.claims] == ["draft"] * 3
    assert [one.quotation for one in entry.claims] == [IN_MICE, IN_PEOPLE, WITH_DOSE]
    assert all(entry.document.text[one.start : one.end] == one.quotation for one in entry.claims)
    assert [(one.about, one.species, one.study) for one in entry.claims] == [
        (("diazepam",), "mouse", "animal experiment"),
        (("alprazolam",), "human", "cohort"),
        (("alprazolam",), "human", "cohort"),
    ]
    assert min(one.rank for one in entry.claims) > max(one.rank for one in benzo().claims.values())


@pytest.mark.parametrize(
    ("text", "study", "address", "by"),
    [
        (IN_PEOPLE, STUDY, None, "text"),
        (NO_NAME, replace(STUDY, dois=("10.5555/x.1",)), "https://elsewhere.example/", "doi"),
        (NO_NAME, STUDY, "http://www.news.example/benzodiazepines/?utm_campaign=x&id=7#comments", "address"),
        (NO_NAME, replace(STUDY, url=ADDRESS), None, "address"),
    ],
)
async def test_the_same_article_is_recognised_and_nothing_is_stored_twice(
    review: Review, text: str, study: Any, address: str | None, by: str
) -> None:
    first = article(claim(IN_PEOPLE, drugs=("alprazolam",)), study=replace(STUDY, dois=("10.5555/X.1",)))
    number = await added(review, first)
    again = article(claim(text, drugs=("alprazolam",)), study=study)
    done = await review.add(again, address=address, retrieved_on=TODAY, who="bob")
    assert (done.document, done.drafts, done.already) == (number, 1, by)
    assert len(await review.claims()) == 1


@pytest.mark.parametrize("address", ["https://news.example/benzodiazepines?id=8", "https://news.example/other?id=7"])
async def test_another_page_of_the_same_site_is_another_article(review: Review, address: str) -> None:
    await added(review)
    assert await added(review, article(claim(NO_NAME, drugs=("alprazolam",))), address=address) == 2


async def test_adding_at_once_stores_one(review: Review) -> None:
    done = await asyncio.gather(
        *(review.add(article(), address=ADDRESS, retrieved_on=TODAY, who=f"r{n}") for n in range(4))
    )
    assert sorted(str(one.already) for one in done) == ["None", "text", "text", "text"]
    assert len(await review.claims()) == 3


@pytest.mark.parametrize(
    ("sentences", "about"),
    [
        ([claim(IN_PEOPLE, drugs=("alprazolam", "sertraline"))], [("alprazolam",)]),
        ([claim("Z-drugs did it.", classes=("z-drug",))], [("z-drug",)]),
        ([claim(IN_PEOPLE, drugs=("alprazolam",)), claim(NO_NAME)], [("alprazolam",), ("alprazolam",)]),
        (
            [claim(IN_PEOPLE, drugs=("alprazolam",)), claim(IN_MICE, drugs=("diazepam",)), claim(NO_NAME)],
            [("alprazolam",), ("diazepam",)],
        ),
        (
            [claim("Benzodiazepines did it.", classes=("benzodiazepine",)), claim(NO_NAME)],
            [("benzodiazepine",), ("benzodiazepine",)],
        ),
        (
            [claim(IN_PEOPLE, drugs=("alprazolam",)), claim("Statins did not.", drugs=("simvastatin",))],
            [("alprazolam",)],
        ),
        (
            [
                claim("Simvastatin did.", drugs=("simvastatin",)),
                claim("Atorvastatin did.", drugs=("atorvastatin",)),
                claim(IN_PEOPLE, drugs=("alprazolam",)),
                claim(NO_NAME),
            ],
            [("alprazolam",)],
        ),
    ],
)
async def test_a_draft_is_on_what_its_sentence_names_else_on_what_the_article_is_on(
    review: Review, sentences: Any, about: Any
) -> None:
    await added(review, article(*sentences))
    assert [one.about for one in await review.claims()] == about


async def test_an_article_on_other_medicines_is_not_forced_into_the_topic(review: Review) -> None:
    with pytest.raises(WrongUse, match="names no drug or class of Benzodiazepines"):
        await added(review, article(claim("Statins did it.", drugs=("simvastatin",))))
    with pytest.raises(WrongUse, match="there is no topic 'opioids'"):
        await added(review, topic="opioids")
    assert await review.claims() == []


async def test_what_the_article_does_not_say_stays_open(review: Review) -> None:
    await added(review, article(claim(IN_PEOPLE, drugs=("alprazolam",)), study=replace(STUDY, study_types=())))
    (one,) = await review.claims()
    assert (one.species, one.study) == (None, None)
    told = await refused(review, one.id)
    assert "--species" in told
    assert "--study" in told


# ---- Publishing ---------------------------------------------------------------------------------


async def test_a_published_claim_is_told_as_a_quotation_with_its_source_and_place(review: Review, store: Store) -> None:
    one = await one_claim(review)
    assert (await overlay(store)).claims == ()
    done = await review.approve(one, "ann")
    assert (done.status, done.version, done.changed) == ("published", 2, True)
    (told,) = (await overlay(store)).claims
    assert told.statement == f"Example News writes (sentence 1): “{IN_PEOPLE}”"
    assert (told.locator, told.shown_for, told.lead, told.added) == ("sentence 1", told.about, False, True)
    assert (told.reviewed_on, told.review_by) == (TODAY, TODAY + timedelta(days=365))
    assert told.evidence[0].sentence == 1
    source = (await overlay(store)).sources[told.source]
    assert (source.url, source.status, source.reference) == (ADDRESS, "unknown", "What calms may dull. 1 Mar 2026")
    topic = overlaid(benzo(), await overlay(store))
    assert told.id in topic.claims


async def test_a_paper_is_cited_as_the_paper_and_a_text_about_it_as_itself(review: Review, store: Store) -> None:
    paper = replace(STUDY, reference=PAPER)
    await review.approve(await one_claim(review, study=paper), "ann")
    about_it = replace(STUDY, reference={**PAPER, "title": "Another title", "DOI": "10.5555/y"})
    other = article(claim(NO_NAME, drugs=("alprazolam",), species=("human",)), study=about_it)
    number = await added(review, other, address="https://news.example/about-it")
    await review.approve(f"a{number}-1", "ann")
    sources = (await overlay(store)).sources
    assert sources["doc-1"].url == "https://doi.org/10.5555/x.1"
    assert sources["doc-1"].reference.startswith("What calms may dull. Example Journal")
    assert sources["doc-2"].url == "https://news.example/about-it"
    assert sources["doc-2"].csl["DOI"] == "10.5555/y"  # so that it falls with the paper that it is about


async def test_who_is_quoted_is_said(review: Review, store: Store) -> None:
    one = await one_claim(review, "“Alprazolam calms,” Jane Doe said.", kind="quote", speaker="Jane Doe")
    await review.approve(one, "ann")
    (told,) = (await overlay(store)).claims
    assert told.statement.startswith("Jane Doe, quoted by Example News (sentence 1): “")


async def test_findings_are_never_told_without_their_counterpart(review: Review, store: Store) -> None:
    wanted = {
        IN_MICE: (("diazepam",), "mouse", ("carton-no-lasting",)),
        IN_PEOPLE: (("alprazolam",), "human", ("memory-people-summary",)),
        "People on alprazolam had dementia as often.": (("alprazolam",), "human", ("dementia-summary",)),
        "People on zolpidem remembered as much.": (("zolpidem",), "human", ("memory-reviews-not-z",)),
        "Cells given diazepam shrank.": (("diazepam",), "in vitro", ("memory-people-summary",)),
    }
    sentences = [claim(text, drugs=drugs, species=(species,)) for text, (drugs, species, _) in wanted.items()]
    number = await added(review, article(*sentences))
    for n in range(1, len(wanted) + 1):
        await review.edit(f"a{number}-{n}", "ann", Edit(aspects=("memory",)))
        await review.approve(f"a{number}-{n}", "ann")
    assert [one.needs for one in (await overlay(store)).claims] == [needs for _, _, needs in wanted.values()]


async def test_an_animal_finding_with_nothing_to_balance_it_is_refused(review: Review) -> None:
    one = await one_claim(review, IN_MICE, drugs=("diazepam",), species=("mouse",))
    told = await refused(review, one, aspects=("driving",))
    assert "must not stand alone" in told
    assert "memory" in told
    await review.withdraw("carton-no-lasting", "ann", "wrong")
    assert "carton-no-lasting, which is withdrawn" in await refused(review, one)


async def test_no_amount_for_people_is_published_but_what_animals_got_is(review: Review) -> None:
    number = await added(review, article(claim(WITH_DOSE, drugs=("alprazolam",), species=("human",))))
    assert "no amounts of a medicine for people ('2 mg')" in await refused(review, f"a{number}-1")
    assert "'half a tablet'" in await refused(review, f"a{number}-1", statement="Take half a tablet.")
    mice = article(claim("Mice got 5 mg/kg diazepam.", drugs=("diazepam",), species=("mouse",)))
    number = await added(review, mice, address="https://news.example/mice")
    assert (await review.approve(f"a{number}-1", "ann")).changed


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("fewer words", "whole sentences"),
        ("Fewer words. And then", "whole sentences"),
        ("Fewer words.\nMore of them.", "whole sentences"),
        ("Fewer words. " * 24, "300 at most"),
        (IN_PEOPLE, "the article's own sentence"),
        (f"In short: {IN_PEOPLE.lower()}", "the article's own sentence"),
    ],
)
async def test_a_statement_in_own_words_is_one_line_of_whole_short_sentences(
    review: Review, statement: str, told: str
) -> None:
    one = await one_claim(review)
    assert told in await refused(review, one, statement=statement)
    assert (await review.claims())[0].statement is None


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ({"aspects": ("nope",)}, "no aspect 'nope'"),
        ({"aspects": ()}, "--aspects"),
        ({"about": ("clonidine",)}, "no drug or class 'clonidine'"),
        ({"about": ()}, "--about"),
        ({"species": "dog"}, "--species"),
        ({"study": "rumour"}, "--study"),
        ({"review_by": TODAY}, "not in the future"),
    ],
)
async def test_an_edit_names_what_there_is(review: Review, edit: dict[str, Any], told: str) -> None:
    one = await one_claim(review)
    assert told in await refused(review, one, **edit)
    assert (await review.show(one)).history == []  # type: ignore[union-attr]


async def test_a_document_that_nobody_can_look_up_is_not_cited_until_it_can_be(review: Review, store: Store) -> None:
    what = article(claim(IN_PEOPLE, drugs=("alprazolam",), species=("human",)))
    await added(review, what, address=None)
    assert "add the article again with --url" in await refused(review, "a1-1")
    again = await review.add(what, address=ADDRESS, retrieved_on=TODAY, who="ann")
    assert again.already == "text"
    await review.approve("a1-1", "ann")
    assert (await overlay(store)).sources["doc-1"].url == ADDRESS


# ---- The balance in topic.toml ------------------------------------------------------------------


def test_what_is_needed_answers_the_same_questions_about_the_same_drugs() -> None:
    topic = benzo()
    assert topic.balance
    for row in topic.balance:
        for claim_id in row.needs:
            needed = topic.claims[claim_id]
            assert set(row.aspects) <= set(needed.aspects), claim_id
            assert set(row.about or [topic.main_class]) <= {*needed.shown_for}, claim_id


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('needs = ["carton-no-lasting"]', 'needs = ["carton"]', "needs: there is no 'carton'"),
        ('about = ["z-drug"]', 'about = ["z"]', "about: there is no 'z'"),
        ('aspects = ["memory", "people"]\n', 'aspects = ["mem"]\n', "aspects: there is no 'mem'"),
        ('needs = ["carton-no-lasting"]', "needs = []", "a balance names the aspects that it is for"),
        ('species = ["mouse", "rat"]\naspects', 'species = ["dog"]\naspects', "species: Invalid enum value 'dog'"),
    ],
)
def test_a_mistake_in_the_balance_is_told_with_its_line(config: ConfigCopy, old: str, new: str, told: str) -> None:
    line = config.change(TOPIC, old, new, after="[[balance]]")
    ((file, at, what),) = config.mistakes()
    assert file == "benzodiazepines/topic.toml"
    assert line - 4 <= at <= line
    assert told in what
