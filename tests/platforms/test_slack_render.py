"""What Slack is sent: inside every limit, complete, harmless, and worth receiving."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from fakes.slack_kit import ASK, ENGLISH, FDA, HELP, OVERVIEW, SHI, UNKNOWN, XANAX
from fakes.slack_rules import problems
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.slack.commands import PRIVATE, PUBLIC
from bots.slack.mrkdwn import escape
from bots.slack.render import Message, render
from core.app import load
from core.fitting import TooSmall
from core.model import DEPTHS, LENGTHS, Answer, AnswerId, Block, Citation, Disclaimer, FollowUp, Line

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TEXT = st.text(max_size=60) | st.sampled_from(
    ["<!channel>", "a & b", "*_~`", "<@U1|x>", "https://x.org/a_b?c=1&d=2.", "> q", "x" * 400, "\u202e\x00", "💊"]
)
SOURCES = (SHI, FDA, replace(SHI, url="http://example.org/a|b", reference="<!here> *x*"))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    citations = tuple(Citation(number, draw(st.sampled_from(SOURCES))) for number in range(1, draw(st.integers(2, 9))))
    numbers = st.lists(st.sampled_from([citation.number for citation in citations]), max_size=4).map(tuple)
    said = st.builds(lambda parts: " ".join(parts) + ".", st.lists(TEXT, min_size=1, max_size=12))
    lines = st.builds(Line, said, numbers, rank=st.integers(0, 9))
    blocks = st.builds(Block, st.none() | TEXT.filter(str.strip), st.lists(lines, min_size=1, max_size=14).map(tuple))
    ids = st.builds(AnswerId, st.just("benzo"), st.text("ab-", min_size=1, max_size=300), st.just("memory"))
    return Answer(
        "answer",
        draw(TEXT) + "!",
        tuple(draw(st.lists(blocks, max_size=8))),
        citations,
        tuple(draw(st.lists(st.builds(Line, st.just("Do not stop suddenly."), numbers), min_size=1, max_size=2))),
        tuple(draw(st.lists(st.builds(Disclaimer, st.just("d"), said), max_size=3))),
        tuple(draw(st.lists(st.builds(FollowUp, TEXT.map(lambda t: t + "?"), ids, st.just("aspect")), max_size=60))),
        id=draw(st.none() | st.just(XANAX)),
        topic="benzo",
    )


@given(answers(), st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_message_is_one_that_slack_takes(answer: Answer, private: bool) -> None:  # noqa: FBT001
    try:
        message = render(replace(answer, private=private), ENGLISH)
    except TooSmall:
        assert len(escape(answer.title)) > 150 or len(answer.follow_ups) > 20
        return
    assert problems({**(PRIVATE if private else PUBLIC), **message}) == []
    for line in answer.safety:
        assert line.text in message["text"]
        assert line.text in json.dumps(message["blocks"])
    assert_same_in_both(answer, message)


def assert_same_in_both(answer: Answer, message: Message) -> None:
    """Whatever the blocks tell is told by the text, and the reverse."""
    shown = re.sub(r"<(https?://[^<>|]*)(\|[^<>]*)?>", r"\1", "\n".join(texts(message["blocks"])))
    marks = [f"{escape(line.text)}{' ' * bool(line.cites)}{cited(line)}" for line in answer.lines]
    headings = [escape(block.heading) for block in answer.blocks if block.heading]
    cites = [f"[{one.number}] {escape(one.source.reference)}" for one in answer.citations]
    addresses = [escape(one.source.address) for one in answer.citations]
    for told in (*marks, *headings, *cites, *addresses, *(escape(one.text) for one in answer.disclaimers)):
        assert (told in shown) == (told in message["text"]), told


def cited(line: Line) -> str:
    return "".join(f"[{number}]" for number in line.cites)


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    """Return the texts of a message's blocks in reading order."""
    objects = [part for block in blocks for part in (block.get("text"), *block.get("elements", ())) if part]
    return [part["text"] for part in objects if isinstance(part["text"], str)]


def test_the_text_says_everything_that_the_blocks_say() -> None:
    text = render(OVERVIEW, ENGLISH)["text"]
    assert text.split("\n")[0] == OVERVIEW.title
    for line in OVERVIEW.lines:
        assert f"{line.text} {cited(line)}" in text
    for number, source in ((1, SHI), (2, FDA)):
        assert f"[{number}] {source.reference} {escape(source.url)}" in text
    assert "General information, not medical advice. Reviewed 23 Nov 2026." in text
    assert text.index("Do not stop") > text.index("You asked about Xanax")
    assert text.index("Do not stop") < text.index("Sources")


def test_the_safety_line_stands_apart_and_bold() -> None:
    blocks = render(OVERVIEW, ENGLISH)["blocks"]
    at = next(number for number, block in enumerate(blocks) if "Do not stop" in json.dumps(block))
    assert blocks[at - 1] == blocks[at + 1] == {"type": "divider"}
    assert blocks[at]["text"]["text"].startswith("*Do not stop")
    assert blocks[at]["expand"] is True


