"""The client's article: our sentences are our own, and what they are pinned to stands in it."""

from __future__ import annotations

import re
from functools import cache

from fakes.beside import material
from fakes.everything import benzo

from core.app import CONFIG
from core.articles.text.sentences import normalised, sha256_of

DOCUMENT = "benzodiazepines-forum-post.txt"
LONGEST_COPY = 8
"""Words of a sentence that may be the same by chance."""


@cache
def article() -> str:
    return material("source", DOCUMENT).read_text(encoding="utf-8")


def passages() -> dict[str, str]:
    """Return every run of whole pieces in a line of the article, by its hash: its sentences are among them."""
    found = {}
    for line in article().splitlines():
        pieces = re.split(r"""(?<=[.!?"'”)\]])\s+""", line)
        for start in range(len(pieces)):
            for end in range(start + 1, min(start + 12, len(pieces)) + 1):
                passage = " ".join(pieces[start:end])
                found[sha256_of(passage)] = passage
    return found


def test_no_sentence_of_the_article_is_copied() -> None:
    files = [path for path in CONFIG.rglob("*") if path.suffix in {".toml", ".txt", ".po"}]
    config = normalised(" ".join(path.read_text(encoding="utf-8") for path in files))
    sentences = [one for line in article().splitlines() for one in re.split(r"(?<=[.!?])\s+", line)]
    long = [one for one in sentences if len(one.split()) > LONGEST_COPY]
    assert len(long) > 20
    assert [one for one in long if normalised(one).strip("\"' ").rstrip(".!?") in config] == []


def test_every_pinned_sentence_stands_in_the_article() -> None:
    pinned = [(claim.id, one) for claim in benzo().claims.values() for one in claim.evidence]
    assert pinned
    assert {one.document for _, one in pinned} == {DOCUMENT}
    found = passages()
    assert [claim for claim, one in pinned if one.sha256 not in found] == []


def test_pinned_sentences_are_numbered_in_reading_order() -> None:
    found, text = passages(), article()
    pinned = {one for claim in benzo().claims.values() for one in claim.evidence}
    at = sorted((one.sentence, text.index(found[one.sha256][:40])) for one in pinned)
    assert [place for _, place in at] == sorted(place for _, place in at)
    assert len({one.sentence for one in pinned}) == len({one.sha256 for one in pinned})


def test_nothing_is_pinned_to_the_comments_below_the_article() -> None:
    text, found = article(), passages()
    comments = text.index("Xanex")  # only the readers below the article spell it so
    pinned = [one for claim in benzo().claims.values() for one in claim.evidence]
    assert [one.sentence for one in pinned if text.index(found[one.sha256][:40]) > comments] == []
