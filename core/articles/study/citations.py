"""One citation, in any of the styles in use, -> a CSL-JSON item without what it does not say.

First identifiers are taken out, then the tail that holds journal, date, volume and pages; what is left are authors and
title. The styles are those of Vancouver/NLM, AMA, APA, Nature, Elsevier, PLOS, MLA, Chicago, and of the science news
sites (`“Title” by A and B, date, journal`; `A et al, Title, Journal (2022)`). The fields are those of the Citation
Style Language 1.0.2.
"""

from __future__ import annotations

import re
from typing import Any

from core.articles.study.dates import date_parts, dates_in, first_date
from core.articles.study.dois import dois_in
from core.articles.study.people import is_group, looks_like_people, names_of

Csl = dict[str, Any]

LONGEST = 8_000
"""Code points of a citation that are read."""

_YEAR = r"(?:1[89]|20)\d\d"
_MON = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"{_YEAR}(?:\s{_MON}(?:[-–/]{_MON})?(?:\s\d{{1,2}})?)?"  # noqa: RUF001
_PAGE = r"[A-Za-z]?[A-Za-z]?\.?\d[\w.]*(?:\s?[-–—]\s?[A-Za-z]?\d\w*)?"  # noqa: RUF001
_VOLUME = r"[A-Za-z]?\d[\w-]*(?:\s(?:Suppl|Pt)\.?\s?\w+)?"
_ISSUE = r"\s?\((?P<issue>[^()]{1,40})\)"
_TAILS = tuple(
    re.compile(one)
    for one in (
        # Nat Neurosci. 2022 Mar;25(3):317-329  ·  Nature Neuroscience, 2022; 25 (3): 317
        rf"[.,]?\s*(?P<date>{_DAY})\s*;\s*(?P<volume>{_VOLUME})?(?:{_ISSUE})?(?:\s?:\s?(?P<page>{_PAGE}))?",
        # Journal. 2022 Feb 28  ·  Journal, 28 February 2022
        rf"[.,]\s(?P<date>{_DAY}|(?:\d{{1,2}}\s)?{_MON}\s(?:\d{{1,2}},\s)?{_YEAR})[\s.,;:]*\Z",
        # Journal, vol. 25, no. 3, 2022, pp. 317-329  ·  Journal 25, no. 3 (2022): 317-29
        (
            rf",?\svol\.?\s?(?P<volume>\w+)(?:,\s?(?:no|issue)\.?\s?(?P<issue>[\w–-]+))?"  # noqa: RUF001
            rf",\s?(?P<date>[\w .]{{0,20}}{_YEAR})(?:,\s?pp?\.\s?(?P<page>{_PAGE}))?"
        ),
        rf"\s(?P<volume>\d+)(?:,\sno\.\s(?P<issue>[\w–-]+))?\s\((?P<date>[^()]{{0,24}}{_YEAR})\)(?:\s?:\s?(?P<page>{_PAGE}))",  # noqa: RUF001
        # Drug Saf (2015) 38:909-919
        rf"\s\((?P<date>{_YEAR})\)\s(?P<volume>\d+)(?:{_ISSUE})?\s?:\s?(?P<page>{_PAGE})",
        # Nat Neurosci 25, 317-329 (2022)  ·  Nat. Neurosci. 25 (2022) 317-329
        rf",?\s(?P<volume>\d+)(?:{_ISSUE})?\s?[,:]\s?(?P<page>{_PAGE})\s\((?P<date>{_YEAR})\)",
        rf",?\s(?P<volume>\d+)(?:{_ISSUE})?\s\((?P<date>{_YEAR})\)[\s,:]*(?P<page>{_PAGE})?",
        # BMC Med 2019, 17:12  ·  Pharmacy 2013, 1(2), 65-93
        rf",?\s(?P<date>{_YEAR}),\s?(?P<volume>\d+)(?:{_ISSUE})?\s?[:,]\s?(?P<page>{_PAGE})",
        # Journal, 25(3), 317-329  ·  PLoS ONE 17(3): e0123456
        rf",?\s(?P<volume>\d+)(?:{_ISSUE})?\s?[,:]\s?(?:pp?\.\s?|Article\s)?(?P<page>{_PAGE})\s*\.?\s*\Z",
        rf",?\s(?P<volume>\d+){_ISSUE}\s*\.?\s*\Z",
        # Journal (2022)  ·  Journal (28 February 2022)
        rf"[,.]?\s\((?P<date>[^()]{{0,24}}{_YEAR})\)[\s.,]*\Z",
    )
)
_IDENTIFIERS = re.compile(
    r"(?i)[\[(]?\s*\b(?:doi\s?[:.]?\s*)?(?:https?://(?:dx\.)?doi\.org/\s?)?10\.\d{4,9}/\s?\S+|\bdoi\s?:?\s*(?=\Z|PMID)"
    r"|\bPM(?:C?ID)\s?:?\s*(?:PMC)?\d{1,9}\.?|\bPMC\d{4,9}\b\.?|<?https?://\S+|\bwww\.\S+"
)
_SAID_BESIDE = re.compile(
    r"(?i)\(?(?:e-?pub|published online|online ahead of print|ahead of print|advance online publication"
    r"|available (?:from|at)|accessed|retrieved|first published|published|online)\b"
    r"(?:[^.;)]{0,60}(?:\d{4}|print|:)(?:\s[a-z]{3}\s\d{1,2})?)?[.;:)]*"
    r"|\[(?:internet|online|indexed for medline|free[^\]]*|pubmed[^\]]*|crossref[^\]]*|google scholar|full text)\]"
)
_ONLINE = re.compile(r"(?i)\b(?:(?:e-?pub|first |published )(?:ahead of print|online)?(?: first)?|online):?\s+(?=\w)")
_HOLE = "\0"
_AROUND = ' .,;:()"“”*_'
_PMID = re.compile(r"\bPMID\s?:?\s*(\d{1,9})\b")
_PMCID = re.compile(r"\b(PMC\d{4,9})\b")
_QUOTED = re.compile(
    r"(?P<before>[^\"“”]*?)(?:[\"“](?P<double>[^\"“”]{8,600}(?:“[^”]*”[^\"“”]*)?)[\"”]|(?<!\w)‘(?P<single>.{8,600}?)’(?!\w))(?P<after>.*)\Z"  # noqa: RUF001
)
_ET_AL = re.compile(r"(?i)\bet\s+al\b\.?")
_BY = re.compile(r"[\s,.]*\b[Bb]y:?\s+")
_IN = re.compile(r"^[\s,.]*(?:(?:in|In)\b:?\s*)?(?:the\s)?(?:journal\s)?")
_BOUNDARY = re.compile(r"(?<=[.?!])[\"”’]?\s+(?=[\"“‘(]?[\w])")  # noqa: RUF001
_AFTER_ET_AL = re.compile(r"(?i)^(?P<authors>.{2,2000}?\bet\s+al)\b[.,:;]*\s+(?P<title>\S.*)\Z")
_AFTER_YEAR = re.compile(
    rf"^(?P<authors>.{{2,6000}}?\.?)[\s,]*\((?P<date>{_YEAR}[a-z]?(?:,\s[^()]{{3,24}})?)\)\s?[.,:]?\s+(?P<title>\S.*)\Z"
)
_AFTER_SEMICOLON = re.compile(r"^(?P<authors>[^;]{2,4000}[A-Z]\.?);\s+(?P<title>[^;]{12,})\Z")
_AFTER_COLON = re.compile(r"^(?P<authors>[^:]{1,4000},[^:]{1,4000}):\s+(?P<title>\S.*)\Z")
_INITIAL = re.compile(r"(?:^|[\s.-])[^\W\d_a-z]\.\Z")
_ABBREVIATED = re.compile(r"(?:\b(?:vs|spp|sp|subsp|var|cf|St|Dr|No|Inc|Ltd|approx|e\.g|i\.e)|\b[A-Z])\.\Z")
_WITH_INITIALS = re.compile(r"^[^\d,;.]+\s[^\W\d_a-z]{1,4}(?:\s(?:Jr|Sr|2nd|3rd|III?|IV))?\Z")
_ONE_WITH_INITIALS = re.compile(r"^(?:(?:[^\W\d_a-z]\.[\s-]?)+\s?[^\W\d_][\w’' -]{1,30}|(?:and|&)\s.+)\Z")  # noqa: RUF001
_WORDS = re.compile(r"\w+")
_PREPRINT = re.compile(r"(?i)\b(?:bioRxiv|medRxiv|arXiv|Research Square|SSRN|PsyArXiv|preprint)")
_LOGO = re.compile(r"(.{2,120}?)\s?logo\s?Link to \1\Z")
"""As the text of a page of PubMed Central has a journal's name."""
_LEAST_WORDS = 2
_LONGEST_ABBREVIATED = len("Neurosci")


