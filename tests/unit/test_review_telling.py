"""How a reviewed sentence is told: in one pair of quotation marks or in own words, and never with a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.reviewing import IN_PEOPLE, one_claim, overlay, refused

from core.articles.review.values import Edit

if TYPE_CHECKING:
    from core.articles.review.service import Review
    from core.storage.engine import Store


async def test_a_quotation_in_quotation_marks_may_stand_in_own_words(review: Review, store: Store) -> None:
    one = await one_claim(review)
    await review.edit(one, "ann", Edit(statement=f"The news said: “{IN_PEOPLE}”"))
    await review.approve(one, "ann")
    assert (await overlay(store)).claims[0].statement == f"The news said: “{IN_PEOPLE}”"
    await review.edit(one, "ann", Edit(statement=""))
    assert "Example News writes" in (await overlay(store)).claims[0].statement


async def test_a_quotation_is_told_in_one_pair_of_marks(review: Review, store: Store) -> None:
    one = await one_claim(review, "“People on alprazolam recalled fewer words.”", speaker="Ann Example")
    await review.approve(one, "ann")
    told = (await overlay(store)).claims[0].statement
    assert told.endswith(": “People on alprazolam recalled fewer words.”")
    assert told.startswith("Ann Example, quoted by")


async def test_a_very_long_sentence_is_not_quoted(review: Review) -> None:
    one = await one_claim(review, "Alprazolam " + "really " * 80 + "calmed them.")
    assert "too many to quote" in await refused(review, one)


async def test_a_link_of_an_article_reaches_no_answer(review: Review) -> None:
    one = await one_claim(review, "People who took alprazolam slept longer, says https://shop.example/buy today.")
    assert "web address" in await refused(review, one)
    await review.edit(one, "ann", Edit(statement="They slept longer: https://shop.example/buy."))
    assert "web address" in await refused(review, one)
    await review.edit(one, "ann", Edit(statement="People who took alprazolam slept longer."))
    await review.approve(one, "ann")


@pytest.mark.parametrize(
    "sentence",
    [
        "Patients on alprazolam came by a taper over 16 weeks or over one week.",
        "People who stopped alprazolam within a week felt worse.",
        "Doctors should reduce the alprazolam dose by 10% every two weeks.",
        "They were weaned from alprazolam in about eight weeks.",
        "Cutting down alprazolam by a quarter each month worked.",
        "Coming off alprazolam over three months went well.",
    ],
)
async def test_a_pace_of_coming_off_is_never_told(review: Review, sentence: str) -> None:
    assert "no pace of coming off" in await refused(review, await one_claim(review, sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Withdrawal symptoms of alprazolam can begin within two days.",
        "Alprazolam reduced symptoms by 30%.",
        "A week after alprazolam ended, no test differed.",
        "People who stopped alprazolam suddenly had seizures.",
    ],
)
async def test_what_is_no_pace_is_told(review: Review, sentence: str) -> None:
    one = await one_claim(review, sentence)
    assert (await review.approve(one, "ann")).status == "published"
