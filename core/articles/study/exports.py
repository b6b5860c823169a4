"""Records of a paper as databases export them: PubMed's abstract text, MEDLINE/NBIB, RIS and BibTeX.

Fields: https://www.nlm.nih.gov/bsd/mms/medlineelements.html and https://en.wikipedia.org/wiki/RIS_(file_format).
A text with two records is on no one paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.articles.study.citations import Csl, clean_title, finished, issued
from core.articles.study.dates import first_date, iso_of
from core.articles.study.dois import dois_in, normal_doi
from core.articles.study.people import Name, looks_like_people, names_of, one_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

READ = 60_000
"""Code points of a text in which a record is looked for."""
_PARTS = 12
"""Paragraphs of a record among which title and authors stand."""
_WRAPPED_WITHIN = 600
"""Code points behind the date in which an empty line tells that lines are wrapped."""

_FIELD = re.compile(r"^([A-Z][A-Z0-9]{1,3})\s{0,3}- ?(.*(?:\n {4,}.*)*)", re.MULTILINE)
_RIS_START = re.compile(r"^TY {1,2}- ?\w+", re.MULTILINE)
_MEDLINE_START = re.compile(r"^PMID- ?\d+", re.MULTILINE)
_BIBTEX = re.compile(r"^@\w+\s*\{\s*[^\s,{}]*,", re.MULTILINE)
_BIBTEX_FIELD = re.compile(r"(\w+)\s*=\s*(?=[{\"\w])")
_PUBMED = re.compile(
    r"^(?:\d+[.:][ \t]+)?(?P<journal>[^\W\d_][^\n.;:]{1,80}?(?:\([^)\n]*\))?)?[ \t]*\n?\.[ \t\n]"
    r"(?P<date>(?:1[89]|20)\d\d(?: [A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?(?: \d{1,2})?)?)"
    r"(?:[;:](?P<volume>[\w. ]{0,20}?)(?:\((?P<issue>[^()\n]{1,30})\))?(?::(?P<page>[\w.,–-]{1,30}?))?)?"  # noqa: RUF001
    r"(?:\.|(?=\sdoi))"
    r"(?P<more>[ \t\n][^\n]*(?:\n(?!\n)[^\n]*){0,2})?",
    re.MULTILINE,
)
_EPUB = re.compile(r"(?:Epub|eCollection|Published online:?)\s((?:1[89]|20)\d\d(?:\s[A-Z][a-z]{2}(?:\s\d{1,2})?)?)")
_PMID = re.compile(r"\bPMID\s?:\s*(\d{1,9})\b")
_PMCID = re.compile(r"\bPMC\d{4,9}\b")
_ASIDE = re.compile(
    r"(?i)(?:published online|copyright|©|original article|review article|research article|clinical trial)\b"
)
_KIND = re.compile(
    r"(?:(?:randomi[sz]ed controlled |clinical |multicenter |observational |comparative |evaluation )?(?:trial|study)"
    r"|(?:systematic )?review|meta-analysis|case reports?|(?:practice )?guideline|editorial|letter|comment)\Z",
    re.IGNORECASE,
)
"""What a page has on a line of its own above journal and date."""
_ET_AL = re.compile(r"(?P<first>[^.]{3,60}?) et al\. (?P<journal>[A-Z][^.]{1,80})\.")
_STOP = re.compile(
    r"(?i)(?:author information|affiliations?|abstract|comment (?:in|on)|erratum|update (?:in|of)|doi|pmid)\b"
)


@dataclass(frozen=True, slots=True)
class Export:
    """A record of one paper. `types` are the publication types as the database names them."""

    csl: Csl
    published: str | None = None
    types: tuple[str, ...] = ()
    publisher: str | None = None


def exported(text: str) -> Export | None:
    """Return the one record that a text holds, or None."""
    text = text[:READ]
    for start, read in ((_MEDLINE_START, _medline), (_RIS_START, _ris), (_BIBTEX, _bibtex)):
        found = list(start.finditer(text))
        if found:
            return read(text[found[0].start() :]) if len(found) == 1 else None
    lines = [one for one in _PUBMED.finditer(text) if _is_source_line(one)]
    if len(lines) != 1:
        return None
    before = [" ".join(one.split()) for one in text[: lines[0].start()].split("\n") if one.strip()]
    return _pubmed(text[lines[0].start() :], before[-2:])


def _is_source_line(match: re.Match[str]) -> bool:
    """Tell a record's first line from a citation in a list: it has volume or DOI, and no authors in front."""
    return bool(match["volume"] or dois_in(match["more"] or "")) and not looks_like_people(match["journal"] or "", 2)


