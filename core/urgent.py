"""What is said when a message tells of danger: where to turn, what a cited page says to do meanwhile, nothing else.

In a channel that is one line which exposes and labels nobody, with a button to the card; in private it is all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the file's shape is read from the hints
from typing import TYPE_CHECKING, Literal

from core.danger import URGENCIES, Urgency
from core.drafts import Draft, Numbering, to_draft
from core.errors import ConfigError
from core.model import Answer, AnswerId, FollowUp, Source
from core.safety import ANYWHERE, HELP
from core.subjects import title_of
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from core.catalog import Topic
    from core.model import Kind, Line
    from core.phrases import Phrases
    from core.safety import HelpLines

DURATION = "duration"
"""The aspect that a refusal to give doses offers instead."""
MOST_BUTTONS = 3
"""Medicines that a refusal offers to read about."""


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence with the addresses that it was read on, and the day on which."""

    text: str
    sources: tuple[str, ...]
    checked_on: date


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """What is said to one kind of danger. Kinds without a `neutral` line say the class's safety line instead."""

    urgency: Urgency
    calls: Literal["all", "emergency", "none"]
    first: tuple[Sentence, ...]
    neutral: Sentence | None = None
    until_help: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    reviewed_on: date
    replies: tuple[Reply, ...]


class Urgent:
    """Composes the replies to danger. Pure: the same question on the same day gives the same document."""

    def __init__(self, replies: Mapping[Urgency, Reply], help_lines: HelpLines) -> None:
        self._replies = replies
        self._help_lines = help_lines

    def reply(  # noqa: PLR0913 - an answer depends on this much
        self,
        urgency: Urgency,
        kind: Kind,
        topic: Topic,
        *,
        country: str,
        today: date,
        say: Phrases,
        drugs: tuple[str, ...] = (),
    ) -> Answer:
        """Return what is said to a danger.

        `kind` "command" gets everything, in private; "mention" and "message" the neutral line, public where it
        answers a mention. `country` is an id of `helplines.toml` or `ANYWHERE`; `drugs` the INNs that were named.
        """
        if urgency == "dose_request":
            return self._declined(kind, topic, say, drugs)
        if kind == "command":
            card = self._help_lines.card(topic.command, topic.id, country, today, say)
            return self._in_full(urgency, topic, card, say, drugs)
        return self._neutral(urgency, kind, topic, say)

    def _neutral(self, urgency: Urgency, kind: Kind, topic: Topic, say: Phrases) -> Answer:
        """One line that names no medicine and nobody, and a button to the card."""
        sentence = self._replies[urgency].neutral
        drafts = _drafts((sentence,), topic) if sentence else _safety(topic, ())[:1]
        numbering = Numbering({**topic.sources, **_pages(self._replies[urgency])})
        return Answer(
            "urgent",
            say("urgent.title") if sentence else say("urgent.title.abrupt_stop"),
            blocks=(numbering.block(None, drafts),),
            citations=numbering.citations,
            follow_ups=(_help_button(topic, say),),
            topic=topic.id,
            urgency=urgency,
            private=kind != "mention",
        )

    def _in_full(self, urgency: Urgency, topic: Topic, card: Answer, say: Phrases, drugs: tuple[str, ...]) -> Answer:
        reply = self._replies[urgency]
        calls = list(self._calls(card, reply))
        safety = [] if urgency in {"overdose", "crisis"} else _safety(topic, drugs)
        first = _drafts(reply.first, topic)
        meanwhile = _drafts(reply.until_help, topic)
        on_card = {one.source.id: one.source for one in card.citations}
        numbering = Numbering({**topic.sources, **_pages(reply), **on_card})
        stopping = urgency == "abrupt_stop"
        blocks = [numbering.block(None, [*safety, *first] if stopping else first)]
        blocks.append(numbering.block(say("urgent.calls"), calls))
        blocks += [numbering.block(say("urgent.until_help"), meanwhile)] if meanwhile else []
        return Answer(
            "urgent",
            say("urgent.title.abrupt_stop") if stopping else say("urgent.title"),
            blocks=tuple(blocks),
            safety=() if stopping else numbering.lines(safety),
            citations=numbering.citations,
            follow_ups=(_help_button(topic, say), *card.follow_ups),
            topic=topic.id,
            drug=drugs[0] if len(drugs) == 1 else None,
            urgency=urgency,
        )

    def _declined(self, kind: Kind, topic: Topic, say: Phrases, drugs: tuple[str, ...]) -> Answer:
        """Decline kindly, say who can help, and offer what can be told of the medicines that were named."""
        reply = self._replies["dose_request"]
        first = _drafts(reply.first, topic)
        numbering = Numbering({**topic.sources, **_pages(reply)})
        return Answer(
            "declined",
            say("urgent.title.dose_request"),
            blocks=(numbering.block(None, first),),
            safety=numbering.lines(_safety(topic, drugs)),
            citations=numbering.citations,
            follow_ups=tuple(_duration_buttons(topic, drugs, say)),
            topic=topic.id,
            drug=drugs[0] if len(drugs) == 1 else None,
            urgency="dose_request",
            private=kind != "mention",
        )

    @staticmethod
    def _calls(card: Answer, reply: Reply) -> Iterator[Draft]:
        """Yield the card's lines without its first one, the signs: that they are there is why this is said."""
        sources = {one.number: one.source.id for one in card.citations}
        lines: list[Line] = [line for block in card.blocks for line in block.lines][1:]
        for line in lines if reply.calls == "all" else lines[:1]:
            yield Draft(line.text, tuple(sources[number] for number in line.cites))


