"""A reviewed claim of a document -> what readers are told, and every reason why it must not be told like that."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from core.articles.review.drafting import SPECIES, STUDIES
from core.articles.review.identity import called, url_of
from core.catalog import Claim, Evidence
from core.checks import AMOUNT, PACE
from core.drafts import ANIMALS
from core.names import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from core.catalog import Balance, Topic
    from core.phrases import Phrases
    from core.storage.rows import StoredClaim

LONGEST = 300
"""Characters of a statement in own words, as in claims.toml."""
LONGEST_QUOTATION = 500
"""Characters of a sentence that is told as it stands; a longer one is said in own words."""
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“]*“")
_NOT_PEOPLE = frozenset({"mouse", "rat", "in vitro"})


class Known:
    """What a topic knows. A claim that was published under a name that is gone from `config/` is told no longer."""

    def __init__(self, topic: Topic) -> None:
        self.subjects = frozenset({*topic.drugs, *(one.id for one in topic.classes)})
        self.aspects = dict.fromkeys(one.id for one in topic.aspects)

    def has(self, claim: StoredClaim) -> bool:
        """Tell whether there is everything that a claim names."""
        named = claim.about and claim.aspects and claim.species in SPECIES and claim.study in STUDIES
        return bool(named) and self.subjects.issuperset(claim.about) and self.aspects.keys() >= set(claim.aspects)


def told(claim: StoredClaim, csl: Mapping[str, Any], say: Phrases) -> str:
    """Return what readers are told: the statement in own words, else the quotation, who says it, and its place."""
    if claim.statement is not None:
        return claim.statement
    name, title = called(csl), csl.get("title")
    who = name or (say("article.by_title", title=title) if title else say("article.unnamed"))
    key = "article.told.speaker" if claim.speaker else "article.told"
    return say(key, who=who, speaker=claim.speaker, sentence=claim.sentence, quotation=_quotable(claim.quotation))


def to_claim(claim: StoredClaim, csl: Mapping[str, Any], topic: Topic, say: Phrases) -> Claim:
    """Return a claim of the catalogue. Raises ValueError for one that was never published."""
    if not (claim.species and claim.study and claim.reviewed_on and claim.review_by):
        raise ValueError(f"{claim.id} has not been reviewed")
    source = f"doc-{claim.document}"
    return Claim(
        id=claim.id,
        statement=told(claim, csl, say),
        kind=claim.kind,
        about=claim.about,
        aspects=claim.aspects,
        species=claim.species,
        study=claim.study,
        source=source,
        locator=say("article.locator", sentence=claim.sentence),
        reviewed_on=claim.reviewed_on,
        review_by=claim.review_by,
        rank=claim.rank,
        shown_for=claim.about,
        needs=needs_of(claim, topic),
        evidence=(Evidence(source, claim.sentence, claim.sha256),),
        added=True,
    )


def needs_of(claim: StoredClaim, topic: Topic) -> tuple[str, ...]:
    """Return the built-in claims that this one is never told without, by the topic's balance."""
    fitting = (row for row in _balances(claim, topic) if not set(row.aspects).isdisjoint(claim.aspects))
    return tuple(dict.fromkeys(one for row in fitting for one in row.needs))


def wrong_in(
    claim: StoredClaim, csl: Mapping[str, Any], topic: Topic, say: Phrases, withdrawn: Collection[str]
) -> Iterator[str]:
    """Yield why a claim must not be told as it is, each a line that says what to do. `withdrawn` are built-in ones."""
    yield from _unsaid(claim, csl, topic)
    yield from _wrong_statement(claim)
    if claim.species not in _NOT_PEOPLE:
        text = told(claim, csl, say)
        if amount := AMOUNT.search(text):
            yield f"no amounts of a medicine for people ({amount[0]!r}): say it without one, with --statement"
        if pace := PACE.search(text):
            yield f"no pace of coming off a medicine ({pace[0]!r}): say it without one, with --statement"
    yield from _alone(claim, topic, withdrawn)