def cited(text: str, comma_journals: tuple[str, ...] = ()) -> Csl | None:
    """Return the paper that a citation is of, or None where neither a title nor a DOI can be told.

    `comma_journals` are journals whose names hold commas: only by them `Title, Brain, Behavior, and Immunity (2022)`
    can be taken apart.
    """
    text = " ".join(text[:LONGEST].split())
    csl = _identified(text)
    said = _said(_without_identifiers(_SAID_BESIDE.sub(_HOLE, text)), comma_journals)
    if not said.keys() & {"container-title", "issued"}:  # "JAMA. Published online March 3, 2021" is all there is
        said = _said(_without_identifiers(_ONLINE.sub("", text)), comma_journals)
    csl |= {key: value for key, value in said.items() if value}
    return finished(csl) if csl.keys() - {"title"} else None


def _said(bare: str, comma_journals: tuple[str, ...]) -> Csl:
    quoted = _QUOTED.match(bare)
    said = _of_quoted(quoted) if quoted and _is_led_by_people(quoted["before"]) else _of_tail(bare, comma_journals)
    return {key: value for key, value in said.items() if value}


def finished(csl: Csl) -> Csl | None:
    """Return an item with its type, in the order of CSL; None where neither a title nor a DOI is in it."""
    said = {key: value for key, value in csl.items() if value}
    if len(_WORDS.findall(said.get("title", ""))) < _LEAST_WORDS:
        said.pop("title", None)
    if not said.keys() & {"title", "DOI"}:
        return None
    if logo := _LOGO.match(said.get("container-title", "")):
        said["container-title"] = logo[1]
    kind = "article" if _PREPRINT.search(said.get("container-title", "")) else "article-journal"
    order = ("title", "author", "container-title", "issued", "volume", "issue", "page", "DOI", "PMID", "PMCID", "URL")
    return {"type": kind, **{key: said[key] for key in order if key in said}}


