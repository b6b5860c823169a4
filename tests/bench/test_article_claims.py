"""How fast the claims, pairs and drugs of an article are found, beside only taking its words apart."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.report import tell
from fakes.everything import shipped

from core.app import CONFIG
from core.articles.claims.extracting import claims_of
from core.articles.claims.lexicon_files import load_lexicon
from core.articles.claims.mentions import drugs_among, mentions_in
from core.articles.claims.pairs import pairs_among
from core.articles.claims.rules import load_claim_rules
from core.articles.model import Sentence, Zone

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = Path(__file__).resolve().parents[1] / "claims"
MARK = re.compile(r"^[\w-]+ \{[^}]*\} ", re.MULTILINE)
WORD = re.compile(r"\w+")
SIZE = 500_000
"""Code points of the text."""
MOST = 20.0
"""How many times the floor it may take: 14 to 19 were measured, the most on a busy machine."""


def seconds(*calls: Callable[[], object]) -> list[float]:
    """Return the least processor time of each of the calls, whose rounds alternate."""
    least = [float("inf")] * len(calls)
    for _ in range(5):
        for at, call in enumerate(calls):
            started = time.process_time()
            call()
            least[at] = min(least[at], time.process_time() - started)
    return least


def article(size: int) -> tuple[str, tuple[Sentence, ...]]:
    """Return our own texts, a sentence a line, over and over."""
    lines = [
        MARK.sub("", line) for path in sorted(TEXTS.rglob("*.txt")) for line in path.read_text("utf-8").split("\n")
    ]
    lines = [line for line in lines if line and not line.startswith("#")]
    text, sentences = [], []
    start = 0
    while start < size:
        for line in lines:
            sentences.append(Sentence(start, start + len(line), len(sentences) + 1, "article"))
            text.append(line)
            start += len(line) + 1
    return "\n".join(text), tuple(sentences)


def test_claims_and_names_are_found_quickly_and_in_linear_time() -> None:
    rules, lexicon = load_claim_rules(CONFIG), load_lexicon(CONFIG, shipped().topics)

    def names(text: str) -> None:
        mentions = list(mentions_in(text, (Zone(0, len(text), "article"),), lexicon))
        pairs_among(mentions, lexicon)
        drugs_among(mentions, lexicon)

    per_code_point = []
    for size in (SIZE // 10, SIZE):
        text, sentences = article(size)
        floor, claims, named = seconds(
            lambda text=text: WORD.findall(text),
            lambda text=text, sentences=sentences: claims_of(text, sentences, rules, lexicon),
            lambda text=text: names(text),
        )
        megabytes = len(text.encode()) / 1e6
        tell(f"{len(text):8} code points: only words", megabytes / floor, "MB/s")
        tell("         claims", megabytes / claims, "MB/s")
        tell("         pairs and drugs", megabytes / named, "MB/s")
        tell("         all, times the floor", (claims + named) / floor, "x", MOST)
        per_code_point.append((claims + named) / floor)
    assert per_code_point[-1] <= MOST
    assert per_code_point[-1] <= 1.5 * per_code_point[0]


def test_one_line_without_an_end_takes_no_longer_than_as_many_lines() -> None:
    rules, lexicon = load_claim_rules(CONFIG), load_lexicon(CONFIG, shipped().topics)
    piece = 'Xanax (alprazolam), "diazepam, " said \u201cOx \u2018 Valium '
    took = []
    for count in (1_000, 8_000):
        text = piece * count
        zone, sentence = Zone(0, len(text), "article"), Sentence(0, len(text), 1, "article")

        def read(text: str = text, zone: Zone = zone, sentence: Sentence = sentence) -> None:
            claims_of(text, (sentence,), rules, lexicon)
            pairs_among(mentions_in(text, (zone,), lexicon), lexicon)

        took += seconds(read)
    tell("8 times the line takes", took[1] / took[0], "x", 16)
    assert took[1] <= 16 * took[0]
