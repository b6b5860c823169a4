"""Reading TOML into the catalogue's dataclasses, with every mistake at once and the line it stands on.

msgspec checks single values (13-19 ms at import; pydantic-settings costs 255-356 ms, more than the whole start may
take over a bare client's), and tomli is the standard library's parser compiled, three times as fast. What is ours is
to go on after the first mistake and to find its line.
"""

from __future__ import annotations

import dataclasses
import re
import types
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
import tomli

from core.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from _typeshed import DataclassInstance

Place = tuple[str | int, ...]
"""Where a value stands in a file: ("claims", 3, "statement")."""

T = TypeVar("T", bound="DataclassInstance")

_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=""")


class Document:
    """One TOML file. `mistakes` fills up while values are taken out of it."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.mistakes: list[Mistake] = []
        self.data: Mapping[str, Any] = {}
        self._text = ""
        try:
            self._text = path.read_text(encoding="utf-8")
            self.data = tomli.loads(self._text)
        except FileNotFoundError:
            self.mistakes.append(Mistake(name, 0, "the file is missing"))
        except UnicodeDecodeError:
            self.mistakes.append(Mistake(name, 0, "the file is not UTF-8"))
        except tomli.TOMLDecodeError as error:
            what, _, at = str(error).rpartition(" (at ")
            line = re.search(r"line (\d+)", at)
            self.mistakes.append(Mistake(name, int(line[1]) if line else 0, what or str(error)))

    def mistake(self, place: Place, what: str) -> None:
        """Note a mistake at `place`."""
        lines = lines_of(self._text)
        known = next((place[:n] for n in range(len(place), 0, -1) if place[:n] in lines), None)
        self.mistakes.append(Mistake(self.name, lines[known] if known else 0, what))

    def take(self, shape: type[T], table: object, place: Place) -> T | None:
        """Return the table at `place` as the dataclass `shape`; None, with the mistakes noted, if it does not fit."""
        if not isinstance(table, dict):
            self.mistake(place, f"{_last(place)} must be a table")
            return None
        before = len(self.mistakes)
        fields = {field.name.rstrip("_"): field for field in dataclasses.fields(shape)}
        for key in table.keys() - fields.keys():
            self.mistake((*place, key), f"unknown key {key!r}; known are {', '.join(fields)}")
        values = {}
        for key, field in fields.items():
            if key in table:
                values[field.name] = self._value(_hints(shape)[field.name], table[key], (*place, key))
            elif field.default is field.default_factory is dataclasses.MISSING:
                self.mistake(place, f"{key} is missing")
        return shape(**values) if len(self.mistakes) == before else None

    def take_rows(self, shape: type[T], key: str) -> dict[int, T]:
        """Return the tables of the file's one array as `shape` by their number (from 0), without the wrong ones."""
        for other in self.data.keys() - {key}:
            self.mistake((other,), f"unknown key {other!r}; this file holds [[{key}]]")
        if not self.data.get(key) and not self.mistakes:
            self.mistake((key,), f"there is no [[{key}]]")
        taken = self._rows(shape, self.data.get(key, []), (key,))
        return {at: one for at, one in enumerate(taken) if one is not None}

    def _rows(self, shape: type[T], rows: object, place: Place) -> list[T | None]:
        if not isinstance(rows, list):
            self.mistake(place, f"{_last(place)} must be an array of tables")
            return []
        return [self.take(shape, row, (*place, at)) for at, row in enumerate(rows)]

    def _value(self, kind: Any, value: object, place: Place) -> Any:  # noqa: ANN401 - what TOML and hints hold
        kind, table, rows = _read_as(kind)
        if table:
            return self.take(table, value, place)
        if rows:
            return tuple(one for one in self._rows(rows, value, place) if one is not None)
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            allowed = f", one of {', '.join(get_args(kind))}" if get_origin(kind) is Literal else ""
            self.mistake(place, f"{_last(place)}: {error}{allowed}")


def lines_of(text: str) -> dict[Place, int]:
    """Return the line (from 1) of every table and key in a TOML text.

    Only used when there is a mistake to report. Keys inside inline tables count as their table.
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    inside_string = False
    for number, line in enumerate(text.splitlines(), 1):
        inside_string, was_inside = inside_string ^ (line.count('"""') % 2 == 1), inside_string
        if was_inside:
            continue
        if header := _TABLE.match(line):
            table = _place_of(header[2], counts, array=header[1] == "[[")
            found.setdefault(table, number)
            if header[1] == "[[":
                found.setdefault(table[:-1], number)
        elif key := _KEY.match(line):
            found.setdefault((*table, key[1].strip("\"'")), number)
    return found


def _place_of(header: str, counts: dict[Place, int], *, array: bool) -> Place:
    """Turn `drugs.uses` into ("drugs", 4, "uses"), where 4 is the `[[drugs]]` that is open."""
    place: Place = ()
    names = [name.strip().strip("\"'") for name in header.split(".")]
    for at, name in enumerate(names):
        place = (*place, name)
        if array and at == len(names) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


@cache
def _read_as(kind: Any) -> tuple[Any, type[Any] | None, type[Any] | None]:  # noqa: ANN401
    """Return a hint without None, the dataclass it is where it is one, and the dataclass of which it is a tuple."""
    if get_origin(kind) in {Union, types.UnionType}:
        kinds = [one for one in get_args(kind) if one is not types.NoneType]
        kind = kinds[0] if len(kinds) == 1 else kind
    inner = get_args(kind)[0] if get_origin(kind) is tuple else None
    table: Any = kind if dataclasses.is_dataclass(kind) else None
    rows: Any = inner if dataclasses.is_dataclass(inner) else None
    return kind, table, rows


def _last(place: Place) -> str:
    return next((part for part in reversed(place) if isinstance(part, str)), "the file")
