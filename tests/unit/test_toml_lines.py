"""Where in a TOML file a value stands, so that a mistake can be found by whoever edits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from core.toml import Document, lines_of

if TYPE_CHECKING:
    from pathlib import Path

TEXT = '''\
title = "x"  # 1

[head]
"quoted key" = 1
bare-key = 2

[[rows]]
name = "a"
long = """
name = "inside a string"
[[rows]]
"""
[rows.part]
value = 1
[[rows.many]]
n = 1
[[rows.many]]
n = 2

[[rows]]
name = "b"
[[rows.many]]
n = 3
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 1),
        (("head",), 3),
        (("head", "quoted key"), 4),
        (("head", "bare-key"), 5),
        (("rows", 0), 7),
        (("rows", 0, "name"), 8),
        (("rows", 0, "part", "value"), 14),
        (("rows", 0, "many", 0, "n"), 16),
        (("rows", 0, "many", 1), 17),
        (("rows", 1), 20),
        (("rows", 1, "name"), 21),
        (("rows", 1, "many", 0, "n"), 23),
    ],
)
def test_tables_and_keys_are_found_on_their_line(place: tuple[str | int, ...], line: int) -> None:
    assert lines_of(TEXT)[place] == line


def test_what_stands_inside_a_string_is_no_key() -> None:
    assert 10 not in lines_of(TEXT).values()
    assert 11 not in lines_of(TEXT).values()


@dataclass(frozen=True, slots=True)
class Part:
    value: int


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    part: Part | None = None
    words: tuple[str, ...] = ()


def read(path: Path, text: str) -> tuple[dict[int, Row], list[tuple[int, str]]]:
    path.write_text(text, encoding="utf-8")
    file = Document(path, path.name)
    return file.take_rows(Row, "rows"), [(one.line, one.what) for one in file.mistakes]


def test_reading_goes_on_after_a_mistake_and_leaves_out_only_that_row(tmp_path: Path) -> None:
    text = '[[rows]]\nname = 1\nwords = "w"\n[[rows]]\nname = "b"\n[rows.part]\nvalue = "x"\n[[rows]]\nname = "c"\n'
    rows, mistakes = read(tmp_path / "rows.toml", text)
    assert rows == {2: Row("c")}, "a row keeps the number that it has in the file"
    assert [line for line, _ in mistakes] == [2, 3, 7]


def test_a_value_where_a_table_belongs_is_a_mistake(tmp_path: Path) -> None:
    assert read(tmp_path / "rows.toml", "rows = 3\n") == ({}, [(1, "rows must be an array of tables")])
    assert read(tmp_path / "rows.toml", "rows = [3]\n") == ({}, [(1, "rows must be a table")])


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "rows = []\n"])
def test_an_array_that_is_not_there_or_empty_is_a_mistake(tmp_path: Path, text: str) -> None:
    rows, mistakes = read(tmp_path / "rows.toml", text)
    assert rows == {}
    assert [what for _, what in mistakes] == ["there is no [[rows]]"]


def test_what_stands_beside_the_array_is_a_mistake(tmp_path: Path) -> None:
    rows, mistakes = read(tmp_path / "rows.toml", 'colour = "blue"\n[[rows]]\nname = "a"\n[row]\nname = "b"\n')
    assert rows == {0: Row("a")}
    assert sorted(mistakes) == [
        (1, "unknown key 'colour'; this file holds [[rows]]"),
        (4, "unknown key 'row'; this file holds [[rows]]"),
    ]


def test_a_mistake_reads_as_compilers_print_theirs(tmp_path: Path) -> None:
    path = tmp_path / "rows.toml"
    path.write_text("[[rows]]\n", encoding="utf-8")
    file = Document(path, "rows.toml")
    file.take_rows(Row, "rows")
    assert [str(one) for one in file.mistakes] == ["rows.toml:1: name is missing"]
