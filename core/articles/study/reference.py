"""The paper that an article is on, as CSL-JSON; None where the text does not tell which, or neither title nor DOI.

In this order: what mark-up says, a database's record, a citation with a label (Reference:, Journal Reference:, More
information: ...), what a press release says of it, the page that is the paper itself, the one citation that there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from core.articles.study.citations import Csl, cited, clean_title, finished
from core.articles.study.dates import date_parts, dates_in, first_date
from core.articles.study.dois import dois_in, normal_doi
from core.articles.study.lines import labelled
from core.articles.study.people import looks_like_people, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.articles.model import Tags
    from core.articles.study.lines import Line
    from core.articles.study.rules import StudyRules

_FOLLOWING = 4
"""Lines below a label that may belong to its citation."""
_LEAST_TITLE = 3
_HEAD = 60
"""Lines of a page among which title, authors and abstract stand."""
_ISSUE = re.compile(r"^([A-Z][\w,&:’' -]{3,100}) \(((?:[A-Z][a-z]{2,8}\.? )?(?:19|20)\d\d)\)$")  # noqa: RUF001
"""A journal and its date alone in a line above the title: "Journal of Things (Nov 2020)"."""
_ANYBODY, _ANYTHING = "Roe J", "A title of some words"
"""Put in front of a journal's line, so that it can be read as a citation."""
_LONGEST_WHERE = 200
_PMID = re.compile(r"\bPMID\s?:\s*(\d{1,9})\b")
_PUBLISHED = re.compile(r"(?i)(?:first )?published\b")
_MOST_TITLE = 60
"""Words of a title."""
_NUMBERED = re.compile(r"^\s*(?:\[?\d{1,3}[\].)]\s+|[•*–-]\s+)(?=\S)")  # noqa: RUF001
_ABSTRACT = re.compile(
    r"(?i)^(?:structured )?abstract\b|^(?:background|objectives?|importance|purpose|aims?|introduction)\s*:"
)
_SECTION = re.compile(
    r"(?i)^(?:background|objectives?|importance|methods|results|findings|conclusions?|interpretation|design)\s*[:.]?(?:\s|\Z)"
)
_JOURNAL = r"(?:The\s)?[A-Z][\w’'.&-]*(?:(?:,?\s(?:of|and|the|in|for|&|on|de)){0,3}[\s:]+[A-Z&][\w’'&-]*)*"  # noqa: RUF001
_PUBLISHED_IN = re.compile(
    r"\b(?:publish(?:ed|es|ing)|appear(?:s|ed|ing)?|reported|reports|described|detailed|released|out)\b(?P<gap>[^.\n]{0,70}?)\b(?:in|by)\s"
    rf"(?:(?:the|a|an)\s)?(?:(?:[a-z][\w-]+,?\s){{0,3}}(?P<said>journals?|publication)\s+)?[“\"‘*_]{{0,2}}(?P<journal>{_JOURNAL})"  # noqa: RUF001
)
_TITLED = re.compile(
    r"(?i)\b(?:study|paper|article|research|report|review|trial|findings|analysis|work|publication|manuscript|titled|entitled|called)\b"
    r"(?:\s(?:is\s)?(?:titled|entitled|called))?[,:]?\s[“\"‘](?P<title>[^”\"\n]{12,400}?)[,.]?[”\"’](?!\w)"  # noqa: RUF001
)
_QUOTED_FIRST = re.compile(
    r"[“\"](?P<title>[^”\"\n]{20,400}?)[,.]?[”\"],?\s(?:was|is|has been|will be|by|appear\w*|published)\b"
)
_SAYS = re.compile("publish|appear|reported|detailed")
_OTHERS = re.compile(
    r"(?i)\b(?:previous|previously|earlier|prior|another|separate|last year"
    r"|other (?:stud|trial|research|work|paper|team|group|scientist)\w*)\b"
    r"|\ba (?:19|20)\d\d\b|\bin (?:19|20)\d\d,"
)
_MONTH = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")
_MOST_LOOKED_AT = 60
_LONGEST_JOURNAL = 120
_FIELDS = ("journal", "journal name", "doi", "article title", "article publication date")
"""As EurekAlert has them below a news release."""


