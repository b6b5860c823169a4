"""Deciding about claims: who, when and why are kept, twice is once, and nobody overwrites anybody."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fakes.everything import benzo, shipped
from fakes.reviewing import NO_NAME, NOW, Clock, added, article, claim, one_claim, overlay, reviewing

from core.articles.review.values import BuiltInEntry, ClaimEntry, Edit
from core.errors import WrongUse
from core.overlay import overlaid
from core.storage.overlays import overlays, revision

if TYPE_CHECKING:
    from pathlib import Path

    from core.articles.review.service import Review
    from core.storage.engine import Store


async def test_every_decision_is_kept_with_who_when_why_and_what_changed(review: Review) -> None:
    one = await one_claim(review)
    await review.edit(one, "ann", Edit(statement="People recalled fewer words.", review_by=date(2027, 1, 1)))
    await review.approve(one, "bob")
    await review.withdraw(one, "eve", "It was  misread.")
    await review.restore(one, "bob")
    history = await review.history(one)
    assert [(made.version, made.action, made.who, made.reason) for made in history] == [
        (2, "edit", "ann", None),
        (3, "approve", "bob", None),
        (4, "withdraw", "eve", "It was misread."),
        (5, "restore", "bob", None),
    ]
    assert history[0].changed == {
        "statement": [None, "People recalled fewer words."],
        "review_by": [None, "2027-01-01"],
    }
    assert history[2].changed["status"] == ["published", "withdrawn"]
    assert all(made.at == NOW for made in history)


async def test_pressing_twice_is_pressing_once(review: Review, store: Store) -> None:
    one = await one_claim(review)
    for press in (
        lambda version: review.approve(one, "ann", version=version),
        lambda version: review.withdraw(one, "ann", "wrong", version=version),
        lambda version: review.restore(one, "ann", version=version),
    ):
        entry = await review.show(one)
        assert isinstance(entry, ClaimEntry)
        first, second = await press(entry.claim.version), await press(entry.claim.version)
        assert (first.changed, second.changed) == (True, False)
        assert (first.version, first.status) == (second.version, second.status)
    assert len(await review.history(one)) == 3
    assert await revision(store) == 3


async def test_two_reviewers_cannot_overwrite_each_other(review: Review) -> None:
    one = await one_claim(review)
    await review.edit(one, "ann", Edit(statement="People recalled fewer words."), version=1)
    for press in (
        review.approve(one, "bob", version=1),
        review.reject(one, "bob", "no", version=1),
        review.edit(one, "bob", Edit(statement="People forgot words."), version=1),
    ):
        with pytest.raises(WrongUse, match="changed by somebody else"):
            await press
    (kept,) = await review.claims()
    assert (kept.statement, kept.status) == ("People recalled fewer words.", "draft")


async def test_reviewers_who_press_at_the_same_moment_make_one_decision(review: Review) -> None:
    one = await one_claim(review)
    done = await asyncio.gather(
        review.approve(one, "ann", version=1), review.reject(one, "bob", "no", version=1), return_exceptions=True
    )
    assert sum(isinstance(result, WrongUse) for result in done) == 1
    assert len(await review.history(one)) == 1


@pytest.mark.parametrize(
    ("before", "press", "told"),
    [
        ([], lambda review, one: review.withdraw(one, "ann", "x"), "reject it"),
        (["approve"], lambda review, one: review.reject(one, "ann", "x"), "withdraw it"),
        (["approve", "withdraw"], lambda review, one: review.approve(one, "ann"), "restore it"),
        ([], lambda review, _: review.approve("a9-9", "ann"), "there is no claim 'a9-9'"),
        ([], lambda review, one: review.reject(one, "ann", " \n "), "a reason is needed"),
        ([], lambda review, one: review.reject(one, "", "x"), "a name is needed"),
        ([], lambda review, _: review.withdraw("safety-stop", "ann", "x"), "is a safety line"),
    ],
)
async def test_what_cannot_be_decided_says_what_can(review: Review, before: list[str], press: Any, told: str) -> None:
    one = await one_claim(review)
    for action in before:
        await (review.approve(one, "ann") if action == "approve" else review.withdraw(one, "ann", "x"))
    with pytest.raises(WrongUse, match=told):
        await press(review, one)


async def test_a_rejected_draft_is_not_told_and_can_come_back(review: Review, store: Store) -> None:
    one = await one_claim(review)
    await review.reject(one, "ann", "Not what the study found.")
    assert [kept.id for kept in await review.claims("rejected")] == [one]
    assert (await review.restore(one, "ann")).status == "draft"
    assert await revision(store) == 0  # none of it changed an answer


async def test_withdrawing_a_built_in_claim_recalls_what_needs_it_and_restoring_brings_it_back(
    review: Review, store: Store
) -> None:
    done = await review.withdraw("carton-no-lasting", "ann", "The paper was misread.")
    assert "shi-found" in done.also
    told = overlaid(benzo(), await overlay(store))
    assert told.claims.keys().isdisjoint({"carton-no-lasting", *done.also})
    entry = await review.show("carton-no-lasting")
    assert isinstance(entry, BuiltInEntry)
    assert (entry.withdrawn, entry.version) == ("The paper was misread.", 1)
    assert not (await review.withdraw("carton-no-lasting", "bob", "again")).changed
    await review.restore("carton-no-lasting", "bob", version=1)
    assert overlaid(benzo(), await overlay(store)).claims.keys() == benzo().claims.keys()
    assert [made.action for made in await review.history("carton-no-lasting")] == ["withdraw", "restore"]
    with pytest.raises(WrongUse, match="changed by somebody else"):
        await review.withdraw("carton-no-lasting", "eve", "late", version=1)


async def test_a_published_edit_counts_as_reviewed_today_and_raises_the_revision(tmp_path: Path) -> None:
    clock = Clock()
    async with reviewing(tmp_path, clock) as (store, review):
        one = await one_claim(review)
        await review.approve(one, "ann")
        clock.now += timedelta(days=400)
        await review.edit(one, "bob", Edit(statement="People recalled fewer words."))
        (told,) = (await overlay(store)).claims
        assert told.reviewed_on == clock.now.date()
        assert told.review_by == clock.now.date() + timedelta(days=365)
        assert await revision(store) == 2
        assert not (await review.edit(one, "bob", Edit(statement="People recalled fewer words."))).changed


async def test_claims_of_the_newest_article_come_first_and_those_that_config_dropped_are_not_told(
    review: Review, store: Store
) -> None:
    await review.approve(await one_claim(review), "ann")
    other = article(claim(NO_NAME, drugs=("alprazolam",), species=("human",)))
    await review.approve(f"a{await added(review, other, address='https://news.example/2')}-1", "ann")
    assert [one.id for one in (await overlay(store)).claims] == ["a2-1", "a1-1"]
    fewer = replace(benzo(), drugs={inn: drug for inn, drug in benzo().drugs.items() if inn != "alprazolam"})
    assert (await overlays(store, [fewer], shipped().phrases("en")))[fewer.id].claims == ()
