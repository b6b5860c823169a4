"""The composition root: `config/` becomes an `App`, which every platform is handed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from core.answers import OVERVIEW, Composer
from core.danger import load_dangers
from core.disclaimers import Disclaimers, load_disclaimers
from core.errors import ConfigError, Mistake
from core.loading import load_topics
from core.model import AnswerId
from core.names import key
from core.overlay import Overlay, overlaid
from core.phrases import FALLBACK, Phrases, load_phrases
from core.questions import Reader
from core.replies import Replies, shown
from core.safety import ANYWHERE, HELP, HelpLines, country_ids, load_help_lines
from core.settings import Settings, load_settings
from core.subjects import subject_of
from core.urgent import Urgent, load_replies
from core.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.catalog import Topic
    from core.danger import Dangers, Urgency
    from core.librarian import Librarian
    from core.model import Answer, Matched, Query
    from core.names import Resolution
    from core.questions import Reading

CONFIG = Path(__file__).resolve().parents[1] / "config"
"""The `config/` that is shipped with the code."""
REMEMBERED = 4_096
"""Composed answers kept in memory: every drug, aspect, length and depth under its usual names."""

Loaded = TypeVar("Loaded")


class Suggestion(NamedTuple):
    """One line of an autocomplete list: what is shown, and what is sent when it is chosen."""

    label: str
    value: str


class App:
    """Everything a platform may ask. All of it is in memory and synchronous."""

    def __init__(  # noqa: PLR0913 - every dependency is an argument
        self,
        *,
        config: Path,
        settings: Settings,
        topics: Mapping[str, Topic],
        readers: Mapping[str, Reader],
        phrases: Mapping[str, Phrases],
        disclaimers: Disclaimers,
        help_lines: HelpLines,
        dangers: Dangers,
        urgent: Urgent,
        today: Callable[[], date],
    ) -> None:
        self.config = config
        """The folder that it was read from."""
        self.settings = settings
        self.topics = topics
        """By command: `benzo`."""
        self.built_in = topics
        """The same as they stand in `config/`, with nothing over them."""
        self._readers = readers
        self._phrases = phrases
        self._disclaimers = disclaimers
        self._help_lines = help_lines
        self._dangers = dangers
        self._urgent = urgent
        self._today = today
        self._countries: Mapping[tuple[str, str], str] = {}
        self._librarians: dict[str, Librarian] = {}
        self._composed = lru_cache(REMEMBERED)(self._compose)

    def answer(self, query: Query) -> Answer:
        """Answer a question. Never raises for anything that a reader can type."""
        topic = self.topics[query.topic]
        country = ANYWHERE if query.aspect == HELP else self._help_lines.asked(query.text)
        if country:
            return self._help(topic, country, query.locale, query.country)
        reading = self._readers[query.topic].read(query.text)
        told = query.kind != "command" or not reading.bare
        if told and (urgency := self._dangers.find(query.text)):
            return self._on_danger(topic, urgency, query, reading.name)
        if query.kind == "mention":
            return self._librarian(query.topic).answer(query.text, reading, self._locale(query.locale))
        if query.kind == "message":
            return self._librarian(query.topic).check(query.text, self._locale(query.locale))
        return self._on_command(topic, query, reading)

    def open(self, answer_id: AnswerId, locale: str, country: str = "") -> Answer:
        """Return the answer behind a button; an address that no longer exists gets an "unknown" answer.

        `country` is what the server where it was pressed has set for help lines, "" for nothing.
        """
        topic = self.topics.get(answer_id.topic)
        if topic is None:
            return self._replies(next(iter(self.topics.values())), locale).stale()
        if answer_id.aspect == HELP:
            return self._help(topic, answer_id.drug, locale, country)
        if topic.aspect(answer_id.aspect) is None:
            answer = self._librarian(topic.command).open(answer_id, self._locale(locale))
            return replace(answer, private=True) if answer else self._replies(topic, locale).stale()
        return self._composed(answer_id, "", None, self._locale(locale), self._today())

    def suggest(self, topic: str, typed: str, limit: int = 25) -> tuple[Suggestion, ...]:
        """Return what `typed` may become, best first, misspellings included; the topic's drugs for an empty text."""
        found: dict[str, Suggestion] = {}
        for inn, name in self._candidates(self.topics[topic], typed):
            subject = subject_of(self.topics[topic], inn, name)
            if subject and inn not in found:
                found[inn] = Suggestion(subject.title, name or inn)
        return tuple(found.values())[:limit]

    def under(self, overlays: Mapping[str, Overlay]) -> Mapping[str, Topic]:
        """Return the topics, by command, as they are told under what the store holds of them, by topic id.

        Changes nothing, so that thousands of claims can be gone through in another thread.
        """
        return {
            command: overlaid(topic, overlays.get(topic.id, Overlay()), self.topics.get(command))
            for command, topic in self.built_in.items()
        }

    def follow(
        self, topics: Mapping[str, Topic], countries: Mapping[tuple[str, str], str] = MappingProxyType({})
    ) -> None:
        """Answer from now on from `topics`, which `under` returned. Nothing that was composed before is told again.

        `countries` are what servers have set for their help lines, by platform and server.
        """
        self.topics = topics
        self._countries = countries
        self._composed.cache_clear()
        for command in self._librarians.keys() & topics.keys():
            self._librarians[command].follow(topics[command])

    def country_of(self, platform: str, server: str) -> str:
        """Return the country that a server or workspace has set for its help lines, "" for none."""
        return self._countries.get((platform, server), "")

    @property
    def help_countries(self) -> Mapping[str, str]:
        """The names of the countries that there are help lines of, by id."""
        return {one: country.name for one, country in self._help_lines.countries.items()}

    def warm(self) -> None:
        """Make ready what only questions need; in another thread, since that may take a second."""
        self._dangers.find("hello")  # any message: the first one makes the indexes
        for command in self.topics:
            self._librarian(command).warm()

    def phrases(self, locale: str) -> Phrases:
        """Return the phrases of a locale ("en-GB" falls back on "en"), English where there are none."""
        return self._phrases[self._locale(locale)]

    def _candidates(self, topic: Topic, typed: str) -> Iterator[tuple[str, str]]:
        """Yield (INN, name) that a half-typed text may become."""
        names = self._readers[topic.command].names
        if not key(typed):
            yield from ((inn, inn) for inn in topic.drugs)
            return
        yield from ((inn, name) for name, inn in names.starting(typed))
        meant = names.resolve(typed)
        if meant.found == "other":
            return  # who types clonidine must not be one press away from clonazepam
        if meant.drug:
            yield meant.drug, meant.name
        yield from ((inn, inn) for inn in (*meant.choices, *names.alike(key(typed))))

    def _on_command(self, topic: Topic, query: Query, reading: Reading) -> Answer:
        """Answer what was typed behind a command: a name, and what about it."""
        name = reading.name
        aspect = query.aspect if query.aspect and topic.aspect(query.aspect) else reading.aspect or OVERVIEW
        wanted = AnswerId(
            topic.command,
            name.drug or name.class_ or topic.main_class,
            aspect,
            query.length or reading.length or "short",
            query.depth or reading.depth or "plain",
        )
        if name.found == "drug":
            answer = self._composed(wanted, name.name, name.matched, self._locale(query.locale), self._today())
            return self._as_written(answer, name, query.locale)
        if name.found == "class" or (name.found == "unknown" and reading.only_aspect):
            return self._composed(wanted, "", None, self._locale(query.locale), self._today())
        replies = self._replies(topic, query.locale)
        return {"ask": replies.ask, "other": replies.other}.get(name.found, replies.unknown)(name, aspect)

    def _on_danger(self, topic: Topic, urgency: Urgency, query: Query, name: Resolution) -> Answer:
        """Answer a message that tells of danger, before anything else that it asks."""
        return self._urgent.reply(
            urgency,
            query.kind,
            topic,
            country=query.country or self.settings.country or ANYWHERE,
            today=self._today(),
            say=self.phrases(query.locale),
            drugs=(name.drug,) if name.drug else name.choices if name.several else (),
        )

    def _librarian(self, command: str) -> Librarian:
        """Return who answers questions to a topic; made for the first question, which the start can do without."""
        if command not in self._librarians:
            from core.librarian import Librarian  # noqa: PLC0415 - 11 ms

            self._librarians[command] = Librarian(
                self.topics[command], self._readers[command], self._phrases, self._disclaimers, self._today
            )
        return self._librarians[command]

    def _compose(self, wanted: AnswerId, asked: str, matched: Matched | None, locale: str, today: date) -> Answer:
        topic = self.topics[wanted.topic]
        subject, aspect = subject_of(topic, wanted.drug, asked), topic.aspect(wanted.aspect)
        if subject is None or aspect is None:
            return self._replies(topic, locale).stale()
        composer = Composer(topic, self._phrases[locale], self._disclaimers, today, pictures=can_draw())
        return replace(composer.compose(subject, aspect, wanted), matched=matched)

    def _as_written(self, answer: Answer, name: Resolution, locale: str) -> Answer:
        """Say what was written, where it was not the name itself."""
        if name.matched not in {"spelling", "slang"}:
            return answer
        written = self.phrases(locale)("matched", written=shown(name.written))
        return replace(answer, title=f"{answer.title}. {written}")

    def _replies(self, topic: Topic, locale: str) -> Replies:
        return Replies(topic, self.phrases(locale), self._disclaimers)

    def _help(self, topic: Topic, country: str, locale: str, set_here: str) -> Answer:
        wanted = country if country != ANYWHERE else set_here or self.settings.country
        return self._help_lines.card(topic.command, topic.id, wanted, self._today(), self.phrases(locale))

    def _locale(self, locale: str) -> str:
        return next((one for one in (locale, locale.split("-", maxsplit=1)[0]) if one in self._phrases), FALLBACK)


