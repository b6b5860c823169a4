"""The bot's own phrases, by locale: `config/locales/<locale>/LC_MESSAGES/healthfacts.po`.

Gettext's files, so that any translator's tool opens them; read with polib at start because nothing then has to be
compiled. (Babel reads them too, but costs 45-85 ms at import against 6.) Message ids are keys, never English text.
"""

from __future__ import annotations

import gettext
import io
from typing import TYPE_CHECKING

import polib

from core.errors import ConfigError, Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

FALLBACK = "en"
_FILE = "LC_MESSAGES/healthfacts.po"


class Phrases:
    """The phrases of one locale. A key that no file has raises KeyError: it is a mistake in the code."""

    def __init__(self, translations: gettext.NullTranslations) -> None:
        self._translations = translations

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the phrase of `key` with `{names}` filled in."""
        found = self._translations.gettext(key)
        if found == key:
            raise KeyError(key)
        return found.format_map(values) if values else found

    def count(self, key: str, number: int, /, **values: object) -> str:
        """Return the phrase of `key` in the plural form that `number` takes, which stands in it as `{n}`."""
        return self._translations.ngettext(key, key, number).format_map({"n": number, **values})

    def joined(self, words: tuple[str, ...], how: str = "list.and") -> str:
        """Return the words as a list in a sentence: "a, b and c", or with "or" where `how` is `list.or`."""
        *first, last = words
        return self(how, first=", ".join(first), last=last) if first else last

    def date(self, day: date) -> str:
        """Return a date as it is written in a text, such as 23 Nov 2026."""
        return self("date", day=day.day, month=self(f"month.{day.month}"), year=day.year)


def load_phrases(folder: Path, shipped: Path | None = None) -> Mapping[str, Phrases]:
    """Read every locale under `folder`, which is `config/locales/`. Raises ConfigError.

    What a locale lacks is taken from its English, and what that lacks, being a copy of an older version, from the
    `shipped` one.
    """
    mistakes: list[Mistake] = []
    read = {}
    for path in sorted(folder.glob(f"*/{_FILE}")):
        try:
            read[path.parent.parent.name] = _translations(path)
        except (OSError, UnicodeDecodeError, ValueError) as error:
            mistakes.append(Mistake(str(path.relative_to(folder.parent)), 0, str(error)))
    if FALLBACK not in read and not mistakes:
        mistakes.append(Mistake(f"{folder.name}/{FALLBACK}", 0, f"there is no {_FILE} in it"))
    if mistakes:
        raise ConfigError(mistakes)
    for locale, translations in read.items():
        if locale != FALLBACK:
            translations.add_fallback(read[FALLBACK])
    if shipped and folder != shipped:
        read[FALLBACK].add_fallback(_translations(shipped / FALLBACK / _FILE))
    return {locale: Phrases(translations) for locale, translations in read.items()}


def _translations(path: Path) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(polib.pofile(str(path)).to_binary()))
