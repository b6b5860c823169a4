"""What is not of any topic: other medicines, ordinary words that look like a drug's name, words of no meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ConfigError, Mistake
from core.names import Medicine, Vocabulary, key, keys
from core.toml import Document

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, eq=False)
class _MedicineClass:
    """A class of other medicines, INN -> brands. `family` is the topic's class that they belong to all the same."""

    id: str
    name: str
    sources: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    family: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Medicines:
    classes: tuple[_MedicineClass, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    forms: tuple[str, ...]
    joiners: tuple[str, ...]
    fillers: tuple[str, ...]


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read `medicines.toml`, `words.toml` and `ordinary_words.txt`. Raises ConfigError with all mistakes."""
    medicines = Document(folder / "medicines.toml", "medicines.toml")
    words = Document(folder / "words.toml", "words.toml")
    known = medicines.take(_Medicines, medicines.data, ())
    lists = words.take(_Words, words.data, ())
    mistakes = [*medicines.mistakes, *words.mistakes]
    ordinary = _words_in(folder / "ordinary_words.txt", mistakes)
    if mistakes or known is None or lists is None:
        raise ConfigError(mistakes)
    others = {
        key(name): Medicine(name, one.family)
        for one in known.classes
        for inn, brands in one.names.items()
        for name in (inn, *brands)
    }
    plain = keys((*lists.forms, *lists.joiners))
    return Vocabulary(others, keys(ordinary), plain | keys(lists.fillers), plain)


def _words_in(path: Path, mistakes: list[Mistake]) -> list[str]:
    """Return the words of a file with one a line, without its comments."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        mistakes.append(Mistake(path.name, 0, "the file is missing"))
        return []
    except UnicodeDecodeError:
        mistakes.append(Mistake(path.name, 0, "the file is not UTF-8"))
        return []
    return [line for line in lines if line and not line.startswith("#")]
