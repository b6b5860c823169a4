"""`config/settings.toml`: every setting, with its default; secrets come from the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


class _Shape(NamedTuple):
    """What a setting looks like, and what to do about one that does not."""

    shape: re.Pattern[str]
    told: str


_OF_DISCORD = _Shape(re.compile(r"\d{0,20}"), "an id of Discord is digits only: switch Developer Mode on, then Copy ID")
_OF_CROSSREF = _Shape(
    re.compile(r"(?:https?://[^\s/?#]+(?:/[^\s?#]*[^\s/?#])?)?"),
    'write an address such as https://api.crossref.org, or ""',
)
_OF_SLACK = _Shape(
    re.compile(r"(?:[CG][A-Z0-9]+)?"), "a channel's id looks like C0123456789; see the channel's details"
)
_SHAPES = {
    "contact": _Shape(
        re.compile(r"[ -~]*"),
        "it is sent along with requests, so it is one line of plain characters (ASCII): an e-mail or web address",
    ),
    "discord_server": _OF_DISCORD,
    "discord_role": _OF_DISCORD,
    "discord_reports": _OF_DISCORD,
    "slack_reports": _OF_SLACK,
    "crossref": _OF_CROSSREF,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings. Their meaning stands beside them in the file."""

    locale: str
    country: str
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    operator: str
    contact: str
    crossref: str
    discord_server: str
    discord_role: str
    discord_reports: str
    slack_group: str
    slack_reports: str


def load_settings(path: Path, locales: Collection[str], countries: Collection[str]) -> Settings:
    """Read the file; `locales` and `countries` are those there are. Raises ConfigError with all mistakes."""
    file = Document(path, path.name)
    settings = file.take(Settings, file.data, ())
    if settings and locales and settings.locale not in locales:
        file.mistake(("locale",), f"there is no locale {settings.locale!r}, only {', '.join(sorted(locales))}")
    if settings and countries and settings.country not in {"", *countries}:
        file.mistake(("country",), f"there is no country {settings.country!r}, only {', '.join(sorted(countries))}")
    for name, wanted in _SHAPES.items():
        if settings and not wanted.shape.fullmatch(getattr(settings, name)):
            file.mistake((name,), wanted.told)
    if settings is None or file.mistakes:
        raise ConfigError(file.mistakes)
    return settings
