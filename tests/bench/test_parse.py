"""How fast whole articles are read, from bytes to claims, beside cutting them into sentences and words alone."""

from __future__ import annotations

import gc
import re
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
import trafilatura
from bench.report import tell
from bench.test_articles_html import long_page
from fakes.everything import shipped
from nupunkt.models import load_default_model

from core.app import CONFIG
from core.articles.page.reading import read
from core.articles.parse import load_parser

if TYPE_CHECKING:
    from collections.abc import Callable

PARSER = load_parser(CONFIG, shipped().built_in)
TEXTS = Path(__file__).resolve().parents[1]
HEADING = 60
"""Code points that a heading may have."""
CLAIM = re.compile(r"^\w+ \{[^}]*\} ")
WORD = re.compile(r"\w+")
MEGA = 1e6
AIM = 2.0
"""MB/s of one core of a quiet machine."""
MOST = 9.0
"""How many times the floor it may take; 4 to 7 were measured on a busy machine."""
SIZES = (1_000, 100_000, 1_000_000, 5_000_000)


def lines_of(folder: str) -> list[str]:
    """Return the lines of our own texts of one folder."""
    return [
        line for path in sorted(TEXTS.joinpath(folder).rglob("*.txt")) for line in path.read_text("utf-8").split("\n")
    ]


def article(size: int, shape: str) -> bytes:
    """Return an article of the sentences of our own texts, drawn anew for every paragraph, with other figures in them.

    "paragraphs" have three sentences or so and now and then a heading above them, "short lines" one sentence each.
    """
    lines = [CLAIM.sub("", line) for line in lines_of("claims") if CLAIM.match(line)]
    told = [line[2:] for line in lines_of("zones") if line.startswith("a|") and len(line) > HEADING]
    lines += [line for line in told if not {"I", "“I", "my", "My", "you"} & set(line.split())]
    random, parts, length = Random(5), [], 0  # noqa: S311 - nothing secret
    while length < size:
        drawn = random.choices(lines, k=1 if shape == "short lines" else random.randint(1, 5))
        heading = "Results\n" if shape == "paragraphs" and random.random() < 1 / 8 else ""
        text = re.sub(r"\d\d", lambda _: str(random.randint(10, 99)), " ".join(drawn))
        parts.append(heading + text + (" " if shape == "one line" else "\n\n"))
        length += len(parts[-1].encode())
    return "".join(parts).encode()[:size].decode("utf-8", "ignore").encode()


def seconds(*calls: Callable[[], object], rounds: int) -> list[float]:
    """Return the least processor time of each of the calls, whose rounds alternate: others use the machine too.

    The collector is off, as in `timeit` and in the command.
    """
    least = [float("inf")] * len(calls)
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for at, call in enumerate(calls):
                started = time.process_time()
                call()
                least[at] = min(least[at], time.process_time() - started)
    finally:
        gc.enable()
    return least


@pytest.mark.parametrize("shape", ["paragraphs", "short lines", "one line"])
def test_text_is_parsed_in_some_times_what_sentences_and_words_alone_take_at_every_length(shape: str) -> None:
    tokenizer = load_default_model()
    PARSER.parse(article(20_000, shape))
    ratios, times = [], []
    for size in SIZES:
        data = article(size, shape)
        text = data.decode()
        floor, ours = seconds(
            lambda text=text: (list(tokenizer.span_tokenize(text)), WORD.findall(text)),
            lambda data=data: PARSER.parse(data),
            rounds=2 if size > MEGA else 5,
        )
        tell(f"{shape}: {size / 1000:6.0f} kB, bytes to claims", len(data) / MEGA / ours, "MB/s", AIM)
        tell("    over nupunkt and words alone", ours / floor, "x", MOST)
        ratios.append(ours / floor)
        times.append(ours)
    parsed = PARSER.parse(article(SIZES[1], shape))
    assert len(parsed.claims) > len(parsed.sentences) / 2
    assert ratios[-1] <= MOST
    assert times[-1] <= 1.5 * SIZES[-1] / SIZES[1] * times[1]


UNITS = (
    *("a. ", "A. ", ".", ". ", '." ', "? ", "a.)", "J. R. ", "e.g. ", "x.[1] ", "(a. ", "“No.” ", "1.1 "),
    *("1. ", "😜", ". .\n", "- ", "Abstract\n", "Source: x 2020\n", "Reply\n", "Advertisement\nx\n", "Xanax (a) "),
)


def test_no_repetition_takes_more_than_ten_times_what_a_usual_text_of_its_length_takes() -> None:
    usual, *repeated = seconds(
        *(
            lambda data=data: PARSER.parse(data)
            for data in (article(25_000, "paragraphs"), *((unit * 25_000)[:25_000].encode() for unit in UNITS))
        ),
        rounds=2,
    )
    tell("25 kB of one thing again and again, over a usual text", max(repeated) / usual, "x", 10)
    assert max(repeated) <= 10 * usual


def test_reading_html_takes_little_more_than_trafilatura_alone_and_understanding_it_not_much_more() -> None:
    data = long_page()
    PARSER.parse(data)
    floor, reading, whole = seconds(
        lambda: trafilatura.extract(data), lambda: read(data), lambda: PARSER.parse(data), rounds=7
    )
    tell(f"HTML of {len(data) / 1000:.0f} kB: trafilatura alone", floor * 1000, "ms")
    tell("    our reading, over trafilatura alone", reading / floor, "x", 1.5)
    tell("    bytes to claims, over trafilatura alone", whole / floor, "x")
    assert reading <= 1.5 * floor
    assert whole <= 2.5 * floor
