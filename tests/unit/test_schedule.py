"""Schedules: what people write, and the right moments through every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.digests.schedule import Schedule
from core.errors import WrongUse


def times(schedule: Schedule, after: datetime, count: int) -> list[str]:
    return [one.isoformat(timespec="minutes") for one in islice(schedule.after(after), count)]


@pytest.mark.parametrize(
    ("typed", "cron"),
    [
        ("Mondays 09:00", "0 9 * * 1"),
        ("monday at 9:00", "0 9 * * 1"),
        ("every Tuesday 18.30", "30 18 * * 2"),
        ("Mon, Thu 7:05", "5 7 * * 1,4"),
        ("wednesdays and saturdays 12:00", "0 12 * * 3,6"),
        ("weekdays 8:30", "30 8 * * 1-5"),
        ("weekends 10:00", "0 10 * * 6,0"),
        ("daily 23:59", "59 23 * * *"),
        ("every day at 6:00", "0 6 * * *"),
        ("Tues 9:00", "0 9 * * 2"),
        ("thurs 9:00", "0 9 * * 4"),
        ("sun 9:00", "0 9 * * 0"),
        ("0 9 1 * *", "0 9 1 * *"),
        ("0 9 * * MON-FRI", "0 9 * * mon-fri"),
    ],
)
def test_what_people_write_is_understood(typed: str, cron: str) -> None:
    assert Schedule.parse(typed, "Europe/Berlin").cron == cron


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "Mondays", "09:00", "Mondays 25:00", "Moondays 9:00", "mo 9:00", "61 9 * * 1", "* * *", "0 9 31 2 *"],
)
def test_what_is_no_schedule_is_told_in_one_line_with_examples(typed: str) -> None:
    with pytest.raises(WrongUse) as told:
        Schedule.parse(typed, "Europe/Berlin")
    assert "Mondays 09:00" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("typed", ["* * * * *", "*/30 * * * *", "0,30 9 * * *", "59 8 * * *,"])
def test_more_than_once_an_hour_is_refused(typed: str) -> None:
    with pytest.raises(WrongUse):
        Schedule.parse(typed, "UTC")


@pytest.mark.parametrize(
    ("typed", "zone"), [("europe/berlin", "Europe/Berlin"), ("America/New York", "America/New_York")]
)
def test_a_zone_is_known_in_any_case(typed: str, zone: str) -> None:
    assert Schedule.parse("daily 9:00", typed).zone == zone


def test_a_wrong_zone_is_told_with_the_right_one_where_there_is_one() -> None:
    with pytest.raises(WrongUse, match="did you mean Europe/Berlin"):
        Schedule.parse("daily 9:00", "Germany/Berlin")
    with pytest.raises(WrongUse, match="such as Europe/Berlin"):
        Schedule.parse("daily 9:00", "Mars/Olympus")


@pytest.mark.parametrize(
    ("zone", "cron", "after", "expected"),
    [
        # spring: an hour that is not there moves the digest, once
        ("America/New_York", "30 2 * * *", "2026-03-07T12:00", ["2026-03-08T07:00", "2026-03-09T06:30"]),
        ("Europe/Berlin", "30 2 * * *", "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:30"]),
        # autumn: an hour that is there twice has one digest
        ("America/New_York", "30 1 * * *", "2026-10-31T12:00", ["2026-11-01T05:30", "2026-11-02T06:30"]),
        ("Europe/Berlin", "30 2 * * *", "2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),
        # half an hour on Lord Howe Island
        ("Australia/Lord_Howe", "45 1 * * *", "2026-04-04T02:00", ["2026-04-04T14:45", "2026-04-05T15:15"]),
        ("Australia/Lord_Howe", "15 2 * * *", "2026-10-02T20:00", ["2026-10-03T15:30", "2026-10-04T15:15"]),
        # never a change
        ("Asia/Kolkata", "0 9 * * *", "2026-03-28T12:00", ["2026-03-29T03:30", "2026-03-30T03:30"]),
        # Mexico gave its summer time up in 2022
        ("America/Mexico_City", "0 9 * * *", "2022-04-05T00:00", ["2022-04-05T14:00", "2022-04-06T14:00"]),
        ("America/Mexico_City", "0 9 * * *", "2023-04-05T00:00", ["2023-04-05T15:00", "2023-04-06T15:00"]),
    ],
)
def test_the_local_time_is_kept_through_changes_of_the_clocks(
    zone: str, cron: str, after: str, expected: list[str]
) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert [one.removesuffix("+00:00") for one in times(Schedule(cron, zone), moment, 2)] == expected


ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "America/Mexico_City"]


@settings(max_examples=60)
@given(zone=st.sampled_from(ZONES), hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_a_daily_digest_comes_once_on_every_local_day_of_a_year(zone: str, hour: int, minute: int) -> None:
    schedule = Schedule(f"{minute} {hour} * * *", zone)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    found = list(islice(schedule.after(start), 365))
    assert found == sorted(set(found))
    days = [one.astimezone(schedule.tz).date() for one in found]
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(days=1)] * 364
    assert len({schedule.local(one) for one in found}) == 365
