"""How long each medicine of a topic stays: a bar from its shortest to its longest half-life, on a scale of hours.

The scale is logarithmic, because the figures run from half an hour to eight days: equal steps are equal ratios.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

from bots.pictures.canvas import BAND, BLUE, INK, MARGIN, ORANGE, PALE, PLAIN, STRONG, WIDTH, At, Canvas
from bots.pictures.frame import closed, opened
from bots.pictures.letters import MEDIUM, SMALL, length_of
from core.subjects import capitalised, title_of

if TYPE_CHECKING:
    from bots.pictures.frame import Frame
    from core.catalog import Topic
    from core.phrases import Phrases

SHORTEST, LONGEST = 0.5, 250.0
"""Hours at the two ends of the scale."""
HOURS = (1, 6)
DAYS = (1, 7)
HOURS_A_DAY = 24
LEFT, RIGHT = 300, 700
"""Pixels where the scale begins and ends; names stand left of it, figures right."""
ROW, SECOND = 46, 34
"""Pixels of a row, and of what an active breakdown product adds to it."""
BAR, THIN = 20, 12
TICK = 12
"""Pixels of the least that is drawn of a bar, so that one figure is seen too."""


class Bar(NamedTuple):
    """A medicine's half-life in hours, low and high, and that of its active breakdown product."""

    name: str
    hours: tuple[float, float]
    product_hours: tuple[float, float] | None
    asked: bool
    sources: tuple[str, ...]


def bars_of(topic: Topic, drug: str | None) -> tuple[Bar, ...]:
    """Return the medicines whose half-life is known, from what stays shortest to what stays longest."""
    found = [
        Bar(
            title_of(one) if one.inn == drug else capitalised(one.inn),
            one.half_life.parent_hours,
            one.half_life.metabolite_hours,
            one.inn == drug,
            one.half_life.sources,
        )
        for one in topic.drugs.values()
        if one.half_life
    ]
    return tuple(sorted(found, key=lambda bar: (max(bar.hours[1], *(bar.product_hours or (0,))), bar.name)))


def told(bars: tuple[Bar, ...], frame: Frame, say: Phrases) -> str:
    """Return the alternative text: every figure of the picture, the asked medicine first."""
    rows = [_row(bar, say) for bar in sorted(bars, key=lambda bar: not bar.asked)]
    return f"{frame.before} {'; '.join(rows)}. {frame.safety}"


def drawn(bars: tuple[Bar, ...], frame: Frame, say: Phrases) -> bytes:
    """Return the PNG."""
    canvas, top = opened(frame)
    top = _legend(canvas, top, say)
    heights = [ROW + (SECOND if bar.product_hours else 0) for bar in bars]
    bottom = top + ROW + sum(heights)
    _scale(canvas, top, bottom, say)
    y = top + ROW
    for bar, height in zip(bars, heights, strict=True):
        _bar(canvas, y, height, bar, say)
        y += height
    return closed(canvas, bottom + 12, frame)


def _row(bar: Bar, say: Phrases) -> str:
    product = say("picture.half_life.product", hours=_range(bar.product_hours, say)) if bar.product_hours else ""
    return say("picture.half_life.row", name=bar.name, hours=_range(bar.hours, say), product=product)


def _range(hours: tuple[float, float], say: Phrases) -> str:
    low, high = hours
    return (
        say("picture.hours", hours=f"{low:g}")
        if low == high
        else say("picture.range", low=f"{low:g}", high=f"{high:g}")
    )


def _legend(canvas: Canvas, y: float, say: Phrases) -> float:
    for name, colour, thick in (("picture.half_life.medicine", BLUE, BAR), ("picture.half_life.active", ORANGE, THIN)):
        canvas.box(
            At(MARGIN, y + (SMALL - thick) / 2 + 2),
            At(MARGIN + 48, y + (SMALL + thick) / 2 + 2),
            colour,
            outline=INK,
            radius=4,
        )
        canvas.text(At(MARGIN + 62, y), say(name), SMALL)
        y += SMALL * 1.5
    return y + 8


def _scale(canvas: Canvas, top: float, bottom: float, say: Phrases) -> None:
    ticks = [(hours, say("picture.hours", hours=hours)) for hours in HOURS]
    ticks += [(days * HOURS_A_DAY, say.count("picture.days", days)) for days in DAYS]
    for hours, label in ticks:
        x = _x(hours)
        canvas.line(At(x, top + ROW - 8), At(x, bottom))
        canvas.text(At(x, top), label, SMALL, PALE, "ma")


def _bar(canvas: Canvas, y: float, height: float, bar: Bar, say: Phrases) -> None:
    if bar.asked:
        canvas.box(At(MARGIN / 2, y), At(WIDTH - MARGIN / 2, y + height), BAND, INK, 8)
        canvas.shape([At(MARGIN * 0.7, y + 13), At(MARGIN * 0.7 + 14, y + 23), At(MARGIN * 0.7, y + 33)], INK)
    ink = STRONG if bar.asked else PLAIN
    fits = length_of(bar.name, MEDIUM) < LEFT - MARGIN - 2 * TICK
    canvas.text(At(MARGIN + TICK, y + (7 if fits else 10)), bar.name, MEDIUM if fits else SMALL, ink)
    _span(canvas, y + ROW / 2, bar.hours, BLUE, BAR)
    canvas.text(At(WIDTH - MARGIN, y + 10), _range(bar.hours, say), SMALL, ink, "ra")
    if bar.product_hours:
        _span(canvas, y + ROW + SECOND / 2 - 8, bar.product_hours, ORANGE, THIN)
        canvas.text(At(WIDTH - MARGIN, y + ROW - 4), _range(bar.product_hours, say), SMALL, PALE, "ra")


def _span(canvas: Canvas, y: float, hours: tuple[float, float], colour: str, thick: float) -> None:
    low, high = map(_x, hours)
    middle, half = (low + high) / 2, max(high - low, TICK) / 2
    canvas.box(At(middle - half, y - thick / 2), At(middle + half, y + thick / 2), colour, INK, 4)


def _x(hours: float) -> float:
    return LEFT + (RIGHT - LEFT) * log(hours / SHORTEST) / log(LONGEST / SHORTEST)
