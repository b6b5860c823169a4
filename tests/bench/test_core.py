"""How long core and the renderers take: answers in memory, and what is drawn of them."""

from __future__ import annotations

import timeit
from statistics import median
from typing import TYPE_CHECKING

from bench.report import tell

from bots.discord.render import render as render_discord
from bots.slack.render import render as render_slack
from core.app import load
from core.model import Query

if TYPE_CHECKING:
    from collections.abc import Callable

APP = load()
SAY = APP.phrases("en")
MICRO = 1e6


def microseconds(call: Callable[[], object], times: int = 50) -> float:
    """Return the median of 40 rounds."""
    return median(timeit.repeat(call, number=times, repeat=40)) / times * MICRO


def test_answers() -> None:
    known = microseconds(lambda: APP.answer(Query("benzo", "xanax")))
    misspelt = microseconds(lambda: APP.answer(Query("benzo", "alprazolxm")), 10)
    assert APP.answer(Query("benzo", "alprazolxm")).drug == "alprazolam"
    tell("app.answer, known name", known, "µs", 60)
    tell("app.answer, misspelling", misspelt, "µs", 1000)
    assert known <= 60
    assert misspelt <= 1000


def test_renders() -> None:
    for name, render in (("Discord", render_discord), ("Slack", render_slack)):
        for text in ("xanax", "klonipin", "clonidine", "xanax for clinicians"):
            answer = APP.answer(Query("benzo", text))
            took = microseconds(lambda answer=answer, render=render: render(answer, SAY), 10)
            tell(f"render for {name}, {text}", took, "µs", 250)
            assert took <= 250
