"""The card behind "Get help now": the right numbers first, each with its source, none that is too old."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from core.app import load
from core.model import AnswerId, Query
from core.safety import HOLDS

if TYPE_CHECKING:
    from core.app import App
    from core.model import Answer

COUNTRIES = ("US", "GB", "CA", "AU", "DE", "ZA", "FR", "JP")


def card(app: App, text: str) -> Answer:
    return app.answer(Query("benzo", text))


def numbers(answer: Answer) -> str:
    return "\n".join(line.text for line in answer.lines)


@pytest.mark.parametrize(
    ("text", "country", "emergency"),
    [
        ("help germany", "DE", "112"),
        ("help US", "US", "911"),
        ("help us", "US", "911"),
        ("help uk", "GB", "999"),
        ("HELP United Kingdom ", "GB", "999"),
        ("help australia", "AU", "000"),
    ],
)
def test_help_for_a_country_opens_its_card(app: App, text: str, country: str, emergency: str) -> None:
    answer = card(app, text)
    assert answer.id == AnswerId("benzo", country, "help")
    assert f"Emergency: {emergency} " in numbers(answer)


def test_help_alone_gives_emergency_numbers_and_every_country_to_press(app: App) -> None:
    answer = card(app, "help")
    assert answer.id == AnswerId("benzo", "-", "help")
    assert "911: United States" in numbers(answer)
    assert "your local emergency number" in numbers(answer)
    assert {one.id.drug for one in answer.follow_ups} >= set(COUNTRIES)
    assert all(app.open(one.id, "en").id == one.id for one in answer.follow_ups)
    assert app.answer(Query("benzo", "", aspect="help")).lines == answer.lines


def every_card(app: App) -> list[Answer]:
    countries = [one.id for one in card(app, "help").follow_ups]
    return [app.open(one, "en") for one in countries]


def test_emergency_comes_first_then_poison_then_crisis(app: App) -> None:
    order = ("Call the emergency number", "Emergency: ", "Poison centre", "Somebody to talk to", "Other countries")
    for answer in every_card(app):
        kinds = [next(at for at, start in enumerate(order) if line.text.startswith(start)) for line in answer.lines]
        assert kinds == sorted(kinds), answer.id
        assert kinds[:2] == [0, 1], answer.id


def test_every_number_has_a_source_that_is_listed(app: App) -> None:
    for answer in [card(app, "help"), *every_card(app)]:
        listed = {one.number: one.source.url for one in answer.citations}
        assert all(url.startswith(("https://", "http://")) for url in listed.values())
        for line in answer.lines:
            assert set(line.cites) <= listed.keys()
            assert line.cites or "your local emergency number" in line.text, line.text


def test_a_country_without_a_kind_of_line_is_given_the_directory(app: App) -> None:
    for answer in every_card(app):
        text = numbers(answer)
        assert ("Poison centre" in text) != ("poisons centres (World Health" in text), answer.id
        assert ("Somebody to talk to" in text) != ("Find A Helpline" in text), answer.id


def test_numbers_that_nobody_checked_for_long_are_not_shown(app: App) -> None:
    later = load(today=lambda: date(2028, 11, 23))
    for answer in [card(later, "help"), *every_card(later)]:
        text = numbers(answer)
        assert "your local emergency number" in text, answer.id
        assert "poisons centres (World Health" in text
        assert "Find A Helpline" in text
        assert not re.search(r"Emergency: \d|^Poison|^Somebody|911", text, re.MULTILINE), answer.id
    assert "911" in numbers(card(app, "help us"))


def test_numbers_are_shown_to_the_last_day_they_hold(app: App) -> None:
    checked = date(2026, 11, 23)
    assert "911" in numbers(card(load(today=lambda: checked + HOLDS), "help us"))
    assert "911" not in numbers(card(load(today=lambda: checked + HOLDS + timedelta(days=1)), "help us"))
    assert card(app, "help us").private


def test_a_button_of_a_country_that_is_gone_still_helps(app: App) -> None:
    answer = app.open(AnswerId("benzo", "ZZ", "help"), "en")
    assert answer.id == AnswerId("benzo", "-", "help")
    assert "911" in numbers(answer)
