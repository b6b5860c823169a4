"""A tree of elements -> lines of text: a paragraph, heading, list item or table row each on its own line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.articles.page.decoding import clean

if TYPE_CHECKING:
    from core.articles.page.html_marks import Element

INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
        *("hi", "ref"),  # trafilatura's own
    }
)
_CELLS = frozenset({"td", "th", "cell"})
_ROWS = frozenset({"tr", "row"})
_UNSEEN = frozenset({"script", "style", "head", "template", "noscript"})
_HEADING = "head"
"""Trafilatura's name for a heading; in a page it is what stands before the body."""

_FIGURES = re.compile(r"[0-9+\-\u2212n,]{1,6}")
_RAISED = str.maketrans("0123456789+-\u2212n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_LONGEST_CELL = 300
"""Characters; a row with a longer cell lays out the page, it does not set names side by side."""


class _Lines:
    """The lines found so far, and the parts of the one that is being written."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._parts: list[str] = []
        self._row: Element | None = None  # the data row that the walk is in

    def start(self, element: Element) -> None:
        if element.tag in _ROWS and self._row is None:
            self.end_line()
            self._row = element if _is_data(element) else None
        elif element.tag in _CELLS and self._row is not None:
            if any(part.strip() for part in self._parts):
                self._parts.append(" | ")
        else:
            self._break(element)

    def end(self, element: Element) -> None:
        if element is self._row:
            self._row = None
        self._break(element)

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def end_line(self) -> None:
        if line := " ".join("".join(self._parts).split()):
            self.done.append(line)
        self._parts.clear()

    def _break(self, element: Element) -> None:
        """End the line before and after what is a block; in a row's cell it only keeps words apart."""
        if element.tag in INLINE:
            return
        if self._row is None:
            self.end_line()
        else:
            self._parts.append(" ")


def lines(root: Element) -> list[str]:
    """Return the text within an element, line by line, without empty ones. The cells of a row are joined by " | "."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - see reading.py

    found = _Lines()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            found.start(element)
            if element.tag in _UNSEEN and (element.tag != _HEADING or root.tag == "html"):
                walk.skip_subtree()
            else:
                found.add(element.text)
        else:
            found.end(element)
            if element is not root:
                found.add(element.tail)
    found.end_line()
    return _cleaned(found.done)


def _cleaned(done: list[str]) -> list[str]:
    """Clean lines of what entities brought in after the page itself was cleaned."""
    text = "\n".join(done)
    if (cleaned := clean(text)) == text:
        return done
    return [line for line in (" ".join(line.split()) for line in cleaned.split("\n")) if line]


def fields(root: Element) -> list[str]:
    """Return a <dl> as "term: description" lines."""
    found: list[str] = []
    for element in root.iter("dt", "dd"):
        text = " ".join(lines(element))
        if element.tag == "dt" or not found:
            found.append(text)
        elif text:
            found[-1] += f"{'' if found[-1].endswith(':') else ':'} {text}"
    return [line for line in found if line]


def raise_figures(root: Element) -> None:
    """Write figures that are set high so that they stay apart from those before them as plain text: 10⁶, not 106."""
    for high in root.iter("sup"):
        if high.text and len(high) == 0 and _FIGURES.fullmatch(high.text.strip()):
            high.text = high.text.translate(_RAISED)


def _is_data(row: Element) -> bool:
    cells = [cell for cell in row if cell.tag in _CELLS]
    return len(cells) > 1 and all(len("".join(cell.itertext())) <= _LONGEST_CELL for cell in cells)
