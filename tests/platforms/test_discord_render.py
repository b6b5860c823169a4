"""What a reader gets to see: every answer, inside every limit, harmless and with its safety line."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from fakes import discord_limits as limits
from fakes import discord_schema as schema
from fakes.discord import FakeDiscord
from fakes.discord_app import HandMade, about
from fakes.discord_running import running
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord.markup import escape, prose, shortened
from bots.discord.render import LIMITS, Limits, render
from core.app import App, load
from core.fitting import TooSmall
from core.model import DEPTHS, LENGTHS, MOST_PARTS, Answer, AnswerId, Block, FollowUp, Line, Query

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TODAY = date(2026, 11, 23)


@cache
def app() -> App:
    return load(today=lambda: TODAY)


def addresses() -> list[AnswerId]:
    """Return every answer that there is: drugs and classes, aspects, lengths, depths."""
    return [
        AnswerId(command, subject, aspect.id, length, depth)
        for command, topic in app().topics.items()
        for subject in (*topic.drugs, *(class_.id for class_ in topic.classes))
        for aspect in topic.aspects
        for length in LENGTHS
        for depth in DEPTHS
    ]


def faults(components: list[dict[str, Any]]) -> list[str]:
    data = {"components": components, "flags": limits.V2, "allowed_mentions": {"parse": []}}
    return list(limits.message_faults(data, flags=limits.V2))


def keeps_its_safety_line(answer: Answer, components: list[dict[str, Any]]) -> bool:
    text = limits.text_of(components)
    return all(f"**{escape(line.text)}**" in text for line in answer.safety)


def test_every_answer_is_inside_discords_limits_with_its_safety_line() -> None:
    phrases = app().phrases("en")
    for address in addresses():
        answer = app().open(address, "en")
        components = render(answer, phrases)
        assert not faults(components), address
        assert keeps_its_safety_line(answer, components), address
        assert all(f"<{source}>" in limits.text_of(components) for source in _cited(answer, components)), address


def _cited(answer: Answer, components: list[dict[str, Any]]) -> set[str]:
    """Return the addresses of the sources that the shown text points to."""
    shown = set(map(int, re.findall(r"(?<!\\)\[(\d+)\]", limits.text_of(components))))
    return {citation.source.url for citation in answer.citations if citation.number in shown}


def test_discords_own_schema_takes_the_replies() -> None:
    phrases = app().phrases("en")
    for address in addresses()[:40]:
        data = {"components": render(app().open(address, "en"), phrases), "flags": limits.V2}
        assert schema.fault(schema.FOLLOWUP, {**data, "allowed_mentions": {"parse": []}}) is None


def test_all_parts_of_a_long_answer_tell_everything() -> None:
    phrases = app().phrases("en")
    for address in addresses():
        whole = {line.text for line in app().open(address, "en").lines}
        told = ""
        for part in range(1, MOST_PARTS):
            components = render(app().open(address._replace(part=part), "en"), phrases)
            told += limits.text_of(components)
            if not any(f":{address._replace(part=part + 1)}" in button for button in _ids(components)):
                break
        assert not [text for text in whole if prose(text) not in told], address


def _ids(components: list[dict[str, Any]]) -> list[str]:
    return [part["custom_id"] for part in limits.nested(components) if part["type"] == 2]


@settings(max_examples=150)
@given(st.data(), st.integers(0, 4000), st.integers(0, 40))
def test_stopping_advice_survives_every_length_limit(data: st.DataObject, characters: int, count: int) -> None:
    answer = app().open(data.draw(st.sampled_from(addresses())), "en")
    try:
        components = render(answer, app().phrases("en"), Limits(characters, count))
    except TooSmall:
        assert characters < _safety_with_sources(answer) or count < 6  # only what cannot hold that is refused
        return
    assert keeps_its_safety_line(answer, components)
    assert limits.length("".join(part["content"] for part in _texts(components))) <= characters
    assert sum(1 for _ in limits.nested(components)) <= count
    shown = set(map(int, re.findall(r"(?<!\\)\[(\d+)\](?!\()", limits.text_of(components))))
    assert shown <= {citation.number for citation in answer.citations}
    assert not faults(components)


def _safety_with_sources(answer: Answer) -> int:
    """Return the characters of the safety line and its sources, with some room for the marks around them."""
    cited = {number for line in answer.safety for number in line.cites}
    sources = [citation.source for citation in answer.citations if citation.number in cited]
    lines = sum(limits.length(escape(line.text)) + 20 for line in answer.safety)
    return lines + sum(limits.length(escape(one.reference) + one.url) + 20 for one in sources) + 20


def _texts(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [part for part in limits.nested(components) if part["type"] == 10]


@settings(max_examples=200)
@given(st.text(max_size=6000), st.sampled_from([None, "memory", "nosuchaspect"]))
def test_whatever_is_typed_the_reply_is_inside_the_limits(typed: str, aspect: str | None) -> None:
    answer = app().answer(Query("benzo", typed, aspect))
    assert not faults(render(answer, app().phrases("en")))


@given(st.text(alphabet="ab_*~|`<>[]()@#-:/\\ \n", max_size=40))
def test_no_typed_text_is_markup(typed: str) -> None:
    plain = re.sub(r"\\[^a-z\s]", "x", escape(typed))
    assert not re.search(r"[*_~|`<\[\]@\\\n]|://|^\s*[#>-]", plain)


def test_addresses_in_our_statements_stay_links() -> None:
    assert prose("See https://a.org/b_c(d)_e. Or *this*.") == r"See <https://a.org/b_c(d)_e>. Or \*this\*."


def test_names_are_shortened_without_breaking_a_character() -> None:
    assert shortened("short", 80) == "short"
    assert shortened("💊" * 80, 80) == "💊" * 39 + "…"


def test_more_buttons_than_fit_leave_out_the_last_things_to_ask_and_never_help() -> None:
    many = tuple(FollowUp(f"Drug {n}", AnswerId("benzo", f"d{n}", "overview"), "drug") for n in range(60))
    answer = Answer("ask", "Which?", follow_ups=many, topic="benzodiazepines")
    ids = _ids(components := render(answer, app().phrases("en")))
    assert ids[0] == "show:benzo/d0/overview"
    assert ids[-2:] == ["show:benzo/-/help", "wrong:ask"]
    assert not faults(components)
    assert len(ids) == 31


def test_a_long_line_that_cannot_be_shown_is_left_out_whole() -> None:
    long = Answer("answer", "T", (Block(None, (Line("x" * 5000, rank=2), Line("short.", rank=1))),), topic="benzo")
    text = limits.text_of(render(long, app().phrases("en"), LIMITS))
    assert "xx" not in text
    assert "short." in text
    assert "1 more statement" in text


async def test_help_is_one_press_away_from_every_kind_of_answer() -> None:
    async with FakeDiscord() as server, running(app(), server):
        for typed in ("xanax", "Klonipin", "clonidine", "qwertyuiop", "lorazo", "i took all my pills"):
            reply = await server.command("benzo", drug=typed)
            if "Get help now" in reply.buttons:
                reply = await server.press(reply, "Get help now")
            assert "## Get help now" in reply.text, typed
            assert "911" in reply.text


async def test_help_is_never_shared_at_once() -> None:
    async with FakeDiscord() as server, running(app(), server):
        assert (await server.command("benzo", drug="help", share="yes")).private


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("xanax", Query("benzo", "xanax")),
        ("unknown", Query("benzo", "qwertyuiop_*x*")),
        ("ask", Query("benzo", "xanax or valium")),
    ],
)
def test_golden(name: str, query: Query, snapshot: SnapshotAssertion) -> None:
    assert render(app().answer(query), app().phrases("en")) == snapshot(name=name)


def test_golden_of_a_small_answer(snapshot: SnapshotAssertion) -> None:
    assert render(about("alprazolam"), HandMade().phrases("en")) == snapshot
