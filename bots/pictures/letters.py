"""The letters of pictures, and texts broken into lines of them.

The font is Aileron, which Pillow brings, so that nothing has to be fetched. It has few letters beyond English: a text
with others is drawn in DejaVu Sans where the system has it, and nowhere with boxes in place of letters.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PIL import ImageFont

from bots.pictures.picture import NoPicture

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE, MEDIUM, SMALL = 40, 28, 23
"""Pixels of a heading, of what is read, and of the small print."""
LEADING = 1.3
OWN = ""
FACES = (OWN, "DejaVuSans.ttf")
"""Fonts in the order in which they are tried: Pillow's own, then what the system may have."""
NO_LETTER = "\U0010fffd"


def wrapped(text: str, size: int, width: float) -> Iterator[str]:
    """Yield the text in lines of at most `width` pixels; a word that is longer has a line of its own."""
    font = font_for(text, size)
    space = _length(font, " ")
    line: list[str] = []
    taken = 0.0
    for word in text.split():
        more = _length(font, word)
        if line and taken + space + more > width:
            yield " ".join(line)
            line, taken = [], 0.0
        taken += more + (space if line else 0)
        line.append(word)
    if line:
        yield " ".join(line)


def height_of(text: str, size: int, width: float) -> float:
    """Return the pixels that a paragraph takes."""
    return sum(1 for _ in wrapped(text, size, width)) * size * LEADING


def length_of(text: str, size: int) -> float:
    """Return the pixels that a line takes."""
    return _length(font_for(text, size), text)


@lru_cache(4096)
def _length(font: ImageFont.FreeTypeFont, text: str) -> float:
    return float(font.getlength(text))


def font_for(text: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font that has every letter of `text`. Raises NoPicture."""
    return _font(_face_for(frozenset(text)), size)


@lru_cache(4096)
def _face_for(letters: frozenset[str]) -> str:
    """Return the first of the faces that has all the letters."""
    for face in FACES:
        if face == OWN or _is_there(face):
            font = _font(face, SMALL)
            if all(letter.isspace() or _drawn(font, letter) != _drawn(font, NO_LETTER) for letter in letters):
                return face
    raise NoPicture("no font here has all letters of a picture; install DejaVu Sans (Debian: fonts-dejavu-core)")


@cache
def _is_there(face: str) -> bool:
    try:
        ImageFont.truetype(face, SMALL)
    except OSError:
        return False
    return True


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    if face != OWN:
        return ImageFont.truetype(face, size)
    own = ImageFont.load_default(size)
    if not isinstance(own, ImageFont.FreeTypeFont):
        raise NoPicture("this Pillow has no FreeType; install it from a wheel")
    return own


@cache
def _drawn(font: ImageFont.FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    """Return how a letter looks: like `NO_LETTER`, an empty box, where the font lacks it."""
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
