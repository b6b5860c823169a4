"""What every picture has around its facts: a heading, the safety line, its sources, the disclaimer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bots.pictures.canvas import BAND, MARGIN, PALE, STRONG, VERMILION, WIDTH, At, Canvas
from bots.pictures.letters import LARGE, LEADING, MEDIUM, SMALL, height_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.model import Source

INSIDE = WIDTH - 2 * MARGIN
PADDING = 20
TALLEST = 4_000
"""Pixels that a picture may become; it is cut where its facts end."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The texts around the facts, in the reader's language."""

    title: str
    lead: str
    safety: str
    sources: str
    disclaimer: str

    @property
    def before(self) -> str:
        """What an alternative text begins with."""
        return f"{self.title}. {self.lead}"


def opened(frame: Frame) -> tuple[Canvas, float]:
    """Return a canvas with its heading, and the height below it."""
    canvas = Canvas(TALLEST)
    y = canvas.paragraph(At(MARGIN, MARGIN), frame.title, LARGE, INSIDE, STRONG)
    return canvas, canvas.paragraph(At(MARGIN, y + 6), frame.lead, MEDIUM, INSIDE, PALE) + PADDING


def closed(canvas: Canvas, y: float, frame: Frame) -> bytes:
    """Put the safety line, the sources and the disclaimer under the facts, and return the PNG."""
    below = y + PADDING + height_of(frame.safety, MEDIUM, INSIDE - 3 * PADDING) + 2 * PADDING
    canvas.box(At(MARGIN, y + PADDING), At(WIDTH - MARGIN, below), BAND, VERMILION, 10)
    inside = At(MARGIN + 1.5 * PADDING, y + 2 * PADDING)
    canvas.paragraph(inside, frame.safety, MEDIUM, INSIDE - 3 * PADDING, STRONG)
    y = below + PADDING
    for text in (frame.sources, frame.disclaimer):
        y = canvas.paragraph(At(MARGIN, y), text, SMALL, INSIDE, PALE) + SMALL * (LEADING - 1)
    return canvas.png(y + MARGIN / 2)


def cited(sources: Iterable[Source]) -> tuple[str, ...]:
    """Return sources as a picture names them (Shi 2022, or JAMA 2013), each once."""
    return tuple(dict.fromkeys(map(named, sources)))


def named(source: Source) -> str:
    """Return the first author, or else where it appeared, and the year."""
    csl: Mapping[str, object] = source.csl
    return " ".join(filter(None, (_who(csl), _year(csl))))


def _who(csl: Mapping[str, object]) -> str:
    authors = csl.get("author")
    if isinstance(authors, list) and authors:
        return str(authors[0].get("family") or authors[0]["literal"].removesuffix(", et al."))
    return str(csl.get("container-title") or csl.get("publisher") or csl["title"])


def _year(csl: Mapping[str, object]) -> str:
    issued = csl.get("issued")
    return str(issued["date-parts"][0][0]) if isinstance(issued, dict) else ""
