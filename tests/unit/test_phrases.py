"""The bot's own phrases: every one that the code says exists, and every one that exists is said."""

from __future__ import annotations

import ast
import re
from datetime import date
from typing import TYPE_CHECKING

import polib
import pytest
from fakes.beside import REPOSITORY

from core.app import CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.phrases import Phrases

PO = polib.pofile(str(CONFIG / "locales" / "en" / "LC_MESSAGES" / "healthfacts.po"))
KEYS = {entry.msgid for entry in PO}


def trees() -> Iterator[ast.AST]:
    for folder in ("core", "bots"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            yield ast.parse(path.read_text(encoding="utf-8"))


def is_saying(call: ast.Call) -> bool:
    """Tell whether a call looks up a phrase: say(...), self._say(...), say.count(...), app.phrases(locale)(...)."""
    func = call.func
    if isinstance(func, ast.Attribute) and func.attr == "count":
        func = func.value
    if isinstance(func, ast.Call):
        return isinstance(func.func, ast.Attribute) and func.func.attr in {"phrases", "_phrases"}
    name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
    return name in {"say", "_say", "phrases", "_phrases", "self"}


def pattern(text: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in text.values)


def said() -> tuple[set[str], set[str], set[str]]:
    """Return the keys said as they are, the patterns of those put together, and every other string in the code."""
    keys, patterns, strings = set(), set(), set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            if isinstance(node, ast.Call) and node.args and is_saying(node):
                first = node.args[0]
                if isinstance(first, ast.JoinedStr):
                    patterns.add(pattern(first))
                elif isinstance(first, ast.Constant):
                    keys.add(str(first.value))
    return keys, patterns, strings


def test_every_phrase_that_is_said_exists() -> None:
    keys, patterns, _ = said()
    assert len(keys) > 30
    assert sorted(key for key in keys - KEYS if "." in key or key.islower()) == []
    assert [one for one in patterns if not any(re.fullmatch(one, key) for key in KEYS)] == []


def test_every_phrase_that_exists_is_said() -> None:
    keys, patterns, strings = said()
    assert [key for key in KEYS - keys - strings if not any(re.fullmatch(one, key) for one in patterns)] == []


def test_no_phrase_is_empty_or_twice() -> None:
    ids = [entry.msgid for entry in PO]
    assert len(ids) == len(set(ids))
    assert all(entry.msgstr or all(entry.msgstr_plural.values()) for entry in PO)


def test_no_phrase_names_an_amount_or_claims_that_something_is_safe() -> None:
    texts = [text for entry in PO for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in texts if re.search(r"\d+ ?(mg|mcg|ml)\b", text)] == []
    assert [text for text in texts if re.search(r"(?<!not mean )it is safe", text)] == []


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("which", ["other", "same", "class"])
def test_what_a_study_in_animals_did_not_test_is_said_in_full(say: Phrases, which: str, number: int) -> None:
    filled = {"asked": "ASKED", "given": "GIVEN", "animals": "ANIMALS", "plural": "OTHERS"}
    text = say.count(f"studied.{which}", number, **filled)
    assert re.search(r"gave GIVEN to ANIMALS\. (It|They) did not test (ASKED, or |other OTHERS, or )?people\.", text)
    assert text.startswith("You asked about ASKED.") == (which == "other")
    assert ("ASKED, or people" in text) == (which == "other")


def test_an_unknown_phrase_is_a_mistake_in_the_code(say: Phrases) -> None:
    with pytest.raises(KeyError):
        say("no such phrase")


def test_lists_read_as_sentences(say: Phrases) -> None:
    assert say.joined(("a",)) == "a"
    assert say.joined(("a", "b")) == "a and b"
    assert say.joined(("a", "b", "c"), "list.or") == "a, b or c"


def test_dates_and_plurals(say: Phrases) -> None:
    assert say.date(date(2026, 11, 3)) == "3 Nov 2026"
    assert say.count("left_out", 1).startswith("1 more statement did")
    assert say.count("left_out", 2).startswith("2 more statements")


def test_what_a_reader_wrote_is_never_read_as_a_place_to_fill(say: Phrases) -> None:
    assert "{names} {0}" in say("unknown", written="{names} {0}")
