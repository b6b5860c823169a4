"""What the files of a topic must agree on: names that exist, dates in order, no amounts of a medicine for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.names import key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from core.catalog import Claim
    from core.drugs import Drug
    from core.loading import TopicFiles
    from core.toml import Document, Place

_NUMBER = (
    r"(?:\d[\d.,]*|[½¼¾]|an?|another|several|half|a?\s?quarter|twice|double|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve)"
)
_UNIT = (
    r"(?:m[gl]s?|mcgs?|µg|g|grams?|milligrams?|micrograms?|millilit(?:er|re)s?|tablets?|pills?|capsules?|drops?|bars?"
    r"|doses?)"
)
AMOUNT = re.compile(rf"(?<!\w){_NUMBER}(?:[\s-]+(?:an?|the|of|small|more))*[\s-]*{_UNIT}(?!\w)", re.IGNORECASE)
"""An amount of a medicine: never in a statement about people (promise 4)."""

PAPER = "article-journal"
"""The CSL type of what counts as a paper."""


_COUNT = rf"(?:{_NUMBER}|a few|sixteen)"
_TIME = r"(?:days?|weeks?|months?)"
PACE = re.compile(
    r"\b(?:taper\w*|wean\w*|withdr[ae]w(?:s|n|ing)?|stopp\w*|stop|discontinu\w*|com(?:e|es|ing) off|cut(?:s|ting)? down"
    rf"|step\w* down)\b[^.;:]{{0,60}}?\b(?:over|within|every|each|by|in)\s+(?:\w+\s+){{0,2}}?{_COUNT}[\s-]*{_TIME}\b"
    r"|\b(?:reduc\w*|lower\w*|cut\w*|taper\w*)\b[^.;:]{0,40}\b(?:dos\w+|intake|amount|medicine|it|down)\b[^.;:]{0,30}?\bby\s+"
    rf"{_COUNT}\s*(?:%|per\s?cent|quarter|half|third|tenth)?",
    re.IGNORECASE,
)
"""A pace at which people came off a medicine: a schedule to whoever reads it, so never in a statement (promise 4)."""


def check(files: TopicFiles) -> None:
    """Note every disagreement in the file that it stands in, as far as the files could be read."""
    known = _Known(files)
    _check_head(files, known)
    for at, drug in files.drugs.items():
        _check_drug(files, known, drug, ("drugs", at))
    for at, claim in files.claims.items():
        _check_claim(files, known, claim, ("claims", at))
    _once(files.claims_file, "claims", "id")
    _once(files.drugs_file, "drugs", "inn")
    _once(files.topic_file, "aspects", "id")


class _Known:
    """The ids that each file has, also those of rows that have some other mistake."""

    def __init__(self, files: TopicFiles) -> None:
        self.claims = _ids(files.claims_file, "claims", "id")
        self.drugs = _ids(files.drugs_file, "drugs", "inn")
        self.classes = _ids(files.topic_file, "classes", "id")
        self.aspects = _ids(files.topic_file, "aspects", "id")
        self.sources = list(files.sources_file.data) or None
        self.owners: dict[str, str] = {}


def _check_head(files: TopicFiles, known: _Known) -> None:
    head, file = files.head, files.topic_file
    if head is None:
        return
    _exist(file, ("main_class",), "main_class", [head.main_class], known.classes)
    _exist(file, ("buttons",), "buttons", head.buttons, known.aspects)
    _exist(file, ("at_a_glance",), "at_a_glance", head.at_a_glance, known.aspects)
    if head.study_card:
        _exist(file, ("study_card",), "study_card", head.study_card.claims, known.claims)
    withdrawn = {claim.id for claim in files.claims.values() if claim.status != "published"}
    for at, one in enumerate(head.classes):
        place: Place = ("classes", at)
        _exist(file, (*place, "safety"), "safety", one.safety, known.claims)
        _exist(file, (*place, "definition"), "definition", one.definition, known.claims)
        if not one.safety:
            file.mistake(place, "a class needs a safety line")
        for claim_id in sorted(withdrawn & set(one.safety)):
            file.mistake((*place, "safety"), f"the safety line {claim_id!r} is withdrawn")
    for at, balance in enumerate(head.balance):
        place = ("balance", at)
        _exist(file, (*place, "needs"), "needs", balance.needs, known.claims)
        _exist(file, (*place, "aspects"), "aspects", balance.aspects, known.aspects)
        _exist(file, (*place, "about"), "about", balance.about, known.classes)
        if not balance.needs or not balance.aspects:
            file.mistake(place, "a balance names the aspects that it is for, and the claims that are needed there")


def _check_drug(files: TopicFiles, known: _Known, drug: Drug, place: Place) -> None:
    file = files.drugs_file
    _exist(file, (*place, "class"), "class", [drug.class_], known.classes)
    for part, sources in _sources_of(drug):
        _exist(file, (*place, part), "sources", sources, known.sources)
    for name in _names_of(drug):
        if known.owners.setdefault(key(name), drug.inn) != drug.inn:
            file.mistake(place, f"the name {name!r} of {drug.inn} is also one of {known.owners[key(name)]}")
    if drug.brands and drug.brands.known_as:
        _exist(file, (*place, "brands", "known_as"), "known_as", [drug.brands.known_as], drug.brands.sold)
    if drug.half_life and not drug.half_life.parent_hours[0] <= drug.half_life.parent_hours[1]:
        file.mistake((*place, "half_life", "parent_hours"), "the lower figure comes first")


def _check_claim(files: TopicFiles, known: _Known, claim: Claim, place: Place) -> None:
    file = files.claims_file
    subjects = None if known.drugs is None or known.classes is None else [*known.drugs, *known.classes]
    others = None if known.claims is None else [one for one in known.claims if one != claim.id]
    _exist(file, (*place, "source"), "source", [claim.source], known.sources)
    _exist(file, (*place, "also"), "also", claim.also, known.sources)
    _exist(file, (*place, "clinical_also"), "clinical_also", claim.clinical_also, known.sources)
    _exist(file, (*place, "about"), "about", claim.about, subjects)
    _exist(file, (*place, "shown_for"), "shown_for", claim.shown_for, subjects)
    _exist(file, (*place, "aspects"), "aspects", claim.aspects, known.aspects)
    _exist(file, (*place, "needs"), "needs", claim.needs, others)
    papers = [one for one in claim.also if (found := files.sources.get(one)) and found.csl["type"] == PAPER]
    if claim.finds and papers:
        file.mistake((*place, "finds"), f"finds is for what one paper found, and this also rests on {papers[0]}")
    for what in _wrong_in(claim):
        file.mistake(place, what)


def _wrong_in(claim: Claim) -> Iterator[str]:
    if not claim.about:
        yield "about is empty: say what the evidence is on"
    if claim.review_by <= claim.reviewed_on:
        yield "review_by must come after reviewed_on"
    if claim.finds and claim.kind != "finding":
        yield f"finds is for findings, and this is a {claim.kind}: leave it out"
    if claim.added:
        yield "added is not for this file: articles are added with `healthfacts article add`"
    if claim.status == "withdrawn" and not claim.reason:
        yield "a withdrawn claim needs a reason"
    for text in (claim.statement, *([] if claim.clinical is None else [claim.clinical])):
        amount = AMOUNT.search(text)
        if amount and claim.species not in {"mouse", "rat", "in vitro"}:
            yield f"no amounts of a medicine for people: {amount[0]!r}"
        if (pace := PACE.search(text)) and claim.species not in {"mouse", "rat", "in vitro"}:
            yield f"no pace of coming off a medicine: {pace[0]!r}"
        if text != " ".join(text.split()) or not text.endswith((".", "?", "!", "”")):
            yield "a statement is one line of whole sentences"


def _exist(file: Document, place: Place, what: str, values: Iterable[str], known: Collection[str] | None) -> None:
    """Note the values that are not known; nothing where the file that would know them could not be read."""
    if known is None:
        return
    for value in values:
        if value not in known:
            file.mistake(place, f"{what}: there is no {value!r}")


def _once(file: Document, table: str, name: str) -> None:
    ids = _ids(file, table, name) or []
    for at, one in enumerate(ids):
        if one is not None and one in ids[:at]:
            file.mistake((table, at), f"{one!r} is already there")


def _ids(file: Document, table: str, name: str) -> list[Any] | None:
    rows = file.data.get(table)
    return [row.get(name) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else None


def _sources_of(drug: Drug) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "class_sources", drug.class_sources
    for part in ("uses", "brands", "spellings", "half_life", "codes"):
        if value := getattr(drug, part):
            yield part, value.sources
    for schedule in drug.schedules:
        yield "schedules", schedule.sources


def _names_of(drug: Drug) -> Iterator[str]:
    yield drug.inn
    yield from drug.brands.sold if drug.brands else ()
    yield from (*drug.spellings.names, *drug.spellings.slang) if drug.spellings else ()