def clean_title(title: str) -> str:
    """Return a title without quotation marks around it and without the full stop of its citation."""
    title = title.strip(' "“”,;:').removesuffix(".").strip()
    if title[:1] == "‘" and title[-1:] == "’":  # noqa: RUF001
        title = title[1:-1]
    if title[:1] == "[" and title[-1:] == "]":  # a translated title
        title = title[1:-1].removesuffix(".")
    return title.strip()


def issued(date: str) -> Csl:
    """Return CSL's `issued` of a date as written, or nothing."""
    iso = first_date(re.sub(rf"({_MON})[-–/]{_MON}", r"\1", date), years=True)  # noqa: RUF001
    if iso and re.search(rf"{_MON}[-–/]{_MON}", date):  # noqa: RUF001 - "Mar-Apr" is no month
        iso = iso[:4]
    return {"issued": {"date-parts": date_parts(iso)}} if iso else {}


def _identified(text: str) -> Csl:
    csl: Csl = {}
    if dois := dois_in(text):
        csl["DOI"] = dois[0]
    if pmid := _PMID.search(text):
        csl["PMID"] = pmid[1]
    if pmcid := _PMCID.search(text):
        csl["PMCID"] = pmcid[1]
    return csl


def _without_identifiers(text: str) -> str:
    """Return the text with a full stop where an identifier or an aside was."""
    return re.sub(rf"[\s.;,]*{_HOLE}[\s.;,{_HOLE}]*", ". ", _IDENTIFIERS.sub(_HOLE, text)).strip(" ;,")


