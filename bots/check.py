"""`healthfacts check`: what is loaded, what is missing, and how to mend it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bots.platform import PLATFORMS, settings_of
from core.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.app import App
    from core.catalog import Topic


def check(app: App, environ: Mapping[str, str]) -> int:
    """Print one line per thing looked at; return 1 if one of them is a fault, else 0.

    A wrong file of `config/` never comes this far: loading it has already failed, with every mistake named.
    """
    faults = 0
    for topic in app.topics.values():
        print(_summary(topic))
        for fault in _overdue(topic):
            faults += 1
            print(f"FAULT {fault}")
    for name in PLATFORMS:
        try:
            on = settings_of(name).read(environ) is not None
        except WrongUse as error:
            faults += 1
            print(f"FAULT {name}: {error}")
        else:
            print(f"{name}: {'token is set' if on else 'off, no token'}")
    return 1 if faults else 0


def _summary(topic: Topic) -> str:
    parts = f"{len(topic.drugs)} drugs, {len(topic.claims)} claims, {len(topic.sources)} sources"
    return f"/{topic.command}: {parts}, {len(topic.aspects)} aspects"


def _overdue(topic: Topic) -> Iterator[str]:
    today = datetime.now(UTC).date()
    for claim in topic.claims.values():
        if claim.review_by < today:
            yield f"claim {claim.id}: review was due on {claim.review_by}; read its sources again and set reviewed_on"