def test_a_source_is_a_link_that_shows_its_address() -> None:
    (sources,) = [text for text in texts(render(OVERVIEW, ENGLISH)["blocks"]) if text.startswith("*Sources*")]
    assert "[1] Shi Y" in sources
    assert "<https://doi.org/10.1038/s41593-022-01013-9|doi.org/10.1038/s41593-022-01013-9>" in sources
    assert "boxed-warning?a=1&amp;b=2|fda.gov/" in sources


def test_an_address_inside_a_statement_can_be_opened() -> None:
    line = Line("See https://findahelpline.com/a_b_c, any time (https://who.int).", ())
    blocks = render(replace(OVERVIEW, blocks=(Block(None, (line,)),)), ENGLISH)["blocks"]
    assert blocks[1]["text"]["text"] == ("See <https://findahelpline.com/a_b_c>, any time (<https://who.int>).")


def test_what_does_not_fit_is_left_out_whole_and_counted() -> None:
    lines = tuple(Line(f"Statement {number} " + "x" * 380 + ".", (1,), rank=number) for number in range(40))
    message = render(replace(OVERVIEW, blocks=(Block("Long", lines),)), ENGLISH)
    told = [line for line in lines if line.text in message["text"]]
    assert told == list(lines[: len(told)])
    assert 10 < len(told) < 40
    assert escape(ENGLISH.count("left_out", 40 - len(told))) in texts(message["blocks"])
    assert "Do not stop" in message["text"]
    assert problems({**PRIVATE, **message}) == []


def test_a_long_block_is_split_between_lines_and_keeps_its_order() -> None:
    lines = tuple(Line(f"Statement {number} " + "x" * 900 + ".", (1,)) for number in range(7))
    blocks = render(replace(OVERVIEW, blocks=(Block("Long", lines),)), ENGLISH)["blocks"]
    sections = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert [text.count("Statement") for text in sections] == [3, 3, 1, 0]
    assert sections[0].startswith("*Long*\n")


def test_a_long_title_becomes_a_section() -> None:
    (first, *_) = render(replace(OVERVIEW, title="x" * 151), ENGLISH)["blocks"]
    assert (first["type"], first["text"]["text"]) == ("section", f"*{'x' * 151}*")


@pytest.mark.parametrize("label", ["&" * 40, "x" * 76, "<b>" * 60])
def test_a_long_label_ends_in_an_ellipsis(label: str) -> None:
    message = render(replace(OVERVIEW, follow_ups=(FollowUp(label, XANAX, "drug"),)), ENGLISH)
    (shown, *_) = message["blocks"][-1]["elements"]
    assert shown["text"]["text"].endswith("…")
    assert problems({**PRIVATE, **message}) == []


def test_what_cannot_be_told_at_all_is_refused() -> None:
    with pytest.raises(TooSmall):
        render(replace(UNKNOWN, title="x" * 4000), ENGLISH)


def test_every_answer_that_can_be_opened_fits_and_keeps_its_safety_line() -> None:
    app = load()
    for topic in app.topics.values():
        drugs = (*topic.drugs, *(one.id for one in topic.classes), "-")
        aspects = (*(aspect.id for aspect in topic.aspects), "help")
        for parts in product([topic.command], drugs, aspects, LENGTHS, DEPTHS):
            answer = app.open(AnswerId(*parts), "en")
            message = render(answer, ENGLISH)
            assert problems({**PRIVATE, **message}) == [], parts
            for line in answer.safety:
                assert escape(line.text) in message["text"]
                assert escape(line.text) in "".join(texts(message["blocks"]))


def test_every_part_of_a_long_answer_is_reached_by_its_button() -> None:
    long = load().open(AnswerId("benzo", "alprazolam", "memory", "full", "clinician"), "en")
    wanted = [escape(line.text) for line in long.lines]
    seen = ""
    where: AnswerId | None = AnswerId("benzo", "alprazolam", "memory", "full", "clinician")
    while where:
        message = render(load().open(where, "en"), ENGLISH)
        assert problems({**PRIVATE, **message}) == []
        seen += message["text"]
        ids = [element.get("action_id", "") for block in message["blocks"] for element in block.get("elements", ())]
        after = f"show:{where._replace(part=where.part + 1)}"
        where = where._replace(part=where.part + 1) if after in ids else None
    assert [line for line in wanted if line not in seen] == []


@pytest.mark.parametrize("name", ["overview", "unknown", "ask", "help_shared"])
def test_payloads(name: str, snapshot: SnapshotAssertion) -> None:
    card = Answer("urgent", "Get help now", (Block(None, (Line("Call 112 now."),)),), id=HELP, topic="benzo")
    answer = {"overview": OVERVIEW, "unknown": UNKNOWN, "ask": ASK, "help_shared": replace(card, private=False)}[name]
    assert json.dumps(render(answer, ENGLISH), indent=1, ensure_ascii=False) == snapshot
