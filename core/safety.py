"""The card behind "Get help now": emergency, poison and crisis lines by country, each with its source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from core.drafts import Draft, Numbering
from core.errors import ConfigError
from core.model import Answer, AnswerId, FollowUp, Source
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.phrases import Phrases
    from core.toml import Place

HELP = "help"
"""The aspect of the card; every topic has it."""
ANYWHERE = "-"
"""The country of a card for a reader whose country is not known."""
HOLDS = timedelta(days=366)
"""How long a number is shown after somebody last read it on its source's page."""
KINDS = ("emergency", "poison", "crisis")


@dataclass(frozen=True, slots=True, eq=False)
class HelpLine:
    """A number to call, as its source prints it. `hours` and `languages` are None where the source is silent."""

    kind: Literal["emergency", "poison", "crisis"]
    name: str
    number: str
    source: str
    checked_on: date
    text: str | None = None
    hours: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """A country's lines. `id` is ISO 3166 alpha-2, or EU for member states without their own entry."""

    id: str
    name: str
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """A sign that needs an emergency number, completing "Call if someone ..."."""

    text: str
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """A directory of lines in other countries."""

    name: str
    address: str
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True, eq=False)
class _General:
    signs: tuple[Sign, ...]
    directory_crisis: Directory
    directory_poison: Directory


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    general: _General
    countries: tuple[Country, ...]


class HelpLines:
    """All help lines, and the cards made of them."""

    def __init__(self, general: _General, countries: tuple[Country, ...]) -> None:
        self._general = general
        self.countries = {country.id: country for country in countries}

    def asked(self, text: str) -> str | None:
        """Return the id of the country in "help germany" or "help US", `ANYWHERE` for "help" alone, else None."""
        first, _, rest = text.strip().casefold().partition(" ")
        if first != HELP:
            return None
        if not rest:
            return ANYWHERE
        names = {name.casefold(): one.id for one in self.countries.values() for name in (one.id, one.name)}
        return {**names, "uk": "GB"}.get(rest.strip())

    def card(self, command: str, topic: str, country_id: str, today: date, say: Phrases) -> Answer:
        """Return the card of a country, or of anywhere: the emergency number first, then poison, then crisis lines."""
        country = self.countries.get(country_id)
        drafts = [*self._signs(say), *(self._of(country, today, say) if country else self._anywhere(today, say))]
        urls = dict.fromkeys(url for draft in drafts for url in draft.sources)
        numbering = Numbering({url: _to_source(url, today) for url in urls})
        others = (one for one in self.countries.values() if one.id != country_id)
        return Answer(
            "answer",
            say("help.title.country", name=country.name) if country else say("help.title"),
            blocks=(numbering.block(None, drafts),),
            citations=numbering.citations,
            follow_ups=tuple(FollowUp(one.name, AnswerId(command, one.id, HELP), "help") for one in others),
            id=AnswerId(command, country.id if country else ANYWHERE, HELP),
            topic=topic,
        )

    def _signs(self, say: Phrases) -> Iterator[Draft]:
        signs = self._general.signs
        text = say("help.signs", signs=say.joined(tuple(sign.text for sign in signs), "list.or"))
        yield Draft(text, tuple(dict.fromkeys(sign.source for sign in signs)))

    def _of(self, country: Country, today: date, say: Phrases) -> Iterator[Draft]:
        fresh = [line for line in country.lines if today - line.checked_on <= HOLDS]
        if not any(line.kind == "emergency" for line in fresh):
            yield Draft(say("help.emergency.local"))
        for rank, line in enumerate(sorted(fresh, key=lambda line: KINDS.index(line.kind))):
            yield Draft(_told(line, say), (line.source,), rank=rank)
        kinds = {line.kind for line in fresh}
        for kind, directory in (("poison", self._general.directory_poison), ("crisis", self._general.directory_crisis)):
            if kind not in kinds:
                yield self._directory(directory, say)

    def _anywhere(self, today: date, say: Phrases) -> Iterator[Draft]:
        numbers: dict[str, list[str]] = defaultdict(list)
        sources = []
        for country in self.countries.values():
            for line in country.lines:
                if line.kind == "emergency" and today - line.checked_on <= HOLDS:
                    numbers[line.number].append(country.name)
                    sources.append(line.source)
        listed = "; ".join(f"{number}: {', '.join(names)}" for number, names in numbers.items())
        yield Draft(say("help.emergency.list", numbers=listed), tuple(sources))
        yield self._directory(self._general.directory_poison, say)
        yield self._directory(self._general.directory_crisis, say)

    @staticmethod
    def _directory(directory: Directory, say: Phrases) -> Draft:
        return Draft(say("help.directory", name=directory.name), (directory.address,), rank=len(KINDS))


def load_help_lines(path: Path) -> HelpLines:
    """Read `helplines.toml`. Raises ConfigError with all mistakes."""
    file = Document(path, path.name)
    read = file.take(_File, file.data, ())
    for place, address in _addresses(read):
        if not address.startswith(("https://", "http://")):
            file.mistake(place, f"not an address: {address!r}")
    if file.mistakes or read is None:
        raise ConfigError(file.mistakes)
    return HelpLines(read.general, read.countries)


def country_ids(path: Path) -> list[str]:
    """Return the ids of the countries in `helplines.toml`, even where the file has mistakes."""
    rows = Document(path, path.name).data.get("countries", [])
    return [row.get("id", "") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _addresses(read: _File | None) -> Iterator[tuple[Place, str]]:
    if read is None:
        return
    for at, sign in enumerate(read.general.signs):
        yield ("general", "signs", at), sign.source
    for name in ("directory_crisis", "directory_poison"):
        yield ("general", name), getattr(read.general, name).address
    for at, country in enumerate(read.countries):
        for number, line in enumerate(country.lines):
            yield ("countries", at, "lines", number, "source"), line.source


def _told(line: HelpLine, say: Phrases) -> str:
    parts = [say(f"help.{line.kind}", name=line.name, number=line.number)]
    parts += [say("help.text", number=line.text)] if line.text else []
    parts += [line.hours] if line.hours else []
    parts += [", ".join(line.languages)] if line.languages else []
    return ". ".join(part[:1].upper() + part[1:] for part in parts) + "."


def _to_source(url: str, today: date) -> Source:
    host = url.split("/")[2].removeprefix("www.")
    csl = {"id": url, "type": "webpage", "title": host, "URL": url}
    return Source(url, csl, host, url, "unknown", today, today)
