"""What pictures are drawn on: its own ground, right in dark and in light, with text that a phone shows large enough.

Colours are those of Okabe and Ito, told apart with any kind of colour vision (https://jfly.uni-koeln.de/color/), and
never the only sign.
"""

from __future__ import annotations

import io
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageColor, ImageDraw

from bots.pictures.letters import LEADING, font_for, wrapped

WIDTH = 900
"""Pixels. A phone shows a picture about 360 points wide, so 28 pixels become 11 points."""
MARGIN = 40
BOLD = 0.6
"""Pixels around a letter that make it bold; Pillow brings no bold font."""

INK, QUIET, LINE = "#16191d", "#4a4f57", "#b9bcc2"
GROUND, BAND, WHITE = "#fbfaf6", "#fdf0cf", "#ffffff"
BLUE, ORANGE, GREEN, VERMILION = "#0072b2", "#e69f00", "#009e73", "#d55e00"

STEPS = 5
"""Shades between the colour of a letter and that of its ground that the finished picture keeps."""
PAIRS = ((INK, GROUND), (QUIET, GROUND), (INK, BAND), (QUIET, BAND), (INK, WHITE), (WHITE, BLUE))
SOLID = (LINE, BLUE, ORANGE, GREEN, VERMILION)

Colour = tuple[int, ...]
Ink = tuple[str, bool]
"""The colour of letters, and whether they are bold."""


PLAIN: Ink = (INK, False)
STRONG: Ink = (INK, True)
PALE: Ink = (QUIET, False)


class At(NamedTuple):
    """A place: pixels from the left and from the top."""

    x: float
    y: float


class Canvas:
    """A picture that grows downwards; `paragraph` returns where the next thing may stand."""

    def __init__(self, height: int) -> None:
        self._image = Image.new("RGB", (WIDTH, height), GROUND)
        self._draw = ImageDraw.Draw(self._image)

    def text(self, at: At, text: str, size: int, ink: Ink = PLAIN, anchor: str = "la") -> None:
        """Draw one line. `anchor` is Pillow's: `la` starts at the place, `ra` ends there, `ma` is centred on it."""
        colour, bold = ink
        self._draw.text(at, text, colour, font_for(text, size), anchor=anchor, stroke_width=BOLD if bold else 0)

    def paragraph(self, at: At, text: str, size: int, width: float, ink: Ink = PLAIN) -> float:
        """Draw a text in lines of at most `width` pixels, and return the height below it."""
        y = at.y
        for line in wrapped(text, size, width):
            self.text(At(at.x, y), line, size, ink)
            y += size * LEADING
        return y

    def box(self, start: At, end: At, fill: str, outline: str | None = None, radius: float = 0) -> None:
        """Draw a rectangle between two corners."""
        self._draw.rounded_rectangle((*start, *end), radius, fill=fill, outline=outline, width=3)

    def line(self, start: At, end: At, colour: str = LINE, width: int = 2) -> None:
        """Draw a straight line."""
        self._draw.line((*start, *end), fill=colour, width=width)

    def shape(self, points: list[At], fill: str | None, outline: str = INK) -> None:
        """Draw a filled shape through the points."""
        self._draw.polygon([tuple(point) for point in points], fill=fill, outline=outline, width=2)

    def circle(self, centre: At, radius: float, fill: str | None, outline: str = INK) -> None:
        """Draw a circle."""
        self._draw.circle(centre, radius, fill=fill, outline=outline, width=3)

    def png(self, height: float) -> bytes:
        """Return the picture down to `height`, with a frame that shows where it ends on a ground like its own."""
        image = self._image.crop((0, 0, WIDTH, round(height)))
        ImageDraw.Draw(image).rectangle((0, 0, WIDTH - 1, image.height - 1), outline=LINE, width=2)
        written = io.BytesIO()
        reduced = image.quantize(palette=_palette(), dither=Image.Dither.NONE)  # 4 ms; finding one takes 28
        reduced.save(written, "PNG", compress_level=5)
        return written.getvalue()


@cache
def _palette() -> Image.Image:
    """Return the colours of a finished picture: ours, and the shades of letters on their grounds."""
    rgb = ImageColor.getrgb
    shades = [_between(rgb(ink), rgb(ground), step / STEPS) for ink, ground in PAIRS for step in range(STEPS + 1)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in [*map(rgb, SOLID), *shades] for part in colour[:3]])
    return palette


def _between(first: Colour, second: Colour, share: float) -> Colour:
    return tuple(round(one + (other - one) * share) for one, other in zip(first, second, strict=True))
