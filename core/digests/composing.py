"""An edition as it is told at the moment of sending: from what is published then, and what its channel was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.app import can_draw
from core.digests.edition import Editor
from core.digests.news import claims_in, names_of, news_again, news_for
from core.disclaimers import load_disclaimers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from core.app import App
    from core.catalog import Topic
    from core.digests.news import Changes
    from core.digests.subscribing import Subscription, Told
    from core.model import Answer
    from core.storage.posted_editions import EditionTold


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition, and what is remembered once it was told: its claims, and the names of its news."""

    answer: Answer
    names: tuple[str, ...]
    on: date


class Composer:
    """Composes editions over an app, whose topics change while it runs. Raises ConfigError when it is made."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._say = app.phrases(app.settings.locale)
        self._disclaimers = load_disclaimers(app.config / "disclaimers.toml")

    @property
    def told_from(self) -> object:
        """What editions are composed from: another object as soon as something was published or withdrawn."""
        return self._app.topics

    def topic(self, topic_id: str) -> Topic | None:
        """Return the topic as it is told now; None for one that is no longer there."""
        return next((one for one in self._app.topics.values() if one.id == topic_id), None)

    def compose(self, to: Subscription, past: Mapping[str, Told], changes: Changes, now: datetime) -> Composed | None:
        """Return the next edition of a subscription; None where there is nothing to be told.

        `past` is what the channel was told, by name. The date on it is that of the channel's time zone.
        """
        topic = self.topic(to.topic)
        if topic is None:
            return None
        today = now.astimezone(to.schedule.tz).date()
        news = news_for(topic, changes, past, to.created_at)
        editor = Editor(topic, self._disclaimers, self._say, today, pictures=can_draw())
        answer = editor.edition({name: told.edition for name, told in past.items()}, news, to.when_nothing_new)
        if answer is None:
            return None
        return Composed(answer, (*answer.claims, *names_of(topic, changes, past)), today)

    def retell(self, one: EditionTold, changes: Changes, now: datetime) -> Answer | None:
        """Return an edition that was posted as it is told now; None where its topic is no longer there."""
        topic = self.topic(one.topic)
        if topic is None:
            return None
        editor = Editor(topic, self._disclaimers, self._say, now.date(), pictures=can_draw())
        news = news_again(topic, changes, one.names, one.before)
        return editor.retold(list(claims_in(one.names)), news, one.on)
