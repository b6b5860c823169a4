"""Whatever people post is read or refused, and what is read stands in the text exactly where it is said to stand."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from fakes.everything import shipped

from core.app import CONFIG
from core.articles.parse import load_parser
from core.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.articles.model import Article

PARSER = load_parser(CONFIG, shipped().built_in)
TEXTS = [path.read_text("utf-8") for path in sorted(Path(__file__).parents[1].glob("claims/*.txt"))]
LETTERS = (
    [chr(code) for code in range(256)]
    + list("“”‘’„«»–—−…·•µαβß№™®İıſﬁ①½¹²³\u200b\u00ad\ufeff\u2028\u2029\u202e\u0301\U0001f600\U0010ffff")  # noqa: RUF001 - marks that articles hold
    + [". ", "! ", "? ", ".[12] ", " n = 12 ", "10.1000/x", '"', "\n", "\n\n", " ", " "] * 4
)
TAGS = [
    *("<p>", "</p>", "<div>", "</div>", "<br>", "<h1>", "<article>", "</article>", "<table><tr><td>", "<li>", "<ul>"),
    *(
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<a href='",
        "<meta name='citation_doi' content='10.1/",
        "'>",
    ),
    *(
        "<div class='comments'>",
        "<title>",
        "</title>",
        "&amp;",
        "&#xD800;",
        "&#0;",
        "&nbsp",
        "&#1114112;",
        "<",
        ">",
        "\x00",
    ),
    *(
        "<script type='application/ld+json'>",
        '{"@type":',
        "[[[",
        "<svg>",
        "<html lang='de'>",
        "<body>",
        "<time>",
        "<q>",
    ),
]


def some_bytes(random: Random) -> bytes:
    return random.randbytes(random.randint(0, 300))


def some_text(random: Random) -> bytes:
    letters = "".join(random.choices(LETTERS, k=random.randint(0, 200)))
    return letters.encode(random.choice(("utf-8", "utf-8", "utf-16", "utf-32", "utf-8-sig")))


def some_sentences(random: Random) -> bytes:
    """Pieces of articles, cut anywhere, in another order, with marks between them."""
    pieces = []
    for _ in range(random.randint(1, 3)):
        text = random.choice(TEXTS)
        at = random.randrange(len(text))
        pieces += [text[at : at + random.randint(1, 120)], *random.choices(LETTERS, k=2)]
    return "".join(pieces).encode()


def some_html(random: Random) -> bytes:
    parts = ["<html>" if random.random() < 1 / 2 else "<p>"]
    for _ in range(random.randint(0, 12)):
        parts += [*random.choices(TAGS, k=2), random.choice(TEXTS)[: random.randint(0, 60)]]
    return "".join(parts).encode() + random.choice((b"", b"\xff\xfe", b"</"))


def check(article: Article) -> None:
    """Zones cover the text without a gap, sentences lie in them and hold every visible mark, claims are sentences."""
    text = article.text
    assert [zone.start for zone in article.zones[:1]] == [0][: len(text)]
    assert all(one.end == after.start for one, after in pairwise(article.zones))
    assert not article.zones or article.zones[-1].end == len(text)
    held = zip(article.sentences, ["", *article.sentences], strict=False)
    assert all(not before or before.end <= one.start for one, before in held)
    kinds = {at: zone.kind for zone in article.zones for at in range(zone.start, zone.end)}
    for number, one in enumerate(article.sentences, 1):
        said = text[one.start : one.end]
        assert said
        assert said == said.strip()
        assert one.number == number
        assert kinds[one.start] == kinds[one.end - 1] == one.zone
    assert "".join(text[one.start : one.end] for one in article.sentences).split() == text.split() or (
        "".join("".join(text[one.start : one.end].split()) for one in article.sentences) == "".join(text.split())
    )
    for claim in article.claims:
        sentence = article.sentences[claim.sentence - 1]
        assert (claim.start, claim.end, sentence.zone) == (sentence.start, sentence.end, "article")


@pytest.mark.parametrize(
    ("some", "count"),
    [(some_bytes, 3_000), (some_text, 4_500), (some_sentences, 1_500), (some_html, 1_000)],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_anything_is_read_or_refused_with_exact_places(some: Callable[[Random], bytes], count: int) -> None:
    random = Random(20_240)  # noqa: S311 - nothing secret
    was_read = 0
    for _ in range(count):
        data = some(random)
        try:
            article = PARSER.parse(data)
        except NotAnArticle:
            continue
        was_read += 1
        check(article)
    assert was_read > count / 50