def load_replies(path: Path) -> dict[Urgency, Reply]:
    """Read `danger/replies.toml`. Raises ConfigError with all mistakes."""
    file = Document(path, f"danger/{path.name}")
    read = file.take(_File, file.data, ()) if not file.mistakes else None
    replies = {one.urgency: one for one in read.replies} if read else {}
    for urgency in URGENCIES if read else ():
        if urgency not in replies:
            file.mistake(("replies",), f"there is no reply to {urgency}")
    for at, one in enumerate(read.replies if read else ()):
        if not all(sentence.sources for sentence in _sentences(one)):
            file.mistake(("replies", at), "every sentence needs a source")
        if not one.first:
            file.mistake(("replies", at), "first is empty: say where to turn")
    if file.mistakes:
        raise ConfigError(file.mistakes)
    return replies


def _sentences(reply: Reply) -> tuple[Sentence, ...]:
    return (*reply.first, *reply.until_help, *((reply.neutral,) if reply.neutral else ()))


def _drafts(sentences: Iterable[Sentence], topic: Topic) -> list[Draft]:
    """Return the sentences as lines; a page that the topic cites too keeps the topic's reference."""
    ids = {source.url: source.id for source in topic.sources.values()}
    return [Draft(one.text, tuple(ids.get(url, url) for url in one.sources)) for one in sentences]


def _safety(topic: Topic, drugs: tuple[str, ...]) -> list[Draft]:
    """Return the safety lines of the classes that were named, each once; of the topic's main class where none was."""
    classes = dict.fromkeys(topic.drugs[inn].class_ for inn in drugs) or {topic.main_class: None}
    return [to_draft(topic.claims[claim], "plain") for one in classes for claim in topic.drug_class(one).safety]


def _pages(reply: Reply) -> dict[str, Source]:
    """Return the pages that a reply cites, as sources."""
    return {url: _to_source(url, sentence.checked_on) for sentence in _sentences(reply) for url in sentence.sources}


def _to_source(url: str, read_on: date) -> Source:
    host = url.split("/")[2].removeprefix("www.")
    csl = {"id": url, "type": "webpage", "title": host, "URL": url}
    return Source(url, csl, host, url, "unknown", read_on, read_on)


def _help_button(topic: Topic, say: Phrases) -> FollowUp:
    return FollowUp(say("button.help"), AnswerId(topic.command, ANYWHERE, HELP), "help")


def _duration_buttons(topic: Topic, drugs: tuple[str, ...], say: Phrases) -> Iterator[FollowUp]:
    for inn in drugs[:MOST_BUTTONS]:
        label = say("urgent.duration", name=title_of(topic.drugs[inn]))
        yield FollowUp(label, AnswerId(topic.command, inn, DURATION), "aspect")
    if not drugs:
        aspect = topic.aspect(DURATION)
        if aspect:
            yield FollowUp(aspect.button, AnswerId(topic.command, topic.main_class, DURATION), "aspect")
