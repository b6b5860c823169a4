"""How long the danger rules take, a message and at the start, beside one compiled expression over the same text."""

from __future__ import annotations

import re
import timeit
from statistics import median
from typing import TYPE_CHECKING

from bench.report import tell
from fakes.danger import NONE, dangers, messages
from fakes.everything import benzo

from core.app import CONFIG
from core.danger import load_dangers
from core.names import Names
from core.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MICRO, MILLI = 1e6, 1e3
LIMIT = 150
WORDS = 400
"""Words that the expression looks for: about as many as the verbs, nouns and signs that the rules name."""


def floor() -> re.Pattern[str]:
    """One expression of words, the least that a reader of messages could do."""
    words = sorted({word for one in messages("held_out_2") for word in re.findall(r"[a-z]{5,}", one.text.lower())})
    return re.compile("|".join(words[:WORDS]))


def microseconds(call: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the median over the texts, of each the best of 25: others use the machine too."""
    for text in texts:
        call(text)
    return median(min(timeit.repeat(lambda text=text: call(text), number=1, repeat=25)) for text in texts) * MICRO


def long_ones(length: int, *, ordinary: bool) -> list[str]:
    """The long messages, cut or repeated to a length."""
    texts = [one.text for one in messages("tuned") if len(one.text) > 250 and (one.kind == NONE) == ordinary]
    return [(text * (length // len(text) + 1))[:length] for text in texts]


def test_a_message() -> None:
    expression = floor()
    for name, texts, limit in (
        ("as written", [one.text for part in ("held_out", "held_out_2") for one in messages(part)], LIMIT),
        ("of 300 characters, ordinary", long_ones(300, ordinary=True), LIMIT),
        ("of 300 characters, dangerous", long_ones(300, ordinary=False), LIMIT),
    ):
        took = microseconds(dangers().find, texts)
        tell(f"danger rules, {len(texts)} messages {name}", took, "µs", limit)
        tell("   one expression over the same texts", microseconds(expression.findall, texts), "µs")
        assert took <= limit


def test_a_long_message_takes_in_proportion() -> None:
    """A message of 2,000 characters is read whole; it may not take more than its share of one of 300, and a half."""
    short, long = (microseconds(dangers().find, long_ones(length, ordinary=True)) for length in (300, 2_000))
    tell("danger rules, 2,000 characters", long, "µs", 1.5 * short * 2_000 / 300)
    assert long <= 1.5 * short * 2_000 / 300


def test_no_message_of_one_word_again_and_again_takes_more_than_ten_of_its_length() -> None:
    words = ("took", "all", "i", "stop", "?", "how many", "dont", "xanax", "20", "mg 5", "not in the", "\u0301")
    repeated = [f"{word} " * (40_000 // (len(word) + 1)) for word in (*words, "took all my")]
    longest = max(microseconds(dangers().find, [text]) for text in repeated)
    usual = microseconds(dangers().find, long_ones(40_000, ordinary=True))
    tell("danger rules, 40,000 characters of one word", longest, "µs", 10 * usual)
    assert longest <= 10 * usual


def test_the_first_message_and_the_start() -> None:
    names = Names(benzo(), load_vocabulary(CONFIG)).known
    load = min(timeit.repeat(lambda: load_dangers(CONFIG / "danger", names), number=1, repeat=15)) * MILLI
    tell("danger rules: load", load, "ms", 30)

    def first() -> float:
        fresh = load_dangers(CONFIG / "danger", names)
        return timeit.timeit(lambda: fresh.find("i took all my pills"), number=1) * MILLI

    tell("danger rules: the first message of a process", median(first() for _ in range(9)), "ms", 50)
    assert load <= 30
