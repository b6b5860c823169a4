"""What people ask, answered by the real clients on both local servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.questions_transcript import QUESTIONS, on_discord, on_slack

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Ask = Callable[[], Awaitable[list[str]]]

STARTS = (
    *(
        "That was not tested.",
        "After the diazepam was stopped,",
        "The 2022 study tested diazepam in mice.",
        "Y Shi and 16",
    ),
    *("TSPO is a protein", "In people, long-term users", "That is one to decide with whoever prescribes it"),
    *("I do not give doses", "If someone may have taken too much, call emergency services now"),
)
"""How the answers begin, below their titles."""
SAFETY = "Do not stop or cut down suddenly."


@pytest.mark.parametrize("ask", [on_discord, on_slack])
async def test_each_question_is_answered_with_its_own_first_words_and_the_safety_line(ask: Ask) -> None:
    answers = await ask()
    for question, start, answer in zip(QUESTIONS, STARTS, answers, strict=True):
        below = [line for line in answer.split("\n") if line][1:]
        assert below[0].startswith(start), question
        assert SAFETY in answer or question == "i took all my pills"
        assert "Get help now" in answer
