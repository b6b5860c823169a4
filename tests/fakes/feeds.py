"""Feeds of invented papers as their hosts would send them: RSS, Atom, and PubMed's answers."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fakes.web import FakeWeb, Page, json_page

RSS = "application/rss+xml"


def rss_item(title: str = "Alprazolam and sleep", **fields: str) -> str:
    """Return an item; a field `prism_doi` is the element `prism:doi`."""
    parts = {"title": title, **fields}
    return (
        "<item>"
        + "".join(f"<{key.replace('_', ':')}>{escape(text)}</{key.replace('_', ':')}>" for key, text in parts.items())
        + "</item>"
    )


def rss(*items: str, **rest: Any) -> Page:
    head = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Invented</title>'
    )
    return Page(f"{head}{''.join(items)}</channel></rss>".encode(), RSS, **rest)


def record(pmid: str, title: str = "Clonazepam in an invented trial", doi: str = "", abstract: str = "") -> str:
    """Return a PubmedArticle, with a reference that has a DOI of its own."""
    own = f'<ELocationID EIdType="doi" ValidYN="Y">{doi}</ELocationID>' if doi else ""
    return f"""<PubmedArticle><MedlineCitation Status="Publisher" Owner="NLM"><PMID Version="1">{pmid}</PMID>
      <Article PubModel="Print-Electronic"><Journal><JournalIssue CitedMedium="Internet"><Volume>1</Volume>
        <PubDate><Year>2026</Year><Month>Nov</Month></PubDate></JournalIssue><Title>Invented</Title></Journal>
        <ArticleTitle>{title}</ArticleTitle>{own}<Abstract>{abstract}</Abstract>
        <AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Doe</LastName><ForeName>Jo</ForeName></Author>
          <Author><CollectiveName>The Invented Group</CollectiveName></Author></AuthorList></Article></MedlineCitation>
      <PubmedData><ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.5555/cited</ArticleId>
        </ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>"""


def record_set(*records: str) -> Page:
    head = (
        '<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"'
        ' "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
    )
    return Page(f"{head}<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>".encode(), "text/xml")


class FakePubMed(FakeWeb):
    """`records` by PMID, the newest first: every search finds all of them."""

    def __init__(self, records: dict[str, str]) -> None:
        super().__init__()
        self.records = records

    def otherwise(self, request: Any) -> Page:
        path, query = urlsplit(request.raw_path)[2:4]
        asked = {key: values[0] for key, values in parse_qs(query, strict_parsing=True).items()}
        assert (asked["db"], asked["tool"]) == ("pubmed", "healthfacts")
        if path == "/esearch.fcgi":
            assert (asked["datetype"], asked["retmode"]) == ("edat", "json")
            start = int(asked["retstart"])
            page = list(self.records)[start : start + int(asked["retmax"])]
            return json_page({"header": {}, "esearchresult": {"count": str(len(self.records)), "idlist": page}})
        assert (path, asked["retmode"]) == ("/efetch.fcgi", "xml")
        return record_set(*(self.records[pmid] for pmid in asked["id"].split(",")))
