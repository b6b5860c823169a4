"""What a digest tells: news first, then everything in turn, for and against together, never without the safety line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from fakes.added import DAY, added, overlay
from fakes.everything import benzo, shipped

from bots.console.render import to_text
from bots.discord.render import render as render_discord
from bots.slack.render import render as render_slack
from core.app import CONFIG
from core.digests.edition import MOST, Editor, News, Recalled
from core.disclaimers import load_disclaimers
from core.drafts import STUDIED, is_animal_study
from core.overlay import Overlay, overlaid
from core.standing import Standing

if TYPE_CHECKING:
    from core.catalog import Topic
    from core.model import Answer

SAY = shipped().phrases("en")
DISCLAIMERS = load_disclaimers(CONFIG / "disclaimers.toml")
SHI = "10.1038/s41593-022-01013-9"


def edition(topic: Topic, past: dict[str, int] | None = None, news: News | None = None) -> Answer:
    answer = Editor(topic, DISCLAIMERS, SAY, DAY).edition(past or {}, news or News(), "rotate")
    assert answer
    return answer


def rotation(topic: Topic, count: int) -> list[Answer]:
    """Return so many editions of a channel, one after the other."""
    past: dict[str, int] = {}
    editions = []
    for number in range(1, count + 1):
        editions.append(edition(topic, past))
        past |= dict.fromkeys(editions[-1].claims, number)
    return editions


def told(answer: Answer) -> set[str]:
    safety = {claim for line in answer.safety for claim in line.claims}
    return set(answer.claims) - safety


EDITIONS = rotation(benzo(), 60)


def turns() -> dict[str, int]:
    """Return the edition that told each claim first, from 0."""
    first: dict[str, int] = {}
    for number, one in enumerate(EDITIONS):
        for claim in told(one):
            first.setdefault(claim, number)
    return first


def test_every_claim_has_its_turn() -> None:
    apart = {one for group in benzo().classes for one in (*group.safety, *group.definition)}
    assert turns().keys() == benzo().claims.keys() - apart


def test_nothing_repeats_before_all_had_their_turn_but_what_others_need() -> None:
    first, needed = turns(), {one for claim in benzo().claims.values() for one in claim.needs}
    last = max(first.values())
    for number, one in enumerate(EDITIONS[:last]):
        assert {claim for claim in told(one) if first[claim] < number} <= needed


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_an_edition_is_short_and_ends_with_the_safety_line_and_sources(number: int) -> None:
    answer = EDITIONS[number]
    assert 3 <= len(told(answer)) <= MOST
    assert answer.safety
    assert answer.safety[0].cites
    assert all(line.cites for block in answer.blocks for line in block.lines)
    assert not answer.private


def test_nothing_stands_without_what_it_needs_nor_an_animal_without_what_was_not_tested() -> None:
    claims = benzo().claims
    for answer in EDITIONS:
        ids = told(answer)
        assert all(set(claims[one].needs) <= ids for one in ids)
        if any(is_animal_study(claims[one]) for one in ids):
            assert any(line.mark == STUDIED for line in answer.lines)


def test_every_edition_fits_both_platforms_whole() -> None:
    for answer in EDITIONS:
        shown = [str(render_discord(answer, SAY)), render_slack(answer, SAY)["text"]]
        for line in answer.lines:
            assert line.text.split(" ")[-1] in shown[0]
        assert SAY.count("left_out", 1)[2:] not in shown[0] + shown[1]
        assert all(line.text.replace("&", "&amp;") in shown[1] for line in answer.lines)


def test_what_is_new_comes_first() -> None:
    topic = overlaid(benzo(), overlay(added()))
    answer = edition(topic, news=News(added=("a1-4",)))
    assert answer.blocks[0].heading == "New since last time"
    assert answer.blocks[0].lines[0].claims == ("a1-4",)
    assert 3 <= len(told(answer)) <= MOST


def test_a_new_claim_comes_with_what_it_needs() -> None:
    topic = overlaid(benzo(), overlay(added(needs=("carton-no-lasting",))))
    lines = edition(topic, news=News(added=("a1-4",))).blocks[0].lines
    assert [line.claims for line in lines] == [("carton-no-lasting",), ("a1-4",)]


def test_a_claim_that_was_withdrawn_meanwhile_is_not_told() -> None:
    assert "a1-4" not in edition(benzo(), news=News(added=("a1-4",))).claims


@pytest.mark.parametrize("status", ["corrected", "concern", "retracted"])
def test_what_was_found_of_a_paper_is_told_with_its_address(status: str) -> None:
    topic = overlaid(benzo(), Overlay(standings={SHI: Standing(status, DAY)}))  # type: ignore[arg-type]
    answer = edition(topic, news=News(changed=("shi2022",)))
    assert "Shi Y" in answer.blocks[0].lines[0].text
    assert f"doi.org/{SHI}" in to_text(answer, SAY)


def test_what_was_told_and_withdrawn_is_told_with_the_reason() -> None:
    news = News(recalled=(Recalled("memory", date(2026, 11, 9), "The figure was wrong."),))
    text = edition(benzo(), news=news).blocks[0].lines[0].text
    assert "9 Nov 2026" in text
    assert "The figure was wrong." in text


def test_with_nothing_new_the_channel_chooses() -> None:
    editor = Editor(benzo(), DISCLAIMERS, SAY, DAY)
    assert editor.edition({}, News(), "skip") is None
    quiet = editor.edition({}, News(), "say")
    assert quiet
    assert told(quiet) == set()
    assert "Nothing new was reviewed" in to_text(quiet, SAY)
    assert quiet.safety


@pytest.mark.parametrize("wanted", ["skip", "say", "rotate"])
def test_news_is_told_whatever_the_channel_chose(wanted: str) -> None:
    topic = overlaid(benzo(), Overlay(standings={SHI: Standing("corrected", DAY)}))
    answer = Editor(topic, DISCLAIMERS, SAY, DAY).edition({}, News(changed=("shi2022",)), wanted)  # type: ignore[arg-type]
    assert answer
    assert answer.blocks[0].heading == "New since last time"
