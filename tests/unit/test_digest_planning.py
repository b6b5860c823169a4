"""What is planned when: through changes of the clocks, after a stop, and when the clock itself jumps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from fakes.digest_process import subscribe
from fakes.reviewing import reviewing
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.digests.planning import BATCH, plan, plan_due
from core.digests.subscribing import SKIPPED_TOLD, Subscription, Target, key_of
from core.storage import digests as rows
from core.storage.tables_digests import edition, outbox, subscription

if TYPE_CHECKING:
    from pathlib import Path

    from core.storage.engine import Store

BASE = Subscription(
    id=1,
    topic="benzodiazepines",
    platform="discord",
    target=Target("1", "channel", "3003"),
    written="daily 09:00",
    cron="0 9 * * *",
    zone="UTC",
    when_nothing_new="rotate",
    grace_hours=12,
    status="active",
    reason="",
    next_at=datetime(2026, 11, 26, 9, tzinfo=UTC),
    created_by="discord:U7",
    created_at=datetime(2026, 11, 1, tzinfo=UTC),
)

ON = ("discord",)


def due(cron: str, zone: str, next_at: str) -> Subscription:
    return replace(BASE, cron=cron, zone=zone, next_at=datetime.fromisoformat(next_at).replace(tzinfo=UTC))


def walked(one: Subscription, days: int, step: timedelta) -> list[datetime]:
    """Return what is sent if somebody looks again and again."""
    sent, now = [], one.next_at - timedelta(minutes=1)
    until = now + timedelta(days=days)
    while now < until:
        now += step
        if one.next_at <= now:
            planned = plan(one, now)
            sent += [planned.send] if planned.send else []
            one = replace(one, next_at=planned.next_at)
    return sent


@pytest.mark.parametrize(
    ("zone", "cron", "start", "expected"),
    [
        ("America/New_York", "30 2 * * *", "2026-03-07T07:30", ["07T07:30", "08T07:00", "09T06:30"]),
        ("America/New_York", "30 1 * * *", "2026-10-31T05:30", ["31T05:30", "01T05:30", "02T06:30"]),
        ("Europe/Berlin", "30 2 * * *", "2026-03-28T01:30", ["28T01:30", "29T01:00", "30T00:30"]),
        ("Europe/Berlin", "30 2 * * *", "2026-10-24T00:30", ["24T00:30", "25T00:30", "26T01:30"]),
        ("Australia/Lord_Howe", "45 1 * * *", "2026-04-03T14:45", ["03T14:45", "04T14:45", "05T15:15"]),
        ("Asia/Kolkata", "0 9 * * *", "2026-03-28T03:30", ["28T03:30", "29T03:30", "30T03:30"]),
        ("America/Mexico_City", "0 9 * * *", "2022-10-29T14:00", ["29T14:00", "30T15:00", "31T15:00"]),
    ],
)
def test_each_local_time_is_sent_once_through_changes_of_the_clocks(
    zone: str, cron: str, start: str, expected: list[str]
) -> None:
    sent = walked(due(cron, zone, start), 3, timedelta(minutes=7))[:3]
    assert [one.strftime("%dT%H:%M") for one in sent] == expected


def test_of_missed_times_the_newest_is_sent_and_the_others_are_skipped() -> None:
    planned = plan(BASE, BASE.next_at + timedelta(days=3, hours=2))
    assert planned.send == BASE.next_at + timedelta(days=3)
    assert [(one.planned_at.day, one.reason) for one in planned.skipped] == [
        (26, "missed"),
        (27, "missed"),
        (28, "missed"),
    ]
    assert planned.next_at == BASE.next_at + timedelta(days=4)


def test_after_the_grace_period_nothing_is_sent() -> None:
    planned = plan(BASE, BASE.next_at + timedelta(hours=12, seconds=1))
    assert planned.send is None
    assert [one.reason for one in planned.skipped] == ["late"]
    assert plan(BASE, BASE.next_at + timedelta(hours=12)).send == BASE.next_at


def test_a_long_absence_names_the_last_missed_times_only() -> None:
    hourly = due("0 * * * *", "UTC", "2025-11-26T09:00")
    planned = plan(hourly, hourly.next_at + timedelta(days=365))
    assert len(planned.skipped) == SKIPPED_TOLD
    assert planned.send == hourly.next_at + timedelta(days=365)


@settings(max_examples=50)
@given(
    st.lists(st.integers(-36 * 60, 36 * 60), min_size=1, max_size=30),
    st.sampled_from(["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]),
)
def test_whatever_the_clock_does_no_time_is_sent_twice_and_never_two_at_once(jumps: list[int], zone: str) -> None:
    one, now, sent = due("15 9 * * *", zone, "2026-10-20T12:00"), datetime(2026, 10, 20, 12, tzinfo=UTC), []
    for jump in jumps:
        now += timedelta(minutes=jump)
        if one.next_at <= now:
            planned = plan(one, now)
            assert planned.next_at > now
            sent += [planned.send] if planned.send else []
            one = replace(one, next_at=planned.next_at)
    locals_ = [one.schedule.local(time) for time in sent]
    assert len(set(locals_)) == len(locals_)


async def counts(store: Store) -> tuple[int, int]:
    async with store.read() as connection:
        editions = (await connection.execute(select(func.count()).select_from(edition))).scalar_one()
        return editions, (await connection.execute(select(func.count()).select_from(outbox))).scalar_one()


async def test_a_clock_that_goes_a_day_forward_and_back_neither_repeats_nor_floods(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _):
        await subscribe(store, ["1"], due=BASE.next_at)
        for hours, editions in ((0, 1), (24, 2), (0, 2), (1, 2), (24, 2), (47, 2), (48, 3)):
            await plan_due(store, BASE.next_at + timedelta(hours=hours), ON)
            assert await counts(store) == (editions, editions)


async def test_thousands_that_are_due_are_planned_in_batches_and_once(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _):
        await subscribe(store, [str(number) for number in range(BATCH + 20)], due=BASE.next_at)
        assert [await plan_due(store, BASE.next_at, ON) for _ in range(3)] == [BATCH, 20, 0]
        assert await counts(store) == (BATCH + 20, BATCH + 20)
        async with store.read() as connection:
            keys = (await connection.execute(select(outbox.c.key))).scalars().all()
        assert len(set(keys)) == BATCH + 20
        assert all(1 <= len(key) <= 25 for key in keys)


async def test_two_planners_at_once_plan_each_edition_once(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _):
        await subscribe(store, ["1"], due=BASE.next_at)
        async with store.read() as connection:
            waiting = await rows.due(connection, ON, BASE.next_at, 10)
        for _ in range(2):
            async with store.begin() as connection:
                await rows.keep_plans(connection, [plan(one, BASE.next_at) for one in waiting])
        assert await counts(store) == (1, 1)
        async with store.read() as connection:
            moved = (await connection.execute(select(subscription.c.next_at))).scalar_one()
        assert moved == BASE.next_at + timedelta(days=1)


async def test_platforms_that_are_not_connected_are_left_for_later(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _):
        await subscribe(store, ["1"], due=BASE.next_at)
        assert await plan_due(store, BASE.next_at, ["slack"]) == 0
        assert await plan_due(store, BASE.next_at, ["slack", "discord"]) == 1


async def test_an_edition_that_still_waits_gives_way_to_the_next_one(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _):
        await subscribe(store, ["1"], due=BASE.next_at)
        for day in range(3):
            await plan_due(store, BASE.next_at + timedelta(days=day), ON)
        async with store.read() as connection:
            states = [entry.state for entry in await rows.entries(connection, 1, 10)]
        assert states == ["queued", "dropped", "dropped"]


async def test_what_is_paused_is_not_planned(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (store, _):
        await subscribe(store, ["1"], due=BASE.next_at)
        async with store.begin() as connection:
            found = await rows.find_subscription(connection, 1)
            assert found
            await rows.update_subscription(connection, replace(found, status="paused"))
        assert await plan_due(store, BASE.next_at + timedelta(hours=1), ON) == 0


def test_the_same_edition_has_the_same_key_everywhere_and_no_other_has_it() -> None:
    assert key_of(BASE, "2026-11-26T09:00") == key_of(replace(BASE, zone="Europe/Berlin"), "2026-11-26T09:00")
    others = [
        replace(BASE, id=2),
        replace(BASE, platform="slack"),
        replace(BASE, target=Target("2", "channel", "3003")),
    ]
    assert len({key_of(one, "2026-11-26T09:00") for one in [BASE, *others]} | {key_of(BASE, "2026-11-27T09:00")}) == 5
