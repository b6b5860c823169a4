"""An answer as Discord shows it: one container with the text, and rows of buttons.

Pure, and free of the library: it returns the message's `components` as Discord takes them (Components V2,
https://docs.discord.com/developers/components/reference). Built as plain data and not from `discord.ui`
items: those take 53 µs for an overview instead of 15, and the library would remember each button of each reply.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bots.discord.markup import escape, length, link, prose, shortened
from core.fitting import TooSmall, fit
from core.model import Answer, AnswerId
from core.reported import reported_as
from core.safety import HELP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.model import FollowUp, Line
    from core.phrases import Phrases

Component = dict[str, Any]


class Limits(NamedTuple):
    """What one message may hold.

    `characters` is the sum over all text displays (the OpenAPI description says 4000 for one; a message's
    total is the same: https://github.com/discord/discord-api-docs/pull/8562); `components` counts nested ones
    too (https://docs.discord.com/developers/components/reference).
    """

    characters: int = 4000
    components: int = 40


LIMITS = Limits()
BUTTONS_IN_A_ROW = 5
LABEL_LENGTH = 80
CUSTOM_ID_LENGTH = 100

PICTURE = "picture"
"""The verb of the button to a picture."""
WRONG = "wrong"
"""The verb of "This looks wrong": a `custom_id` is a verb, a colon, and an address or what stands for one."""
ACTION_ROW, BUTTON, TEXT, SEPARATOR, CONTAINER = 1, 2, 10, 14, 17
BLUE, GREY, RED = 1, 2, 4
CALM, URGENT = 0x2A7F8F, 0xC0392B


class _Texts(NamedTuple):
    """The texts of a message from top to bottom, each in a display of its own. Empty ones are left out."""

    body: str
    safety: str
    notes: str

    @property
    def components(self) -> int:
        """How many components they take: the container, the texts, and a separator between each two."""
        return 2 * sum(1 for text in self if text)

    def within(self, limits: Limits) -> bool:
        joins = len(self) - 1  # should Discord count the texts as one, joined by line ends
        return sum(map(length, self)) + joins <= limits.characters and self.components <= limits.components


def render(answer: Answer, phrases: Phrases, limits: Limits = LIMITS) -> list[Component]:
    """Return the components of the message that shows `answer`, always inside `limits`. Raises TooSmall."""
    writer = _Writer(phrases)
    answer = fit(answer, lambda candidate: writer.texts(candidate).within(limits))
    texts = writer.texts(answer)
    if not any(texts):
        raise TooSmall
    colour = URGENT if answer.outcome == "urgent" or _is_help(answer) else CALM
    container = {"type": CONTAINER, "accent_color": colour, "components": list(_separated(texts))}
    return [container, *_rows(_buttons(answer, phrases), limits.components - texts.components)]


class _Writer:
    """Writes one answer in Discord's Markdown.

    Fitting measures an answer about six times with fewer and fewer of the same lines, so each part is written
    once and kept for as long as the answer is (and sources, which hold no reader's words, for longer): that
    is what keeps a render under 250 µs.
    """

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._told: dict[int, tuple[Line, str]] = {}  # by identity; holding the line keeps its id its own
        self._escaped: dict[str, str] = {}
        self._last: tuple[Answer | None, _Texts] = (None, _Texts("", "", ""))

    def texts(self, answer: Answer) -> _Texts:
        if answer is not self._last[0]:
            body, safety, notes = self._body(answer), self._safety(answer), self._notes(answer)
            self._last = (answer, _Texts("\n".join(body), "\n".join(safety), "\n".join(notes)))
        return self._last[1]

    def _body(self, answer: Answer) -> Iterator[str]:
        if answer.title:
            yield f"## {self._escape(answer.title)}"
        for block in answer.blocks:
            if block.heading:
                yield f"### {self._escape(block.heading)}"
            elif block is not answer.blocks[0]:
                yield ""
            yield from map(self._line, block.lines)
        if answer.left_out:
            yield f"-# {escape(self._phrases.count('left_out', answer.left_out))}"

    def _safety(self, answer: Answer) -> Iterator[str]:
        for line in answer.safety:
            yield f"**{self._escape(line.text)}**{_marks(line)}"

    def _notes(self, answer: Answer) -> Iterator[str]:
        if answer.citations:
            yield f"-# **{self._escape(self._phrases('sources'))}**"
            yield from (_source(to.number, to.source.reference, to.source.url) for to in answer.citations)
        if answer.disclaimers:
            yield "-# " + " ".join(self._escape(disclaimer.text) for disclaimer in answer.disclaimers)

    def _line(self, line: Line) -> str:
        told = self._told.get(id(line))
        if told is None:
            told = self._told[id(line)] = (line, prose(line.text) + _marks(line))
        return told[1]

    def _escape(self, text: str) -> str:
        escaped = self._escaped.get(text)
        if escaped is None:
            escaped = self._escaped[text] = escape(text)
        return escaped


@lru_cache(maxsize=2048)
def _source(number: int, reference: str, url: str) -> str:
    return f"-# [{number}] {escape(reference)} {link(url)}"


def _marks(line: Line) -> str:
    return " " + "".join(f"[{number}]" for number in line.cites) if line.cites else ""


def _separated(texts: Iterable[str]) -> Iterator[Component]:
    first = True
    for text in texts:
        if not text:
            continue
        if not first:
            yield {"type": SEPARATOR, "divider": True, "spacing": 1}
        yield {"type": TEXT, "content": text}
        first = False


def _buttons(answer: Answer, phrases: Phrases) -> tuple[list[Component], list[Component]]:
    """Return what may be asked next, and the buttons that every answer has as far as they apply to it.

    Those are in the order in which they would be given up for want of room.
    """
    styles = {"drug": BLUE, "help": GREY if _is_help(answer) else RED}
    asked = {_asks(to): _button(_asks(to), to.label, styles.get(to.role, GREY)) for to in answer.follow_ups}
    own: dict[str, Component] = {}
    if answer.private and answer.id:
        share = f"share:{answer.id}"
        own[share] = _button(share, phrases("button.share"), GREY)
    wrong = f"{WRONG}:{reported_as(answer)}"
    own[wrong] = _button(wrong, phrases("button.wrong"), GREY)
    card = f"show:{AnswerId(_command(answer), '-', HELP)}"
    if not _is_help(answer) and card not in asked:
        own[card] = _button(card, phrases("button.help"), RED)
    return list(asked.values()), list(own.values())


def _asks(to: FollowUp) -> str:
    return f"{PICTURE if to.role == 'picture' else 'show'}:{to.id}"


def _command(answer: Answer) -> str:
    """Return the command that the answer belongs to; its `topic` is the topic's own id."""
    addresses = [answer.id] if answer.id else [to.id for to in answer.follow_ups]
    return addresses[0].topic if addresses else answer.topic


def _is_help(answer: Answer) -> bool:
    return answer.id is not None and answer.id.aspect == HELP


def _button(custom_id: str, label: str, style: int) -> Component:
    return {"type": BUTTON, "style": style, "label": shortened(label, LABEL_LENGTH), "custom_id": custom_id}


def _rows(buttons: tuple[list[Component], list[Component]], room: int) -> Iterator[Component]:
    """Yield rows of at most five. Where not all fit, the last things to ask next go first, and help last.

    That something looks wrong is said last of all, behind the help.
    """
    asked, own = buttons
    count = max(0, room * BUTTONS_IN_A_ROW // (BUTTONS_IN_A_ROW + 1))
    own = own[max(0, len(own) - count) :]
    own.sort(key=lambda one: one["custom_id"].startswith(f"{WRONG}:"))
    kept = asked[: count - len(own)] + own
    for start in range(0, len(kept), BUTTONS_IN_A_ROW):
        yield {"type": ACTION_ROW, "components": kept[start : start + BUTTONS_IN_A_ROW]}
