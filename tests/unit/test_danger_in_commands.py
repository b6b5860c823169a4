"""Danger comes before everything else that is asked; a name and what about it tells of no danger."""

from __future__ import annotations

import pytest
from fakes.everything import shipped

from core.model import Query


@pytest.mark.parametrize(
    "text",
    ["xanax 2mg bars", "zanax bars 💊", "stop xanax", "mixing xanax and alcohol", "klonopin withdrawal", "taper"],
)
def test_a_name_and_what_about_it_is_answered(text: str) -> None:
    answer = shipped().answer(Query("benzo", text))
    assert answer.outcome in {"answer", "class"}
    assert answer.urgency is None


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("i took xanax and alcohol", "overdose"),
        ("i took all my pills", "overdose"),
        ("quit klonopin cold turkey today", "abrupt_stop"),
        ("how much valium is 1 mg of xanax", "dose_request"),
        ("xanax dose", "dose_request"),
    ],
)
@pytest.mark.parametrize("kind", ["command", "mention", "message"])
def test_danger_comes_first(text: str, urgency: str, kind: str) -> None:
    answer = shipped().answer(Query("benzo", text, kind=kind))  # type: ignore[arg-type]
    assert answer.urgency == urgency
    assert answer.outcome == ("declined" if urgency == "dose_request" else "urgent")
    assert answer.private == (kind != "mention")
