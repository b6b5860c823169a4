"""A file, a page or a pasted text -> `Page`: the first step of reading an article.

What cannot be an article is refused here, in one line that says what to do instead.
"""

from __future__ import annotations

import re

from core.articles.model import Page, Tags
from core.articles.page.decoding import clean, decode
from core.errors import NotAnArticle

MOST_BYTES = 5_000_000

_FORMATS = (
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"{\\rtf", "an office document (RTF)"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
)
"""How files begin that may hold an article which nobody can read from here (https://en.wikipedia.org/wiki/List_of_file_signatures)."""

_PDF_WITHIN = 1024
"""Bytes in which readers look for "%PDF-" (ISO 32000-1, annex H.3.4.1)."""

_SNIFFED = 65_536
"""Characters by which a text is taken for HTML or not."""

_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")
_XML = re.compile(
    r"\s*(?:<\?xml\b|<!DOCTYPE(?!\s+html)|<(?:rss|feed|rdf:RDF|PubmedArticleSet|article\s[^>]*xmlns)[\s>])",
    re.IGNORECASE,
)
_HTML_START = re.compile(
    r"(?>\s+|<!--.*?-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
_TAGS = "a|article|blockquote|body|div|em|h[1-6]|li|main|ol|p|section|span|strong|table|td|tr|ul"
_HTML_TAG = re.compile(rf"</(?:{_TAGS})>", re.IGNORECASE)
_LEADING_TAG = re.compile(rf"\s*<(?:{_TAGS})(?:\s[^<>]*)?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[A-Za-z!]")
_FEWEST_TAGS = 3
"""From so many closing tags on, a text that does not begin as HTML is a piece of it."""


def read(data: bytes, *, content_type: str | None = None, url: str | None = None) -> Page:
    """Read a file or the body of a response. `content_type` is the response's header, `url` where it came from.

    Raises NotAnArticle for what is empty, larger than 5 MB, a PDF, an archive, an image or another binary, or XML.
    """
    if len(data) > MOST_BYTES:
        raise NotAnArticle("this is larger than 5 MB (5,000,000 bytes); give the article alone")
    _refuse_formats(data)
    return _to_page(decode(data, content_type), (content_type or "").lower(), url)


def read_text(text: str, *, url: str | None = None) -> Page:
    """Read a text that was pasted or typed; HTML in it is noticed. Raises NotAnArticle as `read` does."""
    return read(text.encode("utf-8", "replace"), content_type="text/plain; charset=utf-8", url=url)


def _refuse_formats(data: bytes) -> None:
    if b"%PDF-" in data[:_PDF_WITHIN] and not data.lstrip()[:1] == b"<":
        raise NotAnArticle("this is a PDF; save it as text first")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise NotAnArticle("this is an image; give the article as text or as a web page")
    for start, what in _FORMATS:
        if data.startswith(start):
            raise NotAnArticle(f"this is {what}; save the article as text first")


def _to_page(raw: str, content_type: str, url: str | None) -> Page:
    markup = clean(raw)
    head = markup[:_SNIFFED]
    if _is_html(head, content_type):
        from core.articles.page.html import to_page  # noqa: PLC0415 - lxml and trafilatura take 0.3 s, only HTML needs them

        page = to_page(markup, url)
    elif _XML.match(head):
        raise NotAnArticle(_about_xml(head))
    else:
        page = Page(markup.strip(), Tags(url=url))
    if not page.text.strip():
        raise NotAnArticle("there is no text in it; copy the article's text and give that")
    return page


def _is_html(head: str, content_type: str) -> bool:
    """Tell HTML from text: a text may hold "a < b" or a tag that it writes about, and a page be declared as text."""
    if _HTML_START.match(head):
        return True
    if "html" in content_type:
        return bool(_ANY_TAG.search(head)) and not _XML.match(head)
    return bool(_LEADING_TAG.match(head) and _HTML_TAG.search(head)) or len(_HTML_TAG.findall(head)) >= _FEWEST_TAGS


def _about_xml(head: str) -> str:
    if _FEED.search(head):
        return "this is a feed, not an article; add it to the topic's feeds, or give the address of one article"
    return "this is XML; give the article's web page or its text"
