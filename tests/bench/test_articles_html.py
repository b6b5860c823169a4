"""How long reading takes before anything is understood: HTML beside trafilatura alone, plain text by its length."""

from __future__ import annotations

import time
import timeit
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest
import trafilatura
from bench.report import tell

from core.articles.page.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = Path(__file__).parents[1] / "articles"
ROUNDS = 21
LINE = "Mice that were given diazepam — a benzodiazepine — lost 12 % of the connections between nerve cells.\n"


def long_page() -> bytes:
    """Return a journal's page of some 100 kB: its own paragraphs, repeated with their numbers."""
    page = (PAGES / "journal.html").read_text(encoding="utf-8")
    paragraph = "<p>Animals that had received diazepam needed longer to find platform {} in the water maze.</p>" * 6
    return page.replace(
        "<section aria-labelledby", "".join(map(paragraph.format, *[range(160)] * 6)) + "<section aria-labelledby", 1
    ).encode()


def alternating(*calls: Callable[[], object]) -> list[float]:
    """Return the median seconds of the processor for calls that take turns, since other processes may be busy."""
    times = [[timeit.timeit(call, number=1, timer=time.process_time) for call in calls] for _ in range(ROUNDS)]
    return [median(of_one) for of_one in zip(*times, strict=True)]


@pytest.mark.parametrize("name", ["journal", "news", "pubmed", "press_release", "blog", "a long one"])
def test_html_takes_little_more_than_trafilatura_alone(name: str) -> None:
    data = long_page() if name == "a long one" else (PAGES / f"{name}.html").read_bytes()
    floor, ours = alternating(lambda: trafilatura.extract(data), lambda: read(data))
    tell(f"{name} ({len(data) / 1000:.0f} kB): trafilatura alone", floor * 1000, "ms")
    tell(f"{name}: our reading, over trafilatura alone", ours / floor, "x", 1.5)
    assert ours / floor <= 1.5


def test_plain_text_is_read_in_time_that_grows_with_its_length() -> None:
    sizes = (1_000, 100_000, 5_000_000)
    texts = [(LINE * (size // len(LINE.encode()))).encode() for size in sizes]
    read(texts[0])
    times = alternating(*(lambda text=text: read(text) for text in texts))
    for text, took in zip(texts, times, strict=True):
        tell(f"plain text of {len(text):9,} bytes", len(text) / took / 1e6, "MB/s", 20)
    assert len(texts[2]) / times[2] >= 20e6
    assert times[2] <= 1.5 * 50 * times[1]