def _is_led_by_people(before: str) -> bool:
    before = re.sub(r"\(\d{4}[^)]*\)", "", before).strip(" .,:;")
    return not before or looks_like_people(before) or "et al" in before


def _of_quoted(match: re.Match[str]) -> Csl:
    """Read `“Title” by A and B, 28 February 2022, Journal` and `A, and B. “Title.” Journal 25, no. 3 (2022): 317`."""
    csl: Csl = {"title": clean_title(match["double"] or match["single"])}
    before, after = match["before"].strip(" .,:;"), match["after"]
    if by := _BY.match(after):
        return csl | _after_by(after[by.end() :])
    if before:
        csl |= issued(before) | {"author": list(names_of(re.sub(r"\(\d{4}[^)]*\)", "", before)))}
    container, tail = _tail(_IN.sub("", after))
    return csl | tail | {"container-title": _journal(container)}


def _after_by(text: str) -> Csl:
    """Read `A, B and C, 28 February 2022, Journal.`, the date being what parts people and journal."""
    date = next(dates_in(text, years=True), None)
    if not date and (et_al := _ET_AL.search(text)):
        return {"author": list(names_of(text[: et_al.start()])), "container-title": _journal(text[et_al.end() :])}
    if not date:
        people, _, journal = text.rpartition(" in ") if " in " in text else (text, "", "")
        return {"author": list(names_of(people.strip(" .")))} | {"container-title": _journal(journal)}
    people, journal = text[: date.start].strip(" ,.;("), text[date.end :].strip(" ,.;:)")
    if not journal:
        people, _, journal = people.rpartition(", ")
        if looks_like_people(journal) and not looks_like_people(people):
            people, journal = f"{people}, {journal}", ""
    return {
        "author": list(names_of(people)),
        "container-title": _journal(journal),
        "issued": {"date-parts": date_parts(date.iso)},
    }


def _of_tail(text: str, comma_journals: tuple[str, ...]) -> Csl:
    front, csl = _tail(text)
    front = front.strip(" ,;")
    if not csl:
        return _authors_and_title(front)
    commas = _by_commas(front)
    rest, container = _before_comma(front, comma_journals) if commas else _before_stop(front)
    csl = csl | {"container-title": container.strip(_AROUND)}
    return {**_authors_and_title(rest.strip(), commas=commas), **csl}


def _tail(text: str) -> tuple[str, Csl]:
    """Return what stands in front of date, volume and pages, and those."""
    for pattern in _TAILS:
        if match := pattern.search(text):
            said = {key: value.strip(" .") for key, value in match.groupdict().items() if value}
            date = issued(said.pop("date", ""))
            if "page" in said:
                said["page"] = re.sub(r"\s?[–—-]\s?", "-", said["page"])  # noqa: RUF001
            return text[: match.start()], said | date
    return text, {}


def _by_commas(front: str) -> bool:
    """Tell whether commas part authors, title and journal, as in `A et al, Title, Journal`."""
    if match := re.search(r"(?i)\bet\s+al\b\.?(.)", front):
        return match[1] == "," and not _stops(front[match.end() :])
    named = _ONE_WITH_INITIALS.match(front.split(",", maxsplit=1)[0])
    return not _stops(front.rpartition(",")[0] if named else front)


def _stops(text: str) -> list[int]:
    """Return where sentences of a citation end, initials and abbreviations left aside."""
    return [
        at.start()
        for at in _BOUNDARY.finditer(text)
        if not _INITIAL.search(text[: at.start()][-8:]) and not _ABBREVIATED.search(text[: at.start()][-12:])
    ]