def _fields(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for tag, value in _FIELD.findall(text):
        fields.setdefault(tag, []).append(" ".join(value.split()))
        if tag == "ER":
            break
    return fields


def _medline(text: str) -> Export | None:
    fields = _fields(text)
    get = _getter(fields)
    dois = [one for tag in ("LID", "AID", "DO") for one in fields.get(tag, []) if "[doi]" in one]
    people = [one for one in map(one_name_turned, fields.get("FAU") or fields.get("AU", [])) if one]
    date = get("DP")
    csl = finished(
        {
            "title": clean_title(get("TI")),
            "author": people + [{"literal": one} for one in fields.get("CN", [])],
            "container-title": get("JT") or get("TA"),
            "volume": get("VI"),
            "issue": get("IP"),
            "page": get("PG"),
            "DOI": next(iter(dois_in(" ".join(dois))), None),
            "PMID": get("PMID"),
            "PMCID": get("PMC"),
            **issued(date),
        }
    )
    electronic = re.sub(r"(\d{4})(\d\d)(\d\d).*", r"\1-\2-\3", get("DEP"))
    return Export(csl, first_date(electronic) or _iso(csl), tuple(fields.get("PT", ()))) if csl else None


def _ris(text: str) -> Export | None:
    fields = _fields(text)
    get = _getter(fields)
    date = get("DA", "PY", "Y1").replace("/", "-").rstrip("-")
    pages = [one for one in (get("SP"), get("EP")) if one]
    csl = finished(
        {
            "title": clean_title(get("TI", "T1")),
            "author": [one for one in map(one_name_turned, fields.get("AU") or fields.get("A1", [])) if one],
            "container-title": get("JO", "JF", "T2", "JA", "J2"),
            "volume": get("VL"),
            "issue": get("IS"),
            "page": "-".join(pages),
            "DOI": normal_doi(get("DO")),
            "URL": get("UR"),
            **issued(date),
        }
    )
    return Export(csl, _iso(csl), publisher=get("PB") or None) if csl else None


def _bibtex(text: str) -> Export | None:
    fields = _bibtex_fields(text)
    people = (one_name_turned(one) for one in re.split(r"\s+and\s+", fields.get("author", "")))
    date = " ".join(fields[key] for key in ("month", "year") if key in fields) or fields.get("date", "")
    csl = finished(
        {
            "title": clean_title(fields.get("title", "")),
            "author": [one for one in people if one],
            "container-title": fields.get("journal") or fields.get("journaltitle"),
            "volume": fields.get("volume"),
            "issue": fields.get("number"),
            "page": re.sub(r"\s*[-–]+\s*", "-", fields.get("pages", "")),  # noqa: RUF001
            "DOI": normal_doi(fields.get("doi", "")),
            "PMID": fields.get("pmid"),
            "URL": fields.get("url"),
            **issued(date),
        }
    )
    return Export(csl, _iso(csl), publisher=fields.get("publisher")) if csl else None


def _bibtex_fields(text: str) -> dict[str, str]:
    """Return the fields of the first entry, without its braces."""
    fields: dict[str, str] = {}
    at = text.index(",") + 1
    while (match := _BIBTEX_FIELD.search(text, at)) and "@" not in text[at : match.start()]:
        end = _value_end(text, match.end())
        fields[match[1].lower()] = " ".join(re.sub(r"[{}\"]", "", text[match.end() : end]).split())
        at = end
    return fields


def _value_end(text: str, at: int) -> int:
    """Return where a value in braces, in quotation marks, or without either ends."""
    if text[at] == "{":
        depth = 0
        for end in range(at, len(text)):
            depth += (text[end] == "{") - (text[end] == "}")
            if not depth:
                return end + 1
        return len(text)
    if text[at] == '"':
        return text.find('"', at + 1) + 1 or len(text)
    bare = re.compile(r"\w+").match(text, at)
    return bare.end() if bare else len(text)


def _pubmed(text: str, before: list[str]) -> Export | None:
    """Read `1. Journal. 2022 Mar;25(3):317-329. doi: ... Epub 2022 Feb 28.`, then title, then authors.

    Older pages have the title in front of that line (`before`), and the abstract behind it.
    """
    match = _PUBMED.match(text)
    if not match:
        return None
    journal = (match["journal"] or "").strip()
    wrapped = "\n\n" in text[match.end("date") :][:_WRAPPED_WITHIN]
    head, *following = (_Part.of(one) for one in re.split(r"\n\s*\n" if wrapped else r"\n", text)[:_PARTS])
    source, following = head.text, [one for one in following if one.text]
    if not wrapped and source == journal and following:  # a copied page has the journal on its own line
        source, following = f"{source} {following[0].text}", following[1:]
    following = [one for one in following if not _ASIDE.match(one.text)]
    journal = "" if _KIND.match(journal) else journal
    title, people = _title_and_people(following, before)
    short = next(filter(None, (_ET_AL.match(one.text) for one in following)), None)
    if short and not people:
        people, journal = short["first"], journal or short["journal"]
    csl = finished(
        {
            "title": clean_title(title),
            "author": list(names_of(people)),
            "container-title": re.sub(r"\s\([A-Z][^)]*\)$", "", journal),
            **issued(match["date"]),
            "volume": (match["volume"] or "").strip(),
            "issue": match["issue"],
            "page": re.sub("[–—]", "-", match["page"] or ""),  # noqa: RUF001
            "DOI": next(iter(dois_in(source) or dois_in(text)), None),
            "PMID": "".join(_PMID.findall(text)[:1]),
            "PMCID": "".join(_PMCID.findall(text)[:1]),
        }
    )
    first = _EPUB.search(" ".join([source, *(one.text for one in following[:2])]))
    return Export(csl, first_date(first[1], years=True) if first else _iso(csl)) if csl else None


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph, or a line where nothing is wrapped, in one line; and its first line."""

    text: str
    first: str

    @classmethod
    def of(cls, block: str) -> _Part:
        return cls(" ".join(block.split()), block.strip().partition("\n")[0])

    @property
    def people(self) -> str:
        """The authors that it names: all of it, or its first line where affiliations follow."""
        tried = (one.rstrip(".") for one in (self.text, self.first))
        return next((one for one in tried if looks_like_people(one)), "")


def _title_and_people(following: list[_Part], before: list[str]) -> tuple[str, str]:
    people = following[1].people if len(following) > 1 else ""
    if following and not _STOP.match(following[0].text) and (people or not before):
        return following[0].text, people
    if len(before) > 1 and looks_like_people(before[-1]):
        return before[-2], before[-1]
    return before[-1] if before else "", following[0].people if following else ""


def one_name_turned(text: str) -> Name | None:
    """Return a name written family first ("Shi, Yuan"), or as any other where no comma is in it."""
    return next(iter(names_of(f"{text};")), None) if "," in text else one_name(text)


def _getter(fields: Mapping[str, list[str]]) -> Callable[..., str]:
    """Return what gives the first value of the first of some tags that the record has."""

    def get(*tags: str) -> str:
        return next((fields[tag][0] for tag in tags if fields.get(tag)), "")

    return get


def _iso(csl: Csl | None) -> str | None:
    return iso_of(csl["issued"]["date-parts"]) if csl and "issued" in csl else None