def load(config: Path | None = None, today: Callable[[], date] | None = None) -> App:
    """Read `config/` (the shipped one by default) and build the app. Raises ConfigError with every mistake in it.

    `today` is the clock, for tests; by default the date in UTC.
    """
    folder = config or CONFIG
    mistakes: list[Mistake] = []
    topics = _kept(mistakes, load_topics, folder / "topics")
    vocabulary = _kept(mistakes, load_vocabulary, folder)
    disclaimers = _kept(mistakes, load_disclaimers, folder / "disclaimers.toml")
    help_lines = _kept(mistakes, load_help_lines, folder / "helplines.toml")
    phrases = _kept(mistakes, lambda path: load_phrases(path, CONFIG / "locales"), folder / "locales")
    countries = country_ids(folder / "helplines.toml")
    settings = _kept(mistakes, lambda path: load_settings(path, phrases or {}, countries), folder / "settings.toml")
    readers = {command: Reader(topic, vocabulary) for command, topic in topics.items()} if topics and vocabulary else {}
    names = {name: inn for reader in readers.values() for name, inn in reader.names.known.items()}
    dangers = _kept(mistakes, lambda path: load_dangers(path, names), folder / "danger")
    replies = _kept(mistakes, load_replies, folder / "danger" / "replies.toml")
    if not (settings and topics and readers and disclaimers and help_lines and phrases and dangers and replies):
        raise ConfigError(mistakes)
    return App(
        config=folder,
        settings=settings,
        topics=topics,
        readers=readers,
        phrases=phrases,
        disclaimers=disclaimers,
        help_lines=help_lines,
        dangers=dangers,
        urgent=Urgent(replies, help_lines),
        today=today or _today,
    )


def _kept(mistakes: list[Mistake], read: Callable[[Path], Loaded], path: Path) -> Loaded | None:
    """Read one part; keep its mistakes, so that the other parts are read too and all are told at once."""
    try:
        return read(path)
    except ConfigError as error:
        mistakes += error.mistakes
        return None


def _today() -> date:
    return datetime.now(UTC).date()


@cache
def can_draw() -> bool:
    """Tell whether pictures can be drawn here: they need Pillow, of the extra `charts`. It is not imported for this."""
    return find_spec("PIL") is not None