def _before_comma(front: str, comma_journals: tuple[str, ...]) -> tuple[str, str]:
    low = front.lower()
    for journal in comma_journals:
        if low.endswith(f", {journal.lower()}"):
            return front[: -len(journal) - 2], front[-len(journal) :]
    rest, _, container = front.rpartition(", ")
    return rest, container


def _before_stop(front: str) -> tuple[str, str]:
    """Part off the journal: what follows the last full stop, or abbreviated words at the end ("N. Engl. J. Med.")."""
    front = front.rstrip(" .")
    stops = [at for at in (one.start() for one in _BOUNDARY.finditer(front)) if front[at - 1] in ".?!”’\"'"]  # noqa: RUF001
    if not stops:
        return front, ""
    at = len(stops) - 1
    if _is_abbreviation(front[stops[at] :]):
        while at and _is_abbreviation(front[stops[at - 1] : stops[at]]):
            at -= 1
    return front[: stops[at]], front[stops[at] :].strip()


def _is_abbreviation(piece: str) -> bool:
    """Tell whether a piece may be of an abbreviated journal: "N.", "Engl.", "JAMA Intern."."""
    first, *others = piece.strip(" .").split() or [""]
    if len(first) > _LONGEST_ABBREVIATED or not first[:1].isupper():
        return False
    return not others or (first.isupper() and len(others) == 1 and len(others[0]) <= _LONGEST_ABBREVIATED)


def _authors_and_title(text: str, *, commas: bool = False) -> Csl:
    for pattern in (_AFTER_YEAR, _AFTER_ET_AL):
        if (match := pattern.match(text)) and looks_like_people(re.sub(r"(?i)\bet\s+al\b", "", match["authors"])):
            title = re.sub(rf"^\({_YEAR}\)[.,]?\s+", "", match["title"])
            return _by(match["authors"], title) | issued(match.groupdict().get("date") or "")
    if commas:
        return _after_people(text)
    for pattern in (_AFTER_SEMICOLON, _AFTER_COLON):
        if (match := pattern.match(text)) and looks_like_people(match["authors"]):
            return _by(match["authors"], match["title"])
    for at in _ends_of_people(text):
        people = text[:at].rstrip(" .")
        if is_group(people) or looks_like_people(people):
            return _by(people, text[at:])
    title, people = _before_stop(text)
    title_first = _WITH_INITIALS.match(people.split(",")[0].strip()) and looks_like_people(people)
    return _by(people, title) if title_first else {"title": clean_title(text)}


def _by(people: str, title: str) -> Csl:
    return {"author": list(names_of(people)), "title": clean_title(title)}


def _ends_of_people(text: str) -> list[int]:
    """Return where a list of authors may end: initials behind the name end it, initials in front of one do not."""
    behind = bool(_WITH_INITIALS.match(re.split(r"[,.;]", text, maxsplit=1)[0].strip()))
    ends = [at.start() for at in _BOUNDARY.finditer(text)]
    return [at for at in ends if behind or not _INITIAL.search(text[:at][-8:])][:4]


def _after_people(text: str) -> Csl:
    """Read `Y. Shi, M. Cui, Title` and `Jane Roe, Title`."""
    items = text.split(", ")
    people = 0
    while people < len(items) - 1 and _ONE_WITH_INITIALS.match(items[people]):
        people += 1
    if not people and len(items) > 1 and looks_like_people(items[0]):
        people = 1
    title = ", ".join(items[people:])
    return _by(", ".join(items[:people]), title) if people else {"title": clean_title(title)}


def _journal(text: str) -> str:
    """Return a journal's name without what is put around it."""
    text = re.split(r"(?<=[a-z)]{3})\.\s|;|\s\(\d", text.strip(" .,;:()"))[0]
    return re.sub(r"^(?:In:?\s|[Tt]he journal\s|[Jj]ournal:\s)", "", text).strip(_AROUND)
