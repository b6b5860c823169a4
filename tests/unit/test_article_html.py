"""What is left of a page as text, and what its mark-up makes certain about it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.articles.page.reading import read

if TYPE_CHECKING:
    from core.articles.model import Page

PAGES = Path(__file__).parents[1] / "articles"
ALL = sorted(path.stem for path in PAGES.glob("*.html"))
PARAGRAPH = (
    "Mice that were given diazepam for six weeks lost connections between nerve cells, and these came back later. "
)


@cache
def page(name: str) -> Page:
    return read((PAGES / f"{name}.html").read_bytes(), content_type="text/html; charset=utf-8")


def of_kind(page: Page, kind: str) -> str:
    return "\n".join(page.text[zone.start : zone.end] for zone in page.known if zone.kind == kind)


def opened(page: Page) -> str:
    """Return the text of which the mark-up does not say what it is."""
    text, at = "", 0
    for zone in page.known:
        text, at = text + page.text[at : zone.start], zone.end
    return text + page.text[at:]


def made(body: str, head: str = "") -> Page:
    return read(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())


ARTICLE = {
    "blog": ("Three things are worth knowing", "Alprazolam (Xanax) was not tested.", "do not stop suddenly"),
    "journal": (
        "Here we show that diazepam",
        "At 10⁶ photons per pixel",
        "Four weeks after the last dose this difference",
    ),
    "news": (
        "Old mice lost connections",
        "“We were surprised by how fast it happened,”",
        "Klonopin | clonazepam",
        "The study appeared",
    ),
    "phpbb": ("Researchers at the University of Examples", "Source: https://courier.example"),
    "plain_forum": ("Immune cells of the brain removed 12 percent", "Klonopin (clonazepam}", "done in mice only"),
    "press_release": ("EXAMPLETOWN, Examplia", "says the neuroscientist Dr. Liv Vestergaard", "###", "Media contact"),
    "pubmed": (
        "Background: Older adults",
        "Methods: We randomly",
        "Results: Delayed recall",
        "Conclusions: Supervised",
    ),
    "reddit": ("Researchers at the University of Examples", "Link to the paper"),
}
COMMENTS = {
    "blog": ("Ativan wiped out my memory", "I threw my tablets away"),
    "news": ("I stopped Klonipin overnight", "Valium cured my cat", "all doctors knew"),
    "phpbb": ("I stopped clonazepam cold turkey", "turns rats into geniuses"),
    "phpbb_question": ("just sweat it out",),
    "plain_forum": ("It destroys the neural pathways", "I take Klonipin for seizures"),
    "reddit": ("Xanex made me forget", "quit today, no taper needed", "My dog takes diazepam"),
}
NEVER = {
    "blog": ("Share this", "Recent Comments", "Why sleeping pills stop working", "Proudly powered"),
    "journal": (
        "We use cookies",
        "Browse issues",
        "Hidden words",
        "Clonazepam in fruit flies",
        "Altmetric",
        "Privacy policy",
    ),
    "news": ("811 partners", "SnoozyGum", "Sign up for", "Zolpidem made my uncle", "inside the data", "Imprint"),
    "phpbb": ("gift from the gods", "Register", "Skip to content", "Posts:"),
    "press_release": ("Login to", "More on this news release"),
    "pubmed": (
        "needs JavaScript",
        "script text",
        "otters",
        "falls in invented islanders",
        "Full Text Sources",
        "User Guide",
    ),
    "reddit": ("Submit a new link", "No medical advice", "advertise"),
}


@pytest.mark.parametrize("name", ALL)
def test_the_zones_of_a_page_lie_in_order_within_its_text(name: str) -> None:
    ends = [0, *(edge for zone in page(name).known for edge in (zone.start, zone.end)), len(page(name).text)]
    assert ends == sorted(ends)
    assert page(name).markup


@pytest.mark.parametrize("name", ARTICLE)
def test_the_article_is_found_whole_and_stays_open_to_reading(name: str) -> None:
    for part in ARTICLE[name]:
        assert part in opened(page(name))


@pytest.mark.parametrize("name", COMMENTS)
def test_readers_comments_are_kept_and_told_apart(name: str) -> None:
    for part in COMMENTS[name]:
        assert part in of_kind(page(name), "comments")
        assert part not in opened(page(name))


@pytest.mark.parametrize("name", NEVER)
def test_what_stands_around_every_page_never_becomes_text(name: str) -> None:
    for part in NEVER[name]:
        assert part not in page(name).text


@pytest.mark.parametrize("name", ALL)
def test_the_title_comes_first_and_once(name: str) -> None:
    title = page(name).tags.title
    assert page(name).text.split("\n")[0] == title
    assert opened(page(name)).split("\n").count(str(title)) == 0


def test_a_readers_own_first_post_is_unknown() -> None:
    assert "I have taken Ativan for nine years" in of_kind(page("phpbb_question"), "unknown")
    assert opened(page("phpbb_question")).strip() == ""


def test_captions_references_and_fields_are_told_apart() -> None:
    assert of_kind(page("journal"), "caption").startswith("Fig. 1: Contacts of microglia.")
    assert "Synapse removal in crickets" in of_kind(page("journal"), "reference")
    assert "Photograph: The Invented Courier" in of_kind(page("news"), "caption")
    assert "Pills on a table." in of_kind(page("blog"), "caption")
    assert "Sedatives and sleep." in of_kind(page("pubmed"), "reference")
    assert "DOI: 10.5555/inl-023-00042-7\n" in of_kind(page("press_release"), "metadata")


def test_rows_of_tables_keep_brand_and_generic_together() -> None:
    rows = "".join(f"<tr><td><p>{brand}</p></td><td>{generic}</td></tr>" for brand, generic in PAIRS)
    lines = made(f"<article><p>{PARAGRAPH * 3}</p><table>{rows}</table><p>{PARAGRAPH}</p></article>").text.split("\n")
    assert [line for line in lines if "|" in line] == [f"{brand} | {generic}" for brand, generic in PAIRS]


PAIRS = (("Xanax", "alprazolam"), ("Klonopin", "clonazepam"), ("Ativan", "lorazepam"))


def test_a_table_that_lays_out_a_page_is_no_row() -> None:
    cells = f"<td>Menu</td><td><p>{PARAGRAPH * 2}</p><p>{PARAGRAPH * 3}</p></td>"
    lines = made(f"<table><tr>{cells}</tr></table>").text.split("\n")
    assert (PARAGRAPH * 2).strip() in lines
    assert (PARAGRAPH * 3).strip() in lines


def test_numbers_of_references_go_and_other_raised_figures_stay_apart() -> None:
    first = "it faded<sup><a href='#r1'>1</a>,<a href='#r2'>2</a></sup>."
    second = "At 10<sup>6</sup> cells<a href='#r3'><sup>3</sup></a> it stayed."
    text = made(f"<article><p>{PARAGRAPH * 3} {first} {second}</p><p>{PARAGRAPH}</p></article>").text
    assert "it faded. At 10⁶ cells it stayed." in text


@pytest.mark.parametrize(
    "opening",
    [
        "<div class='comments-area'>",
        "<section id='commentList'>",
        "<div id='disqus_thread'>",
        "<ul class='replies'>",
        "<div class='user-comments'>",
        "<div itemprop='comment'>",
        "<div itemscope itemtype='https://schema.org/Comment'>",
        "<details class='CommentBox'>",
        "<div role='comment'>",
        "<user-comments>",
        "<li class='comment byuser even'>",
        "<div class='article-comments'>",
    ],
)
def test_comment_sections_are_known_by_their_names(opening: str) -> None:
    found = made(f"<h1>Mice</h1><article><p>{PARAGRAPH * 4}</p></article>{opening}<p>I quit Xanax overnight.</p>")
    assert "I quit Xanax overnight." in of_kind(found, "comments")
    assert "Xanax" not in opened(found)


@pytest.mark.parametrize(
    "opening",
    [
        "<article class='commentary'>",
        "<article class='post comments-open'>",
        "<div class='tone-comment'>",
        "<div class='has-comments'>",
        "<article class='article-type-comment'>",
        "<main class='comments'>",
    ],
)
def test_an_article_is_not_a_comment_because_of_its_class(opening: str) -> None:
    found = made(f"{opening}<h1>Mice</h1><p>{PARAGRAPH * 4}</p>")
    assert PARAGRAPH.strip() in opened(found)


def test_text_stays_where_something_was_taken_out_of_its_line() -> None:
    inner = "before <span class='sr-only'>unseen</span> after <span hidden>unseen</span> end"
    block = "<p>first half <aside class='ad'>buy this</aside> second half</p>"
    found = made(f"<article><p>{PARAGRAPH * 3} {inner}</p><div>{block}<p>{PARAGRAPH}</p></div></article>").text
    assert "before after end" in found
    assert "second half" in found
    assert "unseen" not in found
    assert "buy this" not in found


def test_many_comments_do_not_make_the_article_the_smaller_part() -> None:
    comments = f"<div id='comments'>{'<p>I quit Xanax overnight, and so should you.</p>' * 90}</div>"
    found = made(f"<h1>Mice</h1><div class='left sidebar'><p>{PARAGRAPH * 4}</p></div>{comments}")
    assert PARAGRAPH.strip() in opened(found)
    assert "Xanax" not in opened(found)


def test_what_holds_the_whole_page_is_not_chrome_whatever_its_name() -> None:
    assert PARAGRAPH.strip() in made(f"<div class='sidebar'><p>{PARAGRAPH * 4}</p></div>").text
    assert PARAGRAPH.strip() in made(f"<div aria-hidden='true'><p>{PARAGRAPH * 4}</p></div>").text


def test_a_page_in_which_no_article_stands_out_is_taken_whole() -> None:
    assert made("<div>Diazepam was given to mice.</div><div>It did no lasting harm.</div>").text == (
        "Diazepam was given to mice.\nIt did no lasting harm."
    )


def test_an_article_that_only_its_data_hold_is_read_from_there() -> None:
    node = f'{{"@type":"NewsArticle","headline":"Mice","articleBody":"One.\\nTwo {PARAGRAPH}"}}'
    found = made("<div id='app'>Loading</div>", f'<script type="application/ld+json">{node}</script>')
    assert found.text == f"Mice\n\nOne.\nTwo {PARAGRAPH.strip()}"


def test_hidden_directions_in_entities_are_cleaned_too() -> None:
    assert made("<p>alpra&#8203;zolam &#x202e;evil&shy; &nbsp; x</p>").text == "alprazolam evil x"


def test_a_forum_that_does_not_tell_its_posts_apart_is_unknown() -> None:
    script = '<script type="application/ld+json">{"@type":"DiscussionForumPosting"}</script>'
    found = made(f"<div><p>{PARAGRAPH * 3}</p></div>", script)
    assert PARAGRAPH.strip() in of_kind(found, "unknown")


SOFTWARE = {
    "XenForo": "<article data-content='post-{n}'><div class='bbWrapper'>{text}</div></article>",
    "vBulletin": "<li id='post_{n}'><div id='post_message_{n}'>{text}</div></li>",
    "Discourse": "<div class='topic-post'><div class='cooked'>{text}</div></div>",
    "Invision": "<article class='ipsComment a{n}'><div data-role='commentContent'>{text}</div></article>",
    "SMF": "<div class='post_wrapper'><div class='inner' id='msg_{n}'>{text}</div></div>",
    "MyBB": "<div class='post classic' id='post_{n}'><div class='post_body'>{text}</div></div>",
    "Reddit": "<shreddit-post><div slot='text-body'>{text}</div></shreddit-post>",
}


@pytest.mark.parametrize("software", SOFTWARE)
def test_threads_of_other_forum_software_are_known(software: str) -> None:
    texts = (f"{PARAGRAPH * 3} <a href='https://news.example/1'>source</a>", "I quit Xanax overnight.", "Me too.")
    found = made("".join(SOFTWARE[software].format(n=n, text=text) for n, text in enumerate(texts)))
    assert PARAGRAPH.strip() in opened(found)
    assert of_kind(found, "comments") == "I quit Xanax overnight.\nMe too."
    assert found.tags.published is None