@dataclass(frozen=True, slots=True)
class Article:
    """What is known of the article so far: its text, its headline, and all DOIs of the page."""

    body: str
    title: str | None
    dois: tuple[str, ...]


def reference_of(
    tags: Tags, record: Csl | None, lines: Sequence[Line], article: Article, rules: StudyRules
) -> Csl | None:
    """Return the paper that the article is on."""
    of_tags = _of_tags(tags)
    if of_tags and (tags.csl or tags.authors):
        return of_tags
    return record or _of_page(lines, article, rules) or _only(lines, rules) or _of_press(article, rules) or of_tags


def _of_tags(tags: Tags) -> Csl | None:
    """Return what the mark-up of a paper's own page says; a news page's headline and writer are no paper."""
    doi = next(filter(None, map(normal_doi, tags.dois)), None)
    if not tags.csl and not tags.authors:
        return finished({"DOI": doi})
    if not tags.csl and not doi:
        return None
    date = first_date(tags.published or "", years=True)
    csl: dict[str, Any] = {"title": tags.title, "author": [dict(one) for one in tags.authors], "DOI": doi}
    csl |= {"issued": {"date-parts": date_parts(date)}} if date else {}
    return finished({**csl, "URL": tags.url, **tags.csl})


def _marked(lines: Sequence[Line], rules: StudyRules) -> Csl | None:
    """Return the first citation that has a label of its own."""
    for at, line in enumerate(lines):
        said = labelled(line.text, rules.citation.marked)
        if not said or (said[0] in rules.citation.lists and _is_list(lines, at)):
            continue
        for entry in _entries(lines, at, said[1], rules):
            csl = cited(entry, rules.citation.comma_journals)
            if csl and _is_whole(csl) and not _is_own_page(entry, rules):
                return csl
    return None