def _unsaid(claim: StoredClaim, csl: Mapping[str, Any], topic: Topic) -> Iterator[str]:
    """Yield what a reviewer still has to say, and what they said that there is not."""
    if url_of(csl) is None:
        yield "nobody could look it up: add the article again with --url ADDRESS"
    for name, value, known in (("species", claim.species, SPECIES), ("study", claim.study, STUDIES)):
        if value not in known:
            yield f"the article does not say its {name}; say it with --{name}, one of: {', '.join(known)}"
    topic_knows = Known(topic)
    for one in claim.about:
        if one not in topic_knows.subjects:
            yield f"/{topic.command} has no drug or class {one!r}: say what the evidence is on with --about"
    for one in claim.aspects:
        if one not in topic_knows.aspects:
            yield f"/{topic.command} has no aspect {one!r}, only {', '.join(topic_knows.aspects)}"
    if not claim.about:
        yield "it is on nothing: say what the evidence is on with --about"
    if not claim.aspects:
        yield f"it answers nothing: say what with --aspects, some of: {', '.join(topic_knows.aspects)}"


def _wrong_statement(claim: StoredClaim) -> Iterator[str]:
    text = claim.statement
    if "://" in (claim.quotation if text is None else text):
        yield "it holds a web address, which readers would follow: say it without one with --statement"
    if text is None:
        if len(claim.quotation) > LONGEST_QUOTATION:
            yield f"{len(claim.quotation)} characters are too many to quote: say it in own words with --statement"
        return
    if len(text) > LONGEST:
        yield f"the statement has {len(text)} characters, {LONGEST} at most: shorten it"
    if text != " ".join(text.split()) or not text.endswith((".", "?", "!", "”")) or not _begins_whole(text):
        yield "a statement is one line of whole sentences: begin it with a capital letter and end it with a full stop"
    if any(_has(part, claim.quotation) for part in _QUOTED.split(text)):
        yield "that is the article's own sentence: set it in “quotation marks”, or say it in own words"


def _alone(claim: StoredClaim, topic: Topic, withdrawn: Collection[str]) -> Iterator[str]:
    """Yield why a claim would stand alone that must not: something seen in animals, without its counterpart."""
    for one in needs_of(claim, topic):
        if one not in topic.claims or one in withdrawn:
            yield f"it must not be told without {one}, which is withdrawn: restore that first, or reject this one"
    if claim.species in ANIMALS:
        balanced = {aspect for row in _balances(claim, topic) for aspect in row.aspects}
        if alone := [one for one in claim.aspects if one not in balanced]:
            others = f", of these: {', '.join(sorted(balanced))}" if balanced else ""
            yield (
                f"a finding in animals must not stand alone, and nothing balances it under {', '.join(alone)}: "
                f"choose other --aspects{others}"
            )


def _balances(claim: StoredClaim, topic: Topic) -> list[Balance]:
    """Return the rows of the topic's balance that fit a claim, under whatever aspect."""
    text = f"{claim.quotation} {claim.statement or ''}"
    classes = {topic.drugs[one].class_ if one in topic.drugs else one for one in claim.about}
    return [
        row
        for row in topic.balance
        if (not row.species or claim.species in row.species)
        and (not row.about or not classes.isdisjoint(row.about))
        and (not row.words or _any_of(row.words).search(text))
        and not (row.but_words and _any_of(row.but_words).search(text))
    ]


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of these words, whole; ten times as fast as taking thousands of sentences apart."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _quotable(sentence: str) -> str:
    """Return a sentence as it stands between quotation marks: on one line, and without a pair of its own around it."""
    line = " ".join(sentence.split())
    whole = _QUOTED.fullmatch(line)
    return line[1:-1].strip() if whole else line


def _has(text: str, sentence: str) -> bool:
    """Tell whether a text holds a sentence, word for word."""
    words = " ".join(words_of(sentence))
    return bool(words) and f" {words} " in f" {' '.join(words_of(text))} "


def _begins_whole(text: str) -> bool:
    return text[:1].isupper() or text[:1].isdigit() or text[:1] == "“"
