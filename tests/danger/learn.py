"""Learns the points of `config/danger/learned.toml` from `tuned.txt` and the examples of the rules, and writes them.

    python tests/danger/learn.py

A logistic regression with a quadratic penalty over words and pairs of words (`core.danger_points.features`), one for
danger or not, and one a kind over the dangerous messages. Deterministic, needs no library, takes ten seconds. The
held-out sets are never learned from.
"""

from __future__ import annotations

import math
import sys
import textwrap
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[1])]

from fakes.danger import NONE, Message, dangers, learned_from, messages  # noqa: E402

from core.app import CONFIG  # noqa: E402
from core.danger import URGENCIES  # noqa: E402
from core.danger_points import features  # noqa: E402

STEPS = 250
STEEP = 0.5
"""The first step of a weight; later ones grow smaller as it settles (AdaGrad)."""
PENALTY = 1 / 30
"""How much a weight's square costs against one message's log-loss."""
LEAST = 3
"""Messages that a feature has to be met in."""
SCALE = 10
RULE = 30
"""Points of a rule that applies. On five rounds of messages that neither had been tuned on, whatever the words, one
that a rule applied to was that much (2.9 logits) likelier to be dangerous."""
ENOUGH = 8
"""Points from which on a message is dangerous: one that is missed is worse than a needless kind line, of which there
may be one in twenty ordinary messages."""

Sample = tuple[list[int], bool]


def regression(samples: list[Sample], size: int, penalty: float, *, by_length: bool) -> tuple[list[float], float]:
    """Return the weights and the intercept. `by_length`: each message's sum is divided by the root of its features."""
    weights, squares = [0.0] * size, [1e-8] * size
    start, start_square = 0.0, 1e-8
    shares = [1 / math.sqrt(len(active) or 1) if by_length else 1.0 for active, _ in samples]
    for _ in range(STEPS):
        slope = [penalty * one for one in weights]
        start_slope = 0.0
        for (active, truth), share in zip(samples, shares, strict=True):
            score = start + share * sum([weights[one] for one in active])
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - truth
            start_slope += error
            error *= share
            for one in active:
                slope[one] += error
        start_square += start_slope**2
        start -= STEEP * start_slope / math.sqrt(start_square)
        for at, one in enumerate(slope):
            squares[at] += one**2
            weights[at] -= STEEP * one / math.sqrt(squares[at])
    return weights, start


def learn(found: list[tuple[set[str], bool]], penalty: float, *, by_length: bool) -> tuple[dict[str, int], int]:
    """Return the points by feature, and those of a message without any."""
    often = Counter(feature for active, _ in found for feature in active)
    numbers = {feature: at for at, feature in enumerate(sorted(one for one, n in often.items() if n >= LEAST))}
    samples = [([numbers[one] for one in sorted(active) if one in numbers], truth) for active, truth in found]
    weights, start = regression(samples, len(numbers), penalty, by_length=by_length)
    points = {feature: round(SCALE * weights[at]) for feature, at in numbers.items()}
    return {feature: one for feature, one in points.items() if one}, round(SCALE * start)


def table(points: dict[str, int]) -> str:
    """Return the points as lines of a table: by points, what has them."""
    rows = []
    for value in sorted(set(points.values()), reverse=True):
        listed = ", ".join(sorted(feature for feature, one in points.items() if one == value))
        wrapped = "\n".join(textwrap.wrap(listed, 128, break_long_words=False, break_on_hyphens=False))
        rows.append(f"{value} = '''\n{wrapped}\n'''" if len(listed) > 100 else f'{value} = "{listed}"')
    return "\n".join(rows)


def main(parts: tuple[str, ...]) -> None:
    every = [*(one for part in parts for one in messages(part)), *examples()]
    points, start = learn(
        [(features(dangers().words(one.text)), one.kind != NONE) for one in every], PENALTY, by_length=True
    )
    kinds = {}
    for urgency in URGENCIES:
        found = [(set(dangers().words(one.text)), one.kind == urgency) for one in every if one.kind != NONE]
        kinds[urgency], _ = learn(found, 1.0, by_length=False)
    text = HEAD.format(learned_from=learned_from(parts), start=start, rule=RULE, enough=ENOUGH)
    text += "\n[points]\n" + table(points) + "\n"
    text += "".join(f"\n[kinds.{urgency}]\n{table(one)}\n" for urgency, one in kinds.items())
    (CONFIG / "danger" / "learned.toml").write_text(text, encoding="utf-8")


def examples() -> list[Message]:
    told = dangers()
    return [*(Message(*one) for one in told.examples), *(Message(NONE, one) for one in told.counter)]


HEAD = """\
# What words and pairs of words speak for, in tenths of a logit: learned by tests/danger/learn.py, which writes this
# file, from tests/danger/tuned.txt and the examples of the rules. "a b" are neighbours, "a _ b" have a word in between,
# "^" begins a sentence. Reviewed by what it does with the held-out messages (tests/unit/test_danger.py), not word by
# word. Held-out messages that were missed or wrong go into tuned.txt only when a new held-out set takes their place.
learned_on = 2026-11-23
learned_from = "{learned_from}"
start = {start}
rule = {rule}
enough = {enough}
"""

if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or ("tuned",))
