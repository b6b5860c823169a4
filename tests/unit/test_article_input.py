"""What can be read as an article, in which encodings, and what is refused with which line."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.articles.page.decoding import clean
from core.articles.page.reading import read, read_text
from core.errors import NotAnArticle

PAGES = Path(__file__).parents[1] / "articles"
TEXT = "Strübing\u2019s team gave mice diazepam — “5 µg per gram” — for six weeks.\nNaïve animals lost no spines."
# ruff: noqa: RUF001 - texts in other scripts
GREEK = "Οι βενζοδιαζεπίνες είναι αποτελεσματικές και χρησιμοποιούνται ευρέως."
CYRILLIC = "Бензодиазепины эффективны, но длительный приём приводит к зависимости."
JAPANESE = "ベンゾジアゼピンは有効で広く使われている薬です。"


def zipped() -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr("word/document.xml", TEXT)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_encoding_of_western_text_comes_out_right(encoding: str) -> None:
    assert read(TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GREEK, "cp1253"), (CYRILLIC, "cp1251"), (CYRILLIC, "koi8_r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp")],
)
def test_other_scripts_are_guessed_and_believed_when_declared(text: str, encoding: str) -> None:
    assert read(text.encode(encoding)).text == text
    assert read(text[:9].encode(encoding), content_type=f"text/plain; charset={encoding}").text == text[:9]


def test_a_page_declares_its_encoding_itself() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>' + CYRILLIC * 3
    assert read(page.encode("cp1251")).text == CYRILLIC * 3


@pytest.mark.parametrize("charset", ["iso-8859-1", "no-such-charset", "base64", "utf-16", '"utf-7;'])
def test_a_wrong_declaration_does_no_harm(charset: str) -> None:
    assert read(TEXT.encode(), content_type=f"text/plain; charset={charset}").text == TEXT


def test_one_broken_byte_leaves_the_other_letters_right() -> None:
    assert read((TEXT * 3).encode() + b"\xe2\x80").text == TEXT * 3 + "\ufffd"


def test_line_ends_become_one_kind() -> None:
    assert read(b"one\r\ntwo\rthree\x0cfour\xc2\x85five\xe2\x80\xa8six").text == "one\ntwo\nthree\nfour\nfive\nsix"


def test_what_cannot_be_seen_goes_and_letters_of_every_script_stay() -> None:
    hidden = "alpra\u200bzo\u00adlam \u202emalozaxe\u202c \u2066x\u2069 \ufeff5\u00a0mg \u05e9\u05dc\u05d5\u200f \x07!"
    assert clean(hidden) == "alprazolam malozaxe x 5 mg \u05e9\u05dc\u05d5 !"
    assert read_text("a \ud800 half").text == "a ? half"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "there is no text"),
        (b" \r\n\t\xe2\x80\x8b ", "there is no text"),
        (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF; save it as text first"),
        (b"\n\n%PDF-1.4 text", "this is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "an image"),
        (zipped(), "a zip archive or an office document"),
        (gzip.compress(TEXT.encode()), "a gzip archive"),
        (b"{\\rtf1 text}", "an office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "an office document"),
        (b"text\0text", "a binary file"),
        (bytes(range(1, 32)) * 20, "a binary file"),
        (b"x" * 5_000_001, "larger than 5 MB (5,000,000 bytes)"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "this is a feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "this is a feed"),
        (b"<?xml version='1.0'?><PubmedArticleSet/>", "this is XML"),
        (b"<html><body><script>let xanax = 1</script></body></html>", "no article was found"),
        (b"<!DOCTYPE html>", "there is no text"),
    ],
)
def test_what_is_no_article_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        read(data)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_entities_that_a_file_declares_are_never_expanded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE {{}} [<!ENTITY e0 "lol">{entities}]>'
    with pytest.raises(NotAnArticle, match="XML"):
        read(f'<?xml version="1.0"?>{bomb.format("lolz")}<lolz>&e11;</lolz>'.encode())
    page = read(f"{bomb.format('html')}<html><body><p>{TEXT} &e11;</p></body></html>".encode())
    assert len(page.text) < 500


@pytest.mark.parametrize(
    "text",
    ["If a < b and c > d, then p < 0.05.", "The tag </p> ends a paragraph.", "x<y>z", "<5 mg was given", "2 <3 4"],
)
def test_text_with_angle_brackets_is_not_html(text: str) -> None:
    page = read(text.encode())
    assert page.text == text
    assert not page.markup
    assert read(text.encode(), content_type="text/plain").text == text


@pytest.mark.parametrize(
    ("html", "content_type"),
    [
        ("<!doctype html><p>{}", None),
        ("<!-- made by hand -->\n<HTML><body>{}", "text/plain"),
        (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{}</p></body></html>',
            None,
        ),
        ("<p>{}</p>", None),
        ("<b>{}", "text/html; charset=utf-8"),
        ("before <p>{}</p> <div>x</div> <span>y</span>", None),
    ],
)
def test_html_is_noticed(html: str, content_type: str | None) -> None:
    page = read(html.format("The mice were given diazepam.").encode(), content_type=content_type)
    assert page.markup
    assert "<" not in page.text
    assert "The mice were given diazepam." in page.text


def test_the_address_it_came_from_stands_in() -> None:
    assert read(b"text", url="https://news.example/1").tags.url == "https://news.example/1"


def test_five_megabytes_of_one_line_are_read_whole() -> None:
    line = "The mice lost synapses after diazepam. " * 128_000
    assert len(read(line.encode()).text) == len(line) - 1


@settings(max_examples=150)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        page = read(data)
    except NotAnArticle:
        return
    assert page.text
    assert clean(page.text) == page.text


SOUP = [
    *("<p>", "</p>", "<div class='comments'>", "</div>", "<script>", "</script>", "<h1>", "</h1>", "<table><tr><td>"),
    *("<li>", "<a href='#'>", "</a>", "<!--", "-->", "<![CDATA[", "]]>", "<title>", "</title>", "&#x202e;", "&bogus;"),
    *(
        "<html>",
        "<body>",
        "<sup>",
        "<figcaption>",
        "<blockquote>",
        "<svg>",
        "<ol class=references>",
        "<br>",
        "<dl><dt>DOI",
    ),
    *(
        "<meta name=citation_author content='",
        "<meta name=citation_date content='",
        "<meta property=og:url content='",
        "'>",
    ),
    *(
        '<script type="application/ld+json">{"@type":"Article","author":',
        "[[[",
        "}",
        '{"@id":1}',
        "10.1000/x)",
        "2022-13-99",
    ),
    *(
        "<article>",
        "<dd>",
        "<td>",
        "</tr>",
        "<span hidden>",
        "\x00",
        "\x0b",
        "\u200b",
        "\ud800",
        "é",
        "diazepam ",
        "mice. ",
    ),
    *(
        "http://[",
        "<body id=phpbb><div class=post>",
        "<div class=b2>",
        "<div class=a2>",
        "<div class=n2>",
        "<",
        ">",
        "&",
        "'",
    ),
]

TEXTUAL = bytes(byte if byte > 31 else 32 for byte in range(256))


def test_ten_thousand_random_inputs_raise_nothing_else() -> None:
    chance = random.Random(7)  # noqa: S311 - nothing secret
    for number in range(10_000):
        if number % 20:
            data = chance.randbytes(chance.randrange(120)).translate(TEXTUAL if number % 2 else None)
        else:
            data = "".join(chance.choices(SOUP, k=chance.randrange(40))).encode("utf-8", "surrogatepass")
        try:
            page = read(data, content_type=chance.choice([None, "text/html", "text/plain; charset=x"]))
        except NotAnArticle:
            continue
        assert all(0 <= zone.start < zone.end <= len(page.text) for zone in page.known)
        assert [zone.start for zone in page.known] == sorted(zone.start for zone in page.known)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_pages_cut_off_anywhere_are_still_read_or_refused(page: Path) -> None:
    data = page.read_bytes()
    whole = set(read(data).text.split("\n"))
    for end in range(len(data) // 8, len(data), len(data) // 8):
        with suppress(NotAnArticle):
            assert read(data[:end]).text.split("\n")[0] in whole or end < len(data) // 2
