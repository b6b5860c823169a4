"""`healthfacts check`: what is loaded, what is missing, and how to mend it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bots.console.digest_commands import troubled
from bots.console.reports import open_count
from bots.platform import PLATFORMS, settings_of
from core.app import can_draw
from core.errors import StoreFault, WrongUse

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
            print(f"{name}: {'token is set' if on else 'off, no token (healthfacts run says how to add it)'}")
    for line in _advice(app):
        print(line)
    try:
        print(f"{open_count(app)} open reports (healthfacts reports)")
        late, noted = troubled(app)
        faults += len(late)
        for line in (*(f"FAULT {one}" for one in late), *(f"WARNING {one}" for one in noted)):
            print(line)
    except StoreFault as fault:
        faults += 1
        print(f"FAULT {fault}")
    return 1 if faults else 0


def _summary(topic: Topic) -> str:
    parts = f"{len(topic.drugs)} drugs, {len(topic.claims)} claims, {len(topic.sources)} sources"
    return f"/{topic.command}: {parts}, {len(topic.aspects)} aspects"


def _advice(app: App) -> Iterator[str]:
    """Yield what works, but less well than it could, and how to mend that."""
    if not app.settings.contact:
        yield "WARNING settings.toml: contact is empty, so nobody can reach you: write an e-mail or web address"
    if not can_draw():
        yield "pictures: off; pip install healthfacts[charts] adds them"


def _overdue(topic: Topic) -> Iterator[str]:
    today = datetime.now(UTC).date()
    for claim in topic.claims.values():
        if claim.review_by < today:
            yield f"claim {claim.id}: review was due on {claim.review_by}; read its sources again and set reviewed_on"
