"""The parts of a page: no reader's sentence, advert or legal notice is taken for the article, and the article stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes.beside import material
from hypothesis import given
from hypothesis import strategies as st

from core.app import CONFIG
from core.articles.model import Page, Zone
from core.articles.text.zones import load_zone_rules, zones_of
from core.errors import ConfigError

if TYPE_CHECKING:
    from fakes.config import ConfigCopy

TEXTS = sorted(Path(__file__).parents[1].joinpath("zones").glob("*.txt"))
KINDS = {
    "a": "article",
    "m": "metadata",
    "p": "caption",
    "r": "reference",
    "c": "comments",
    "b": "boilerplate",
    "u": "unknown",
}
RULES = load_zone_rules(CONFIG / "articles")
REPORT = (
    "Mice that were given diazepam for six weeks lost a fifth of their synapses, a study at the institute has shown.\n"
    "The researchers saw no such loss in animals without the protein TSPO, and none ten weeks after the last dose.\n"
    "They caution that the dose was high, and that nobody has looked at people yet, the report in the journal says.\n"
)
"""Three paragraphs that can only be an article's."""
ANSWER = "Diazepam removes half of all synapses in every patient who takes it."
"""What a reader writes that could stand in an article as well."""


def marked_text(path: Path) -> tuple[str, list[tuple[str, int, int]]]:
    """Return a text of tests/zones and the kind of each of its lines; see the README there."""
    text, lines = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, bar, own = line.partition("|")
        if bar and len(kind) == 1 and own:
            lines.append((kind, len(text), len(text) + len(own)))
            text += own
        text += "\n"
    return text.rstrip("\n"), lines


def kinds_of(text: str) -> list[tuple[str, set[str]]]:
    """Return each line of a text that is not empty, with the kinds of zone that it lies in."""
    zones, found, at = zones_of(Page(text), RULES), [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((line, {zone.kind for zone in zones if zone.start < at + len(line) and zone.end > at}))
        at += len(line) + 1
    return found


def article_of(text: str) -> str:
    return "".join(text[zone.start : zone.end] for zone in zones_of(Page(text), RULES) if zone.kind == "article")


def assert_covers(zones: tuple[Zone, ...], length: int) -> None:
    assert [zone.start for zone in zones] == [0, *(zone.end for zone in zones[:-1])] if zones else not length
    assert all(zone.start < zone.end for zone in zones)
    assert not zones or zones[-1].end == length


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_every_line_lies_in_the_zone_that_is_marked(path: Path) -> None:
    text, lines = marked_text(path)
    zones = zones_of(Page(text), RULES)
    assert_covers(zones, len(text))
    wrong = []
    for kind, start, end in lines:
        found = {zone.kind for zone in zones if zone.start < end and zone.end > start}
        if found != {KINDS[kind]} if kind in KINDS else "article" in found:
            wrong.append((kind, found, text[start:end][:80]))
    assert wrong == []


def test_there_are_texts_of_many_kinds() -> None:
    lines = [kind for path in TEXTS for kind, _, _ in marked_text(path)[1]]
    assert len(TEXTS) >= 40
    assert lines.count("a") > 180
    assert lines.count("c") > 100


@pytest.mark.parametrize(
    "sign",
    [
        "3 Comments",
        "Leave a Reply",
        "Comments:",
        "Join the conversation",
        "Sort by: Newest",
        "Re: New study on diazepam",
        "@HarborLight",
        "To: HarborLight",
        "Mike wrote:",
        "Reply from Anna",
        "Post #4",
        "sleepless_42 · 3 hr. ago",
        "u/sleepless_42",
        "by sleepless_42 » Tue Mar 29, 2022 3:12 pm",
        "2 posted on 3/28/2022 8:31:00 AM PDT by Mike",
        "Anonymous said...",
        "Originally Posted by Mike",
        "[21:04] <mike> hello",
        "> the mice lost a fifth of their synapses",
        "Like · Reply · 3h",
        "2 Responses to A study in mice",
    ],
)
def test_what_stands_below_a_sign_of_readers_is_never_article(sign: str) -> None:
    assert ANSWER not in article_of(f"A study in mice\n{REPORT}{sign}\n{ANSWER}")
    assert article_of(f"A study in mice\n{REPORT}{sign}\n{ANSWER}").strip().startswith("Mice that were given")
    assert REPORT.splitlines()[-1] in article_of(f"A study in mice\n{REPORT}{sign}\n{ANSWER}")


@pytest.mark.parametrize(
    "reader",
    [
        "I take it every night and my doctor is fine with that.",
        "lol good luck with that",
        "Has anyone tried the drops?",
        "REPEAT WHAT? I CAN NOT HEAR YOU AT ALL",
        "Thanks for posting this!",
        "My sister was on it for years, poor thing.",
        "Been there, done that 😜",
    ],
)
def test_after_the_first_clear_reader_nothing_is_article(reader: str) -> None:
    text = f"A study in mice\n{REPORT}{reader}\n{ANSWER}\nThat explains a lot."
    assert article_of(text).strip() == REPORT.strip()


def test_between_reference_and_readers_nobody_can_tell() -> None:
    text = (
        f"{REPORT}Reference: Doe et al., Fictional Neuroscience 2020. doi:10.1234/fn.1\n{ANSWER}\nlol, I take it daily"
    )
    assert dict(kinds_of(text))[ANSWER] == {"unknown"}


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Order now and save 20% on SleepWell gummies.",
        "This article is for informational purposes only and is not a substitute for professional medical advice.",
        "© 2020 Fictional Press. All rights reserved.",
        "Sign up for our newsletter",
        "Read more: What mice teach us about sleep",
        "EMBARGOED UNTIL 11:00 ET",
        "We use cookies to give you the best experience.",
    ],
)
def test_adverts_and_notices_between_paragraphs_are_left_out_and_the_article_goes_on(line: str) -> None:
    first, second, third = REPORT.splitlines()
    article = article_of(f"{first}\n{line}\n{second}\n{third}")
    assert line not in article
    assert first in article
    assert third in article


