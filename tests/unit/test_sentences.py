"""Sentences: where they end in texts on medicine, and that every one is exactly where it says."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes.beside import material
from fakes.everything import benzo
from hypothesis import given
from hypothesis import strategies as st

from core.app import CONFIG
from core.articles.model import Page, Sentence, Zone
from core.articles.text.sentence_rules import load_sentence_rules
from core.articles.text.sentences import normalised, sentences_of, sha256_of
from core.articles.text.zones import load_zone_rules, zones_of
from core.errors import ConfigError

if TYPE_CHECKING:
    from fakes.config import ConfigCopy

HARD = Path(__file__).parents[1] / "sentences" / "hard.txt"
LEAST_F1 = 0.99
BREAK = "\\\n"


def hard_paragraphs() -> list[list[str]]:
    """Return the sentences of each paragraph of the marked set; see its head."""
    lines = [line for line in HARD.read_text(encoding="utf-8").split("\n") if not line.startswith("#")]
    paragraphs = re.split(r"(?<!\\)\n", "\n".join(lines))
    return [
        [one.replace(BREAK, "\n") for one in paragraph.split(" | ")] for paragraph in paragraphs if paragraph.strip()
    ]


def spans(text: str) -> set[tuple[int, int]]:
    return {(one.start, one.end) for one in sentences_of(text, (Zone(0, len(text), "article"),))}


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sorted(spans(text))]


def assert_whole(text: str, zones: tuple[Zone, ...], sentences: tuple[Sentence, ...]) -> None:
    """Every visible character is in one sentence, no sentence leaves its zone, and none has space around it."""
    assert [one.number for one in sentences] == list(range(1, len(sentences) + 1))
    seen = 0
    for one in sentences:
        assert text[one.start : one.end] == text[one.start : one.end].strip() != ""
        assert not text[seen : one.start].strip()
        assert any(zone.start <= one.start and one.end <= zone.end and zone.kind == one.zone for zone in zones)
        seen = one.end
    assert not text[seen:].strip()


def test_sentences_end_where_people_end_them() -> None:
    right = found = marked = 0
    for sentences in hard_paragraphs():
        text, wanted, at = " ".join(sentences), set(), 0
        for one in sentences:
            wanted.add((at, at + len(one)))
            at += len(one) + 1
        got = spans(text)
        right, found, marked = right + len(got & wanted), found + len(got), marked + len(wanted)
    assert marked >= 350
    assert 2 * right / (found + marked) >= LEAST_F1


@pytest.mark.parametrize("sentences", hard_paragraphs(), ids=lambda one: one[0][:30])
def test_no_marked_sentence_is_torn_into_many(sentences: list[str]) -> None:
    assert abs(len(cut(" ".join(sentences))) - len(sentences)) <= 1


def test_a_line_break_ends_a_sentence_where_lines_are_paragraphs() -> None:
    assert cut("What the study found\nMice lost synapses") == ["What the study found", "Mice lost synapses"]


def test_a_sentence_goes_over_the_margin_of_a_wrapped_text() -> None:
    text = (
        "The drug was given to mice for six weeks, and their synapses were then\n"
        "counted in two regions. In the animals without the protein TSPO nothing\n"
        "was lost. Ten weeks later the synapses had come back in all the others,\n"
        "which the authors call encouraging.\n\nNobody has looked at people."
    )
    assert len(cut(text)) == 4
    assert cut(text)[1].startswith("In the animals")
    assert "nothing\nwas lost." in cut(text)[1]


def test_no_sentence_leaves_its_zone() -> None:
    text = "Mice lost synapses. I take it daily. Order now."
    zones = (Zone(0, 30, "article"), Zone(30, len(text), "comments"))
    assert [(text[one.start : one.end], one.zone, one.number) for one in sentences_of(text, zones)] == [
        ("Mice lost synapses.", "article", 1),
        ("I take it", "article", 2),
        ("daily.", "comments", 3),
        ("Order now.", "comments", 4),
    ]


def test_the_hash_of_a_sentence_does_not_depend_on_its_typography() -> None:
    same = [
        "\"Don't  stop - it's\nrisky.\"",
        "\u201cDon\u2019t stop \u2013 it\u2019s risky.\u201d",
        "DON'T STOP \u2014 IT'S RISKY.",
    ]
    assert {normalised(one) for one in same} == {"don't stop - it's risky."}
    assert len({sha256_of(one) for one in same}) == 1


def test_every_pinned_sentence_is_a_sentence_of_the_clients_article() -> None:
    text = material("source", "benzodiazepines-forum-post.txt").read_text(encoding="utf-8")
    zones = zones_of(Page(text), load_zone_rules(CONFIG / "articles"))
    found = {sha256_of(text[one.start : one.end]): one for one in sentences_of(text, zones)}
    pinned = {one.sha256 for claim in benzo().claims.values() for one in claim.evidence}
    assert len(pinned) > 5
    assert pinned <= found.keys()
    assert {found[one].zone for one in pinned} == {"article"}


@given(st.one_of(st.text(max_size=400), st.text(alphabet="aA .!?…\n\"”')[1²,-", max_size=200)), st.data())
def test_any_text_is_cut_without_losing_a_character(text: str, data: st.DataObject) -> None:
    cuts = [0, *sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=4)) - {0, len(text)}), len(text)]
    zones = tuple(Zone(start, end, "article") for start, end in pairwise(cuts) if start < end)
    assert_whole(text, zones, sentences_of(text, zones))


@pytest.mark.parametrize(
    "unit", ["a. ", "A. ", ".", ". ", '." ', "? ", "a.)", "J. R. ", "e.g. ", "x.[1] ", "(a. ", "“No.” ", " ", "1.1 "]
)
def test_no_repetition_loses_text(unit: str) -> None:
    text = (unit * 25_000)[:25_000]
    zones = (Zone(0, len(text), "article"),)
    assert_whole(text, zones, sentences_of(text, zones))


def test_mistakes_in_the_rules_are_told_with_their_line(config: ConfigCopy) -> None:
    path = config.folder / "articles" / "sentences.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"e.g"', '"E.g."').replace("speech = [", "speach = [", 1), encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_sentence_rules(path.parent)
    told = [str(one) for one in raised.value.mistakes]
    assert any("speach" in one and one.startswith("articles/sentences.toml:") for one in told)
    path.write_text(text.replace('"e.g"', '"E.g."'), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"never_last: write 'E\.g\.' in small letters"):
        load_sentence_rules(path.parent)
