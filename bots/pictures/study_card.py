"""A study as a card: what was given, what was seen, how long that lasted, what was not tested, and the other side.

Every sentence is a claim's statement. A card without the other side, or without the safety line, does not exist.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from bots.pictures.canvas import BLUE, GREEN, INK, MARGIN, ORANGE, STRONG, WHITE, WIDTH, At, Canvas
from bots.pictures.frame import INSIDE, PADDING, closed, opened
from bots.pictures.letters import LEADING, MEDIUM, height_of
from core.catalog import StudyCard
from core.studied import not_in_animals
from core.subjects import subject_of

if TYPE_CHECKING:
    from bots.pictures.frame import Frame
    from core.catalog import Claim, Topic
    from core.phrases import Phrases

ARROW = 26
STRIPE = 12


class Panel(NamedTuple):
    """One step of the card: its heading, and what it says."""

    heading: str
    text: str


def claims_of(topic: Topic) -> tuple[Claim, ...]:
    """Return the claims of the topic's card in their order, nothing unless all of them stand."""
    card = topic.study_card
    if card is None or any(one not in topic.claims for one in card.claims):
        return ()
    return tuple(topic.claims[one] for one in card.claims)


def panels_of(topic: Topic, drug: str | None, say: Phrases) -> tuple[Panel, ...]:
    """Return the five steps; where a medicine was asked for, the fourth says whether it was the one studied."""
    claims = claims_of(topic)
    texts = {field.name: claim.statement for field, claim in zip(fields(StudyCard), claims, strict=True)}
    subject = subject_of(topic, drug) if drug else None
    if subject and subject.drug and not {subject.drug.inn} & set(claims[0].about):
        asked = [draft.text for draft in not_in_animals(topic, subject, claims, say)]
        texts["not_tested"] = " ".join([texts["not_tested"], *asked])
    return tuple(Panel(say(f"picture.card.{name}"), text) for name, text in texts.items())


def told(panels: tuple[Panel, ...], frame: Frame) -> str:
    """Return the alternative text: the whole card."""
    return f"{frame.title}. {' '.join(f'{one.heading}: {one.text}' for one in panels)} {frame.safety}"


def drawn(panels: tuple[Panel, ...], frame: Frame) -> bytes:
    """Return the PNG."""
    canvas, y = opened(frame)
    *steps, other_side = panels
    for at, (panel, colour) in enumerate(zip(steps, (BLUE, ORANGE, GREEN, INK), strict=True)):
        y = _panel(canvas, y, panel, colour) + 4
        if at < len(steps) - 1:
            middle = WIDTH / 2
            canvas.shape([At(middle - ARROW, y), At(middle + ARROW, y), At(middle, y + ARROW * 0.8)], INK)
        y += ARROW
    return closed(canvas, _panel(canvas, y, other_side, BLUE), frame)


def _panel(canvas: Canvas, y: float, panel: Panel, colour: str) -> float:
    width = INSIDE - STRIPE - 2 * PADDING
    height = PADDING * 1.6 + MEDIUM * LEADING + height_of(panel.text, MEDIUM, width)
    canvas.box(At(MARGIN, y), At(WIDTH - MARGIN, y + height), WHITE, INK, 10)
    canvas.box(At(MARGIN + 4, y + 8), At(MARGIN + 4 + STRIPE, y + height - 8), colour, radius=4)
    start = At(MARGIN + STRIPE + PADDING, y + PADDING * 0.7)
    canvas.text(start, panel.heading, MEDIUM, STRONG)
    canvas.paragraph(At(start.x, start.y + MEDIUM * LEADING + 4), panel.text, MEDIUM, width)
    return y + height