@pytest.mark.parametrize(
    "own",
    [
        "“I think these results are sound,” said Prof. Lee, who was not involved. “I would change nothing.”",
        "'I took it for years and my doctor never asked,' said Anna, 34, one of the participants.",
        '"I\'ve been on it since 2014," Bert told the researchers. "My memory is not what it was."',
        "In this phase I trial, vitamin D was given as well, the authors write.",
        "Xanax (alprazolam)",
    ],
)
def test_what_an_author_quotes_stays_article(own: str) -> None:
    first, second, third = REPORT.splitlines()
    assert own in article_of(f"{first}\n{second}\n{own}\n{third}")


def test_a_legal_sentence_at_the_end_of_a_long_paragraph_takes_only_itself() -> None:
    paragraph = " ".join(REPORT.splitlines())
    article = article_of(f"{paragraph} This text is protected by copyright.")
    assert article.strip() == paragraph


def test_a_question_that_heads_an_answer_is_no_reader() -> None:
    text = (
        f"{REPORT}What if I miss a dose?\nTake the next one as usual.\nCan I drive?\nDo not drive if you are drowsy.\n"
    )
    assert "Do not drive" in article_of(text)


def test_zones_of_the_markup_stay_as_they_are() -> None:
    text = f"A study in mice\n{REPORT}{ANSWER}\nMore of the page, which is long enough to be a sentence."
    start = text.index(ANSWER)
    known = Zone(start, start + len(ANSWER), "comments")
    zones = zones_of(Page(text, known=(known,), markup=True), RULES)
    assert_covers(zones, len(text))
    assert known in zones
    assert {zone.kind for zone in zones if zone.start >= known.end} == {"unknown"}


def test_what_a_zone_of_the_markup_says_is_of_no_other_line() -> None:
    caption = "Cells in a dish. Credit: N. Feld"
    text = f"A study in mice\n{REPORT}\n{caption}"
    zones = zones_of(Page(text, known=(Zone(text.index(caption), len(text), "caption"),), markup=True), RULES)
    assert [zone.kind for zone in zones] == ["metadata", "article", "caption"]


def test_the_clients_article_ends_where_its_readers_begin() -> None:
    text = material("source", "benzodiazepines-forum-post.txt").read_text(encoding="utf-8")
    article = article_of(text)
    assert article.lstrip().startswith("Long-Term Benzodiazepine Use")
    assert article.rstrip().endswith("say the authors.")
    assert "Klonopin (clonazepam}" in article
    kinds = [kind for _, kind in kinds_of(text)]
    assert kinds.count({"comments"}) == 25
    assert {"unknown"} not in kinds


def test_an_empty_text_has_no_zones_and_space_is_nobodys() -> None:
    assert zones_of(Page(""), RULES) == ()
    assert zones_of(Page(" \n\n "), RULES) == (Zone(0, 4, "unknown"),)


LINES = st.sampled_from(
    [line for path in TEXTS for line in marked_text(path)[0].splitlines()]
    + ["###", "References", "Comments", "Abstract", "", "“", "I", "😜", "a" * 300, "? ? ?", ". . ."]
)


@given(st.one_of(st.text(max_size=300), st.lists(LINES, max_size=40).map("\n".join)), st.data())
def test_zones_cover_any_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=4)))
    known = tuple(Zone(start, end, "caption") for start, end in zip(cuts[::2], cuts[1::2], strict=False))
    zones = zones_of(Page(text, known=known), RULES)
    assert_covers(zones, len(text))
    assert set(known) <= set(zones)


@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        ". ",
        "'",
        '"',
        "(",
        "I am ",
        "\n",
        "a.)",
        "x\n\n",
        "© ",
        "> ",
        "1. ",
        "😜",
        ". .\n",
        "- ",
        "Abstract\n",
        "Source: x 2020\n",
        "I took it, lol.\n" + REPORT,
        "Reply\n",
        "Advertisement\nx\n",
    ],
)
def test_no_repetition_leaves_a_gap(unit: str) -> None:
    text = (unit * 25_000)[:25_000]
    assert_covers(zones_of(Page(text), RULES), len(text))


def test_mistakes_in_the_rules_are_told_with_their_line(config: ConfigCopy) -> None:
    path = config.folder / "articles" / "zones.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("'''comments:?''',", "'''comments(''',").replace("{weekday}(?:", "{weekdays}(?:", 1)
    text = text.replace('holds = "list"', 'holds = "lists"', 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_zone_rules(path.parent)
    assert "lists" in str(raised.value)
    path.write_text(text.replace('holds = "lists"', 'holds = "list"', 1), encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_zone_rules(path.parent)
    told = {one.line: one.what for one in raised.value.mistakes}
    lines = text.splitlines()
    assert all(
        line and one.file == "articles/zones.toml" for line, one in zip(told, raised.value.mistakes, strict=True)
    )
    assert any("cannot be read" in what for what in told.values())
    assert any(
        "there is no part {weekdays}" in what and lines[line - 1].startswith("date") for line, what in told.items()
    )


def test_missing_rules_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="missing"):
        load_zone_rules(tmp_path)
