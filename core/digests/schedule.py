"""When a digest is due: "Mondays 09:00" or a cron expression, in an IANA time zone, through every change of clocks.

cronsim computes the times: it fires once on the night that has an hour twice, and once for an hour that is left out
(croniter and APScheduler fire a daily 02:30 twice). It and the zones are loaded when the first schedule is read: every
bot knows the commands of digests when it starts, which has no time for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from core.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

SHORTEST = timedelta(hours=1)
"""Least time between two digests of one channel: who wants more wants something else."""
CHECKED = 50
"""Times of a schedule that are looked at for being too close together: a year of weeks."""
_DAYS = {
    "monday": "1",
    "tuesday": "2",
    "wednesday": "3",
    "thursday": "4",
    "friday": "5",
    "saturday": "6",
    "sunday": "0",
    "weekday": "1-5",
    "weekend": "6,0",
    "day": "*",
    "daily": "*",
}
_SHORTEST_DAY = 3
"""Letters that tell a day: mon, tue."""
_WORDS = re.compile(r"(?:every\s+)?(?P<days>[a-z][a-z,\s]*?)\s+(?:at\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)")
_EXAMPLES = "“Mondays 09:00”, “weekdays 8:30”, “daily 18:00” or cron such as “0 9 * * 1”"


@dataclass(frozen=True)
class Schedule:
    """A cron expression and the zone in which it is read. `zone` is an IANA name such as "Europe/Berlin"."""

    cron: str
    zone: str

    @classmethod
    def parse(cls, when: str, zone: str) -> Schedule:
        """Read what somebody typed. Raises WrongUse, in one line that says what to write instead."""
        from cronsim import CronSimError  # noqa: PLC0415 - see above

        known = _zone_named(zone)
        text = " ".join(when.casefold().split())
        cron = _cron_of(text) or text
        schedule = cls(cron, known)
        try:
            times = list(islice(schedule.after(datetime.now(UTC)), CHECKED))
        except CronSimError as error:
            raise WrongUse(f"that is no schedule ({str(error).lower()}); write {_EXAMPLES}") from None
        if not times:
            raise WrongUse(f"that day never comes; write {_EXAMPLES}")
        if any(later - earlier < SHORTEST for earlier, later in pairwise(times)):
            raise WrongUse(f"a digest comes at most once an hour; write {_EXAMPLES}")
        return schedule

    @cached_property
    def tz(self) -> ZoneInfo:
        """The time zone."""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - see above

        return ZoneInfo(self.zone)

    def after(self, moment: datetime) -> Iterator[datetime]:
        """Yield the times strictly after `moment`, in UTC, earliest first; none for a day that never comes.

        Raises CronSimError for a wrong expression.
        """
        from cronsim import CronSim  # noqa: PLC0415 - see above

        times = CronSim(self.cron, moment.astimezone(self.tz))
        return (time.astimezone(UTC) for time in times)

    def local(self, moment: datetime) -> str:
        """Return the local date and time of an edition, which names it: "2026-11-30T09:00". No two are alike.

        On the night that has an hour twice the schedule fires in one of the two only.
        """
        return moment.astimezone(self.tz).strftime("%Y-%m-%dT%H:%M")


def _cron_of(text: str) -> str | None:
    """Return "mondays and thursdays 9:00" as cron, or None for what is not written in words."""
    found = _WORDS.fullmatch(text)
    if not found:
        return None
    days = [_day(word) for word in re.split(r"[,\s]+", found["days"]) if word and word != "and"]
    if None in days:
        return None
    return f"{int(found['minute'])} {int(found['hour'])} * * {'*' if '*' in days else ','.join(filter(None, days))}"


def _day(word: str) -> str | None:
    """Return a day, or several, as cron has them; None for no day."""
    named = word.removesuffix("s")
    if len(named) < _SHORTEST_DAY:
        return None
    return next((number for day, number in _DAYS.items() if day.startswith(named)), None)


def _zone_named(zone: str) -> str:
    from zoneinfo import available_timezones  # noqa: PLC0415 - see above

    wanted = zone.strip().replace(" ", "_").casefold()
    known = next((one for one in available_timezones() if one.casefold() == wanted), None)
    if known is None:
        last = wanted.rpartition("/")[2]
        near = sorted(one for one in available_timezones() if last and one.casefold().endswith(f"/{last}"))
        hint = f"; did you mean {near[0]}?" if near else "; write one such as Europe/Berlin or America/New_York"
        raise WrongUse(f"there is no such time zone{hint}")
    return known
