"""What a feed holds, as plain text, and by what an item is known again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.feeds import record, record_set, rss, rss_item
from hypothesis import given
from hypothesis import strategies as st

from core.app import CONFIG
from core.articles.online.feed_items import FeedItem, UnreadableFeed, keys_of, read_feed, shared_addresses
from core.articles.online.feed_sources import FeedSource, load_feeds
from core.articles.online.pubmed import read_records, read_search
from core.articles.online.untagged import untagged
from core.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>tag:invented.example,2026:1</id>
  <title type="html">Lorazepam &lt;i&gt;in vivo&lt;/i&gt;</title><link href="https://invented.example/doi/full/10.5555/A%3C1?af=R"/>
  <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <b>two</b></div></summary>
  <author><name>Jo Doe</name></author><updated>2026-11-20T23:00:00-05:00</updated></entry></feed>"""

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel>
  <item><title>&c;</title></item></channel></rss>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>
  <item><title>&x;</title></item></channel></rss>"""


def test_an_item_of_rss_is_read_with_all_that_it_says() -> None:
    page = rss(
        rss_item(
            "A <i>new</i> look at alprazolam &amp; sleep<script>alert(1)</script>",
            link="https://invented.example/a?utm_source=rss",
            description="<p>Short.</p>",
            content_encoded="<p>Longer</p><p>text.</p>",
            guid="pubmed:123",
            prism_doi="10.5555/ABC",
            dc_creator="Doe J",
            pubDate="Mon, 23 Nov 2026 06:00:00 -0500",
        )
    )
    (item,) = read_feed(page.body, "application/rss+xml")
    assert item == FeedItem(
        title="A new look at alprazolam & sleep",
        abstract="Longer text.",
        address="https://invented.example/a?utm_source=rss",
        doi="10.5555/abc",
        pmid="123",
        guid="pubmed:123",
        published="2026-11-23",
        authors=({"literal": "Doe J"},),
    )


def test_an_item_of_atom_is_read_and_its_doi_taken_from_its_address() -> None:
    (item,) = read_feed(ATOM)
    assert (item.title, item.abstract, item.published) == ("Lorazepam in vivo", "One two", "2026-11-21")
    assert (item.doi, item.authors) == ("10.5555/a<1", ({"literal": "Jo Doe"},))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<rss",
        b"<rss><channel>",
        b"\x00\xff",
        b"<html><body/></html>",
        b"{}",
        b'<?xml version="1.0" encoding="x"?><a/>',
    ],
)
def test_what_is_no_feed_is_said_in_one_line(data: bytes) -> None:
    with pytest.raises(UnreadableFeed) as wrong:
        read_feed(data)
    assert str(wrong.value).isprintable()


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE])
def test_entities_are_never_unfolded(data: bytes) -> None:
    with pytest.raises(UnreadableFeed, match="entities"):
        read_feed(data)
    with pytest.raises(UnreadableFeed, match="entities"):
        read_records(data)


def test_items_without_a_title_are_left_out() -> None:
    assert read_feed(rss("<item><link>https://invented.example/a</link></item>", rss_item()).body)[0].title
    assert read_feed(rss().body) == ()


def test_a_record_of_pubmed_is_read_without_what_it_cites() -> None:
    abstract = '<AbstractText Label="METHODS">In <i>n</i> = 5.</AbstractText><AbstractText>p &lt; 0.05.</AbstractText>'
    (item,) = read_records(record_set(record("41", "Diazepam <sub>2</sub>.", "10.5555/P.41", abstract)).body)
    assert item == FeedItem(
        title="Diazepam 2.",
        abstract="Methods: In n = 5. p < 0.05.",
        address="https://pubmed.ncbi.nlm.nih.gov/41/",
        doi="10.5555/p.41",
        pmid="41",
        published="2026-11",
        authors=({"family": "Doe", "given": "Jo"}, {"literal": "The Invented Group"}),
    )
    assert read_records(record_set(record("41")).body)[0].doi is None


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"esearchresult": {"ERROR": "x"}}', b'{"esearchresult": {"count": "x", "idlist": []}}'],
)
def test_a_search_that_was_not_understood_is_said_in_one_line(data: bytes) -> None:
    with pytest.raises(UnreadableFeed, match="PubMed did not understand"):
        read_search(data)


def test_an_item_is_known_by_all_of_its_names() -> None:
    item = FeedItem("t", address="http://www.invented.example/a/?utm_source=x", doi="10.5555/a", pmid="1", guid="g")
    assert keys_of(item, "f") == ("doi:10.5555/a", "pmid:1", "url:invented.example/a", "guid:f:g")
    assert keys_of(FeedItem("t", guid="x" * 5_000), "f")[0].startswith("guid:sha256:")
    assert keys_of(FeedItem("t"), "f") == keys_of(FeedItem("t"), "g")
    assert keys_of(FeedItem("t"), "f") != keys_of(FeedItem("u"), "f")


def test_an_address_that_several_items_have_tells_none_of_them() -> None:
    items = tuple(FeedItem(name, address="https://invented.example/", guid=name) for name in "ab")
    shared = shared_addresses(items)
    assert [keys_of(item, "f", shared) for item in items] == [("guid:f:a",), ("guid:f:b",)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        *(("H<sub>2</sub>O", "H2O"), ("<p>a</p><p>b</p>", "a b"), ("p<0.05 & 5 < 6", "p<0.05 & 5 < 6")),
        *(("&lt;b&gt; x", "<b> x"), ("a<!-- > -->b", "ab"), ("a\u202eb\u200bc\n d", "abc d")),
        *(("<script>alert(1)</script>x", "x"), ("<STYLE>p{}</STYLE >x", "x"), ("a <b", "a <b"), ("", "")),
    ],
)
def test_mark_up_goes_and_words_stay(text: str, plain: str) -> None:
    assert untagged(text) == plain


@given(st.text(st.characters() | st.sampled_from("<>/!-&;")))
def test_untagged_text_is_one_line(text: str) -> None:
    plain = untagged(text)
    assert plain.isprintable()
    assert plain == " ".join(plain.split())


@pytest.mark.parametrize("part", ["<", "<a ", "</a ", "<!--", "<script>", "<!-->", "&", "<p>", "<a"])
def test_untagging_takes_a_time_that_grows_with_the_length(part: str) -> None:
    """What is quadratic takes many seconds for this."""
    assert untagged(part * 60_000 + "x").isprintable()


def test_the_feeds_of_the_topic_load_and_none_is_switched_on() -> None:
    feeds = load_feeds(CONFIG / "topics" / "benzodiazepines" / "feeds.toml")
    assert feeds
    assert not any(feed.enabled for feed in feeds)


def test_every_mistake_in_a_list_of_feeds_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "topic" / "feeds.toml"
    path.parent.mkdir()
    assert load_feeds(path) == ()
    path.write_text(
        '[[feeds]]\nid = "a"\nkind = "feed"\naddress = "http://10.0.0.1:22/"\n'
        '[[feeds]]\nid = "a"\nkind = "pubmed"\nsearch = " "\nevery_hours = 0\n'
        '[[feeds]]\nid = "B c"\nkind = "feed"\nsearch = "x"\n'
        '[[feeds]]\nid = "d"\nkind = "mail"\n'
    )
    with pytest.raises(ConfigError) as wrong:
        load_feeds(path)
    told = [(mistake.line, mistake.what.partition(":")[0].partition(" ")[0]) for mistake in wrong.value.mistakes]
    assert {line for line, _ in told} == {4, 6, 8, 9, 10, 11, 13, 16}
    path.write_text(
        '[[feeds]]\nid = "a"\nkind = "feed"\naddress = "https://invented.example/feed.xml"\nenabled = true\n'
    )
    assert load_feeds(path) == (FeedSource("a", "feed", "https://invented.example/feed.xml", enabled=True),)
