"""What a page says of itself in its mark-up -> `Tags`.

Publishers' own citation_* tags come before JSON-LD, that before Dublin Core and PRISM, those before Open Graph, and the
page's visible title last. What they do not say is not guessed. On a forum's page date, author and site are those of the
posting, not of the article, and are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from core.articles.model import StudyType, Tags
from core.articles.page.decoding import clean
from core.articles.page.jsonld import JSON_LD, Node, article_node, text_of, types_of, values
from core.articles.page.tag_dates import to_date
from core.articles.page.tag_dois import to_doi
from core.articles.page.tag_names import Name, to_name, to_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.articles.page.html_marks import Element

Metas = dict[str, list[str]]

STUDY_TYPES: Mapping[str, StudyType] = {
    "case report": "case report",
    "case reports": "case report",
    "case-control studies": "case-control",
    "case-control study": "case-control",
    "clinical practice guideline": "guideline",
    "cohort studies": "cohort",
    "cohort study": "cohort",
    "cross-sectional studies": "cross-sectional",
    "cross-sectional study": "cross-sectional",
    "guideline": "guideline",
    "meta-analysis": "meta-analysis",
    "narrative review": "review",
    "practice guideline": "guideline",
    "randomised controlled trial": "RCT",
    "randomized controlled trial": "RCT",
    "randomized controlled/clinical trial": "RCT",
    "review": "review",
    "review article": "review",
    "scoping review": "review",
    "systematic review": "review",
}
"""Types of articles as publishers, PubMed and MeSH name them, where the name says for sure what the study is."""

_INLINE_TAG = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|scp)(?:\s[^<>]*)?>", re.IGNORECASE)
_TITLES = ("citation_title", "dc.title", "prism.title", "og:title", "twitter:title")
_DATES = ("citation_publication_date", "citation_cover_date", "citation_date", "citation_online_date", "citation_year")
_LATER_DATES = (
    *("dc.date.issued", "dc.issued", "dc.date", "prism.publicationdate", "prism.coverdate"),
    *("article:published_time", "og:published_time"),
    *("datepublished", "date", "pubdate", "publish-date", "publication_date"),
)
_CSL = {
    "container-title": ("citation_journal_title", "prism.publicationname"),
    "volume": ("citation_volume", "prism.volume"),
    "issue": ("citation_issue", "prism.number"),
    "PMID": ("citation_pmid",),
    "PMCID": ("citation_pmcid",),
}
_DOIS = ("citation_doi", "dc.identifier", "dc.identifier.doi", "prism.doi", "doi")
_TYPES = ("citation_article_type", "dc.type", "prism.genre", "wkhealth_article_type")
_INDEXED = "//*[@id='publication-types' or @id='mesh-terms']//li"
_RESEARCH = "//dl/dt[{}]/following-sibling::dd[1]".format(
    " or ".join(f"normalize-space()='{term}'" for term in ("Method of Research", "Subject of Research"))
)
"""How press releases describe their study (https://www.eurekalert.org/)."""

_SEPARATORS = " -\u2013\u2014|:\u00b7\u2022\u00bb"
_NOT_READERS = "[not(ancestor::*[@itemprop='comment' or contains(@class, 'comment')])]"
_BYLINE = (
    f"//*[@rel='author' or @itemprop='author'][not(.//*[@itemprop='name'])]{_NOT_READERS}"
    f"|//*[@itemprop='author']//*[@itemprop='name']{_NOT_READERS}"
)
_PUBLISHED = (
    "//time[@pubdate or @itemprop='datePublished' or contains(@class, 'published')]"
    f"[not(ancestor::aside or ancestor::nav or ancestor::footer)]{_NOT_READERS}/@datetime"
    f"|//*[@itemprop='datePublished']{_NOT_READERS}/@content"
)
_BEFORE_SITE = (" -", " \u2013", " \u2014", "|", " :", "\u00b7", "\u2022", "\u00bb")
_AFTER_SITE = ("- ", "\u2013 ", "\u2014 ", "|", ": ", "\u00b7", "\u2022", "\u00bb")
_HYPHENS = str.maketrans("\u2010\u2011\u2013", "---")


def read_tags(tree: Element, url: str | None = None, *, forum: bool = False) -> Tags:
    """Read a page's tags. `url` is where the page came from; it stands in where the page does not name its address."""
    metas = _metas(tree)
    node = article_node(tree.xpath(JSON_LD)) or {}
    site = _first(metas, "og:site_name")
    publisher = _first(metas, "citation_publisher") or _plain(text_of(node.get("publisher"), "name"))
    return Tags(
        title=_title(tree, metas, node, site or publisher, forum=forum),
        publisher=None if forum else publisher or _first(metas, "dc.publisher", "prism.publisher") or site,
        published=None if forum else _published(tree, metas, node),
        url=_address(tree, metas, node, url),
        dois=tuple(dict.fromkeys(_dois(metas, node))),
        authors=() if forum else tuple(_authors(tree, metas, node)),
        csl=_csl(metas, node),
        study_types=tuple(dict.fromkeys(_study_types(tree, metas, node))),
    )


def _metas(tree: Element) -> Metas:
    """Return the page's <meta> by name in lower case; a name may occur often."""
    metas: Metas = defaultdict(list)
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        name = re.sub(r"^dc(?:terms)?[.:]", "dc.", name.strip().lower()).removeprefix("bepress_")
        if name and (content := _plain(meta.get("content"))):
            metas[name].append(content)
    return metas


def _plain(text: str | None) -> str | None:
    """Return a text in one line; of tags only those go that set letters in italics or lower."""
    return " ".join(_INLINE_TAG.sub("", clean(text)).split()) or None if text else None


def _first(metas: Metas, *names: str) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _title(tree: Element, metas: Metas, node: Node, site: str | None, *, forum: bool) -> str | None:
    """Return the title, without the site's name beside it where the page itself proves that it is the site's.

    The proof: the page names its site, or its heading is the rest of the title. A forum's heading may be its name.
    """
    heading = next((_plain(one.text_content()) for one in tree.iter("h1")), None)
    shown = next((_plain(one.text_content()) for one in tree.xpath("//head/title")), None)
    headline = _plain(text_of(node.get("headline")) or text_of(node.get("name")))
    told = _first(metas, _TITLES[0]) or headline or _first(metas, *_TITLES[1:])
    if not told and shown and heading and not forum and heading in shown:
        beside = shown.replace(heading, "", 1).strip(_SEPARATORS)
        if beside and _without(shown, beside) == heading:
            return heading
    title = told or shown or heading
    for name in (site, heading if forum else None):
        title = _without(title, name) if title and name and title != name else title
    return title


def _without(title: str, site: str) -> str:
    """Return a title without " - Site" behind it or "Site: " before it."""
    if title.endswith(site) and (rest := title.removesuffix(site).rstrip()).endswith(_BEFORE_SITE):
        return rest.rstrip(_SEPARATORS) or title
    if title.startswith(site) and (rest := title.removeprefix(site).lstrip()).startswith(_AFTER_SITE):
        return rest.lstrip(_SEPARATORS) or title
    return title


def _published(tree: Element, metas: Metas, node: Node) -> str | None:
    """Return the date: of the citation_* dates the most exact, in the order of `_DATES`; else the first there is."""
    cited = [day for name in _DATES for text in metas.get(name, ()) if (day := to_date(text))]
    if cited:
        return max(cited, key=len)
    later = [
        text_of(node.get("datePublished")),
        *(_first(metas, name) for name in _LATER_DATES),
        *tree.xpath(_PUBLISHED),
    ]
    return next((day for text in later if text and (day := to_date(text))), None)


def _address(tree: Element, metas: Metas, node: Node, url: str | None) -> str | None:
    """Return the page's own address. A site that names its front page as every page's address is not believed."""
    named = [
        *tree.xpath("//link[@rel='canonical']/@href"),
        *(metas.get("og:url") or ()),
        *(metas.get("citation_abstract_html_url") or metas.get("citation_fulltext_html_url") or ()),
        text_of(node.get("mainEntityOfPage"), "@id", "url") or text_of(node.get("url")),
    ]
    for address in filter(None, named):
        try:
            whole = urljoin(url or "", clean(address).strip())
            parts = urlsplit(whole)
        except ValueError:  # such as an unclosed bracket of an IPv6 address
            continue
        if parts.scheme in {"http", "https"} and parts.hostname and (parts.path.strip("/") or parts.query):
            return whole
    return url


def _dois(metas: Metas, node: Node) -> Iterator[str]:
    told = [text for name in _DOIS for text in metas.get(name, ())]
    for value in [*values(node.get("identifier")), *values(node.get("sameAs")), node.get("@id"), node.get("doi")]:
        told += [text_of(value, "value", "@id", "@value") or ""]
    return filter(None, map(to_doi, told))


def _authors(tree: Element, metas: Metas, node: Node) -> list[Name]:
    if cited := metas.get("citation_author"):
        return [name for text in cited for name in (to_names(text) if ";" in text else [to_name(text)]) if name]
    if cited := metas.get("citation_authors"):
        return [name for text in cited for name in to_names(text)]
    if told := [name for value in values(node.get("author")) for name in _linked(value)]:
        return told
    for name in ("dc.creator", "dc.contributor.author", "article:author", "author", "parsely-author"):
        if found := [one for text in metas.get(name, ()) for one in to_names(text)]:
            return found
    shown = dict.fromkeys(_plain(one.text_content()) for one in tree.xpath(_BYLINE))
    return [name for text in shown for name in to_names(text or "")]


def _linked(value: object) -> Iterable[Name]:
    """Convert an author of JSON-LD: a text or a node; a node may give the parts of the name."""
    if isinstance(value, dict):
        family, given = (_plain(text_of(value.get(name))) for name in ("familyName", "givenName"))
        name = _plain(text_of(value, "name"))
        if family and given:
            return [{"family": family, "given": given}]
        if name and types_of(value) & {"Organization", "NewsMediaOrganization", "CollegeOrUniversity"}:
            return [{"literal": name}]
        return filter(None, [to_name(name or "")])
    return to_names(_plain(value) or "") if isinstance(value, str) else []


def _csl(metas: Metas, node: Node) -> dict[str, Any]:
    """Return what else identifies the article, by the names of CSL."""
    csl = {key: _first(metas, *names) for key, names in _CSL.items()}
    first = _first(metas, "citation_firstpage", "prism.startingpage")
    last = _first(metas, "citation_lastpage", "prism.endingpage")
    csl["page"] = f"{first}-{last}" if first and last and first != last and "-" not in first else first
    for part in _journals(node):
        name = part.get("name") if "Periodical" in types_of(part) else None
        own = {"container-title": name, "volume": part.get("volumeNumber"), "issue": part.get("issueNumber")}
        csl |= {key: csl[key] or _plain(text_of(value)) for key, value in own.items()}
    csl["page"] = csl["page"] or _plain(text_of(node.get("pagination")))
    known = {key: value for key, value in csl.items() if value}
    return {"type": "article-journal", **known} if "container-title" in known else known


def _journals(node: Node) -> Iterator[Node]:
    """Yield what a scholarly article is part of: issue, volume, journal."""
    left = values(node.get("isPartOf"))
    for _ in range(4):
        nodes = [part for part in left if isinstance(part, dict)]
        yield from nodes
        left = [part for one in nodes for part in values(one.get("isPartOf"))]


def _study_types(tree: Element, metas: Metas, node: Node) -> Iterator[StudyType]:
    named = [text for name in _TYPES for text in metas.get(name, ())]
    told = [*values(node.get("publicationType")), *values(node.get("genre"))]
    named += [text for value in told if (text := text_of(value, "name"))]
    named += [" ".join(item.text_content().split()).split(" / ")[0].strip("*") for item in tree.xpath(_INDEXED)]
    described = [" ".join(value.text_content().split()) for value in tree.xpath(_RESEARCH)]
    if "Animals" in described:  # which MeSH says of studies that only touch on animals, too
        yield "animal"
    named += described
    if "MedicalGuideline" in types_of(node):
        named.append("guideline")
    for name in named:
        if (study := STUDY_TYPES.get(name.lower().translate(_HYPHENS))) is not None:
            yield study
