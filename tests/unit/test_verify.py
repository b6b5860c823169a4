"""Do built-in claims still rest on what they are pinned to: found, moved or missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.everything import benzo
from fakes.reviewing import IN_MICE, IN_PEOPLE, NO_NAME, article, claim

from bots.console.articles import verified
from core.articles.review.verify import Checked, verify
from core.articles.text.sentences import sha256_of
from core.catalog import Evidence, Topic

SENTENCES = (IN_MICE, IN_PEOPLE, NO_NAME, IN_PEOPLE)


def pinned(*evidence: Evidence) -> Topic:
    """Return the topic with one claim, pinned like that."""
    one = replace(benzo().claims["shi-found"], evidence=evidence)
    return replace(benzo(), claims={one.id: one})


def looked_for(sentence: int, text: str) -> Checked:
    evidence = Evidence("post.txt", sentence, sha256_of(text))
    (found,) = verify(article(*map(claim, SENTENCES)), [pinned(evidence)])
    assert (found.claim, found.evidence) == ("shi-found", evidence)
    return found


@pytest.mark.parametrize(
    ("sentence", "text", "found", "now"),
    [
        (1, IN_MICE, "found", 1),
        (1, f"  “{IN_MICE.upper()}”\n", "found", 1),
        (3, IN_MICE, "moved", 1),
        (4, IN_PEOPLE, "found", 4),
        (9, IN_PEOPLE, "moved", 2),
        (1, IN_MICE.replace("less", "more"), "missing", None),
    ],
)
def test_a_sentence_is_found_by_its_hash_where_it_was_or_elsewhere(
    sentence: int, text: str, found: str, now: int | None
) -> None:
    checked = looked_for(sentence, text)
    assert (checked.found, checked.now) == (found, now)


def test_every_pinned_sentence_is_reported_and_those_of_other_documents_can_be_left_out() -> None:
    there, gone = Evidence("post.txt", 1, sha256_of(IN_MICE)), Evidence("paper.txt", 1, sha256_of("Nothing of it."))
    text, topics = article(claim(IN_MICE)), [pinned(there, gone)]
    assert [one.found for one in verify(text, topics)] == ["found", "missing"]
    assert [one.evidence for one in verify(text, topics, "post.txt")] == [there]
    assert verified(verify(text, topics)).splitlines() == [
        "shi-found: sentence 1 found",
        "shi-found: sentence 1 missing",
        "1 found, 0 moved, 1 missing",
    ]


def test_every_evidence_of_the_shipped_claims_is_looked_for_and_none_of_added_ones() -> None:
    wanted = [(one.id, evidence) for one in benzo().claims.values() for evidence in one.evidence]
    assert [(one.claim, one.evidence) for one in verify(article(), [benzo()])] == wanted
    with_added = {one.id: replace(one, added=True) for one in benzo().claims.values()}
    assert verify(article(), [replace(benzo(), claims=with_added)]) == ()
