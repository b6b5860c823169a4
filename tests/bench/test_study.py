"""How fast the facts of a study are told, beside splitting the text into words: the least that reading it can cost.

What is asked of sentences ends with the first 150 of an article (`MOST_SENTENCES`), so that long texts cost little more
than their DOIs; floods are texts that would make a careless pattern slow.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest
from bench.report import tell

from core.app import CONFIG
from core.articles.model import Page, Sentence, Zone
from core.articles.study.facts import study_of
from core.articles.study.rules import load_study_rules

if TYPE_CHECKING:
    from collections.abc import Callable

STUDIES = Path(__file__).resolve().parents[1] / "studies"
ROUNDS = 5
LEAST_MB_S = 10
"""From 1 MB on."""
MOST_MS = 40
"""For any article, whatever its length up to 100 kB."""


def prose(size: int) -> str:
    """Return text of the articles in `tests/studies`, without what tells where it was published."""
    lines = [line for path in sorted(STUDIES.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    text = "".join(f"{line[2:]}\n" for line in lines if line.startswith("a|"))
    return (text * (size // len(text) + 1))[:size]


def read(text: str) -> Callable[[], object]:
    zones = (Zone(0, len(text), "article"),)
    ends = [one.end() for one in re.finditer(r"[.?!]\s", text)] or [len(text)]
    sentences = tuple(Sentence(a, b, at, "article") for at, (a, b) in enumerate(zip([0, *ends], ends, strict=False), 1))
    page, rules = Page(text), load_study_rules(CONFIG)
    return lambda: study_of(page, zones, sentences, ("human",), rules)


def seconds(call: Callable[[], object]) -> float:
    """Return the median of the processor's time: other programs share the machine."""
    took = []
    for _ in range(ROUNDS):
        started = time.process_time()
        call()
        took.append(time.process_time() - started)
    return median(took)


def test_growth_is_linear_and_long_texts_are_fast() -> None:
    took = {}
    for size in (1_000, 10_000, 100_000, 1_000_000, 5_000_000):
        text = prose(size)
        took[size] = seconds(read(text))
        floor = seconds(lambda text=text: text.split())
        tell(f"{size:9,} characters, as lines", took[size] * 1e3, "ms")
        tell("          in a second", len(text.encode()) / took[size] / 1e6, "MB/s")
        tell("          splitting it into words", floor * 1e3, "ms")
    assert took[100_000] * 1e3 <= MOST_MS
    assert took[5_000_000] <= 8 * took[1_000_000]
    assert 5.0 / took[5_000_000] >= LEAST_MB_S


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "(", "mice ", "12 ", "10.1234/", "10.1234/a,", "3 May 2020 ", "Roe J, ", "“", "<", "\n", "PMID- 1\n"),
        *("published in The Journal of X. ", "Reference: Roe J. A title. J. 2020;1:1. ", "a total of 12 patients "),
    ],
)
def test_five_megabytes_of_anything_are_read_in_time(piece: str) -> None:
    text = (piece * (5_000_000 // len(piece) + 1))[:5_000_000]
    started = time.process_time()
    read(text)()
    took = time.process_time() - started
    tell(f"5 MB of {piece!r}", took, "s", 2.5)
    assert took <= 2.5


def test_one_line_of_five_megabytes_is_read_in_time() -> None:
    took = seconds(read(prose(5_000_000).replace("\n", " ")))
    tell("5 MB in one line", 5 / took, "MB/s", LEAST_MB_S)
    assert 5 / took >= LEAST_MB_S