def _is_list(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a heading stands over more than one citation."""
    following = [one.text for one in lines[at + 1 : at + 4]]
    return sum(bool(_NUMBERED.match(one)) for one in following) > 1 or sum(bool(dois_in(one)) for one in following) > 1


def _entries(lines: Sequence[Line], at: int, rest: str, rules: StudyRules) -> Iterator[str]:
    """Yield what may be the citation of a label: its line, with a DOI from the next, or the lines below it."""
    below = []
    for line in lines[at + 1 : at + 1 + _FOLLOWING]:
        if (labelled(line.text, rules.citation.marked) and not _is_doi_line(line.text)) or line.zone != lines[at].zone:
            break
        below.append(_NUMBERED.sub("", line.text))
    doi = next((f" {one}" for one in below[:2] if _is_doi_line(one)), "")
    if rest:
        yield _NUMBERED.sub("", rest) + ("" if dois_in(rest) else doi)
    for count in range(1, len(below) + 1):
        yield " ".join(below[:count])  # a label above, the citation over some lines
        if rest:
            yield " ".join([rest, *below[:count]])
        yield below[count - 1]


def _is_doi_line(text: str) -> bool:
    return bool(re.match(r"(?i)\W*(?:doi\b|https?://(?:dx\.)?doi\.org)", text)) and bool(dois_in(text))


def _is_whole(csl: Csl) -> bool:
    """Tell whether enough is said to be a citation, and no label's other use ("Source: LMU")."""
    title = csl.get("title", "")
    if len(title.split()) > _MOST_TITLE:
        return False
    enough = len(title.split()) >= _LEAST_TITLE and ("author" in csl or ("container-title" in csl and "issued" in csl))
    return "DOI" in csl or enough


def _is_own_page(text: str, rules: StudyRules) -> bool:
    low = text.lower()
    return any(one in low for one in rules.citation.own_page)


def _of_own_page(lines: Sequence[Line], article: Article, *, cited_itself: bool) -> Csl | None:
    """Return the paper of a page that is the paper itself: title, authors, and an abstract or its own citation."""
    head = [line.text for line in lines if line.zone != "reference"][:_HEAD]
    is_paper = any(_ABSTRACT.match(one) for one in head) or sum(bool(_SECTION.match(one)) for one in head) > 1
    at = next((at for at, one in enumerate(head) if article.title and article.title in " ".join(one.split())), None)
    if at is None or not article.title or not (is_paper or cited_itself):
        return None
    people = _people_below(head, at)
    where = _where(head)
    if not people and not (is_paper and (where or len(article.dois) == 1)):
        return None
    date = next((first_date(one) for one in head if _PUBLISHED.match(one) and first_date(one)), None)
    pmids = {pmid for line in lines for pmid in _PMID.findall(line.text)}
    csl: Csl = {"title": clean_title(article.title), "author": list(names_of(people))}
    csl |= {"issued": {"date-parts": date_parts(date)}} if date else {}
    csl |= {"DOI": article.dois[0]} if len(article.dois) == 1 else {}
    csl |= {"PMID": pmids.pop()} if len(pmids) == 1 else {}
    return finished(csl | where)


def _people_below(head: Sequence[str], title: int) -> str:
    """Return the authors below a title: two or more in a line, or one a line in a numbered list, or one after "by"."""
    below = [one for one in head[title + 1 : title + 4] if one.lower() != "by"]
    people = next((one for one in below[:2] if looks_like_people(one.rstrip("."), 2)), "") or _listed(head, title)
    if not people and below and "," not in below[0] and looks_like_people(below[0].rstrip(".")):
        people = below[0]
    return re.sub(r"(?i)^(?:by|authors?:?)\s+", "", people)


def _where(head: Sequence[str]) -> Csl:
    """Return journal, volume and pages of a line that holds nothing else, such as "Journal of Things, 12(3), 45-67"."""
    for line in head:
        if len(line) < _LONGEST_WHERE and any(one.isdigit() for one in line) and not _SECTION.match(line):
            said = cited(f"{_ANYBODY}. {_ANYTHING}. {line}") or {}
            if said.get("title") == _ANYTHING and {"volume", "container-title", "issued"} <= said.keys():
                return {
                    key: said[key] for key in ("container-title", "volume", "issue", "page", "issued") if key in said
                }
    issue = next(filter(None, (_ISSUE.match(line) for line in head[:_FOLLOWING])), None)
    date = first_date(issue[2], years=True) if issue else None
    return {"container-title": issue[1], "issued": {"date-parts": date_parts(date)}} if issue and date else {}


def _listed(lines: Sequence[str], title: int) -> str:
    """Return the authors of a numbered list, one a line, below the title or the word "Authors"."""
    label = next((at for at, one in enumerate(lines) if one.rstrip(":").lower() == "authors"), title)
    names = []
    for line in lines[label + 1 :]:
        bare = _NUMBERED.sub("", line)
        if bare == line or not looks_like_people(bare.strip(" ,")):
            break
        names.append(bare.strip(" ,"))
    return ", ".join(names)


def _of_page(lines: Sequence[Line], article: Article, rules: StudyRules) -> Csl | None:
    """Return the citation with a label; what it leaves open is taken from the page, where that is the paper itself."""
    marked = _marked(lines, rules)
    own = _of_own_page(lines, article, cited_itself=marked is not None)
    if marked and "title" in marked:
        return _with_full_names(marked, own)
    fields = _of_fields(lines)
    return finished({**fields, **(own or {}), **(marked or {})})


def _with_full_names(marked: Csl, own: Csl | None) -> Csl:
    """Return a citation with the names that its own page writes out, where these are the same people."""
    people, full = marked.get("author", []), (own or {}).get("author", [])
    same = [one.get("family") for one in people] == [one.get("family") for one in full]
    return {**marked, "author": full} if people and same else marked


def _of_fields(lines: Sequence[Line]) -> Csl:
    """Return what a list of fields says of a paper, each under its label: Journal, DOI, Article Title."""
    said: dict[str, str] = {}
    for at, line in enumerate(lines):
        if found := labelled(line.text, _FIELDS):
            said.setdefault(found[0], found[1] or (lines[at + 1].text if at + 1 < len(lines) else ""))
    named = said.get("journal") or said.get("journal name")
    if not named:
        return {}
    journal, *year = re.split(r",?\s\(?((?:19|20)\d\d)", named)
    date = first_date(said.get("article publication date", "")) or "".join(year[:1])
    csl = {
        "title": clean_title(said.get("article title", "")),
        "container-title": journal if len(journal) <= _LONGEST_JOURNAL else "",
        "issued": {"date-parts": date_parts(date)} if date else None,
        "DOI": next(iter(dois_in(said.get("doi", ""))), None),
    }
    return {key: value for key, value in csl.items() if value}


def _only(lines: Sequence[Line], rules: StudyRules) -> Csl | None:
    """Return the one citation of the references, if it is the only one."""
    entries = [line for line in lines if line.zone == "reference" or dois_in(line.text)][:_MOST_LOOKED_AT]
    found: dict[str, Csl] = {}
    for entry in entries:
        csl = cited(_NUMBERED.sub("", entry.text), rules.citation.comma_journals)
        if not csl or not _is_whole(csl) or _is_own_page(entry.text, rules):
            continue
        if entry.zone == "reference" or {"title", "author", "container-title"} <= csl.keys():
            found.setdefault(csl.get("DOI") or csl["title"], csl)
    is_list = sum(bool(_NUMBERED.match(one.text)) for one in entries) > 1
    return next(iter(found.values())) if len(found) == 1 and not is_list else None


def _of_press(article: Article, rules: StudyRules) -> Csl | None:
    """Return what running text says: the title in quotation marks, the journal, the date, the one DOI."""
    csl: Csl = {"DOI": article.dois[0]} if len(article.dois) == 1 else {}
    for sentence in _saying(article.body):
        if _OTHERS.search(sentence):
            continue
        title = _TITLED.search(sentence) or _QUOTED_FIRST.search(sentence)
        journal = _journal_in(sentence, rules)
        if title and len(title["title"].split()) > _LEAST_TITLE and journal and "title" not in csl:
            csl["title"] = clean_title(title["title"])
            csl["container-title"], issued = journal
            csl |= issued
        elif journal and "container-title" not in csl:
            csl["container-title"], issued = journal
            csl |= issued
    return finished(csl)


def _saying(body: str) -> Iterator[str]:
    """Yield the sentences that tell where something was published, and what stands around them."""
    for found in islice(_SAYS.finditer(body), _MOST_LOOKED_AT):
        at = found.start()
        start = max(body.rfind("\n", 0, at), body.rfind(". ", max(0, at - 600), at), at - 600, -1) + 1
        ends = [one for one in (body.find("\n", at), body.find(". ", at)) if one >= 0]
        yield body[start : min([*ends, at + 600, len(body)])]


def _journal_in(sentence: str, rules: StudyRules) -> tuple[str, Csl] | None:
    """Return the journal of a sentence and the date behind it."""
    for match in _PUBLISHED_IN.finditer(sentence):
        journal = match["journal"].strip(" ,.’'")  # noqa: RUF001
        journal = re.split(rf",?\s(?:on|in|and)\s(?={_MONTH.pattern}|$)", journal)[0]
        if _MONTH.match(journal) or (
            not match["said"] and " " not in journal and journal not in rules.citation.one_word_journals
        ):
            continue
        around = match["gap"] + sentence[match.end() : match.end() + 60]
        date = next(dates_in(around), None)
        return journal, {"issued": {"date-parts": date_parts(date.iso)}} if date else {}
    return None
