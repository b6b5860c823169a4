"""`config/settings.toml`: every setting, with its default; secrets come from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings. Their meaning stands beside them in the file."""

    locale: str
    country: str
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def load_settings(path: Path, locales: Collection[str], countries: Collection[str]) -> Settings:
    """Read the file; `locales` and `countries` are those there are. Raises ConfigError with all mistakes."""
    file = Document(path, path.name)
    settings = file.take(Settings, file.data, ())
    if settings and locales and settings.locale not in locales:
        file.mistake(("locale",), f"there is no locale {settings.locale!r}, only {', '.join(sorted(locales))}")
    if settings and countries and settings.country not in {"", *countries}:
        file.mistake(("country",), f"there is no country {settings.country!r}, only {', '.join(sorted(countries))}")
    if settings is None or file.mistakes:
        raise ConfigError(file.mistakes)
    return settings
