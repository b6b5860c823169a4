"""How long it takes to tell the zones and sentences of a text apart, beside the sentence library alone."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

import pytest
from bench.report import tell
from nupunkt.models import load_default_model

from core.app import CONFIG
from core.articles.model import Page
from core.articles.text.sentences import sentences_of
from core.articles.text.zones import load_zone_rules, zones_of

if TYPE_CHECKING:
    from collections.abc import Callable

MEGA = 1e6
RULES = load_zone_rules(CONFIG / "articles")
PAGES = sorted(Path(__file__).parents[1].joinpath("zones").glob("*.txt"))
SENTENCES = 3
"""Of a paragraph, on the average."""
AIM = 8
"""MB/s of one core of a quiet machine."""


def article(length: int, between: str = "\n") -> str:
    """Return an article of paragraphs whose words are drawn anew, so that nothing can be remembered."""
    lines = [line[2:] for path in PAGES for line in path.read_text(encoding="utf-8").splitlines() if line[:2] == "a|"]
    reported = [line for line in lines if len(line) > 60 and not {"I", "“I", "my", "My", "you"} & set(line.split())]
    words = [word.strip(".,;:?!“”\"'()") for line in reported for word in line.split()]
    random, found, size = Random(3), [], 0  # noqa: S311 - nothing secret
    while size < length:
        drawn = [random.choice(words) for _ in range(random.randint(8, 25))]
        end = "." + (between if random.random() < 1 / SENTENCES else " ")
        found.append(" ".join([drawn[0].capitalize(), *drawn[1:]]) + end)
        size += len(found[-1])
    return "".join(found)[:length]


def seconds(call: Callable[[], object], rounds: int = 3) -> float:
    """Return the median processor time of a call: the wall's would count what else the machine does."""
    took = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        took.append(time.process_time() - started)
    return median(took)


def parse(text: str) -> None:
    sentences_of(text, zones_of(Page(text), RULES))


def test_zones_and_sentences_take_about_twice_what_the_library_takes_alone() -> None:
    parse(article(10_000))
    text = article(2_000_000)
    floor = seconds(lambda: list(load_default_model().span_tokenize(text)))
    ours = seconds(lambda: parse(text))
    tell("2 MB of an article: zones and sentences", len(text) / MEGA / ours, "MB/s", AIM)
    tell("    nupunkt alone", len(text) / MEGA / floor, "MB/s")
    assert ours < 2.5 * floor


@pytest.mark.parametrize("shape", ["paragraphs", "one line", "pages with readers"])
def test_time_grows_with_the_length(shape: str) -> None:
    full = article(5_000_000, " " if shape == "one line" else "\n")
    if shape == "pages with readers":
        pages = "\n".join(path.read_text(encoding="utf-8").replace("\n" + "c|", "\n") for path in PAGES)
        full = (pages * (5_000_000 // len(pages) + 1))[:5_000_000]
    speeds = []
    for length in (1_000, 100_000, 5_000_000):
        text = full[:length]
        speeds.append(length / MEGA / seconds(lambda text=text: parse(text), 1 if length > MEGA else 5))
        tell(f"{shape}: {length / 1000:6.0f} kB", speeds[-1], "MB/s", AIM)
    assert speeds[-1] > speeds[1] / 2
