"""How the code is laid out: imports run one way, files stay small, nothing shadows a library."""

from __future__ import annotations

import ast
import sys
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path

import discord
import pytest
import slack_bolt
from fakes.beside import REPOSITORY

from core.app import CONFIG
from core.settings import Settings

FILES = sorted([*(REPOSITORY / "core").rglob("*.py"), *(REPOSITORY / "bots").rglob("*.py")])
PURE = ("names", "answers", "safety", "questions", "fitting", "facts", "studied", "drafts", "replies", "subjects")
IMPURE = frozenset({"asyncio", "sqlalchemy", "aiohttp", "socket", "threading", "random", "os", "time"})
LONGEST_FILE = 350


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the modules that a file imports, anywhere in it, also for type hints only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def test_core_knows_no_platform() -> None:
    libraries = {"bots", "discord", "slack_bolt", "slack_sdk", "aiohttp"}
    assert [str(path) for path in FILES if path.parent.name == "core" and roots(path) & libraries] == []


@pytest.mark.parametrize("module", ["model", "errors"])
def test_what_crosses_the_seams_needs_only_the_standard_library(module: str) -> None:
    assert roots(REPOSITORY / "core" / f"{module}.py") <= sys.stdlib_module_names


@pytest.mark.parametrize("module", PURE)
def test_what_decides_answers_is_pure(module: str) -> None:
    todo, seen = [f"core.{module}"], set()
    while todo:
        name = todo.pop()
        path = REPOSITORY / (name.replace(".", "/") + ".py")
        if name in seen or not path.is_file():
            continue
        seen.add(name)
        assert not roots(path) & IMPURE, name
        todo += [one for one in imports(path) if one.startswith("core.")]
    assert f"core.{module}" in seen


@pytest.mark.parametrize("platform", ["discord", "slack"])
def test_no_platform_imports_another(platform: str) -> None:
    others = {"bots.discord", "bots.slack", "bots.console", "bots.cli", "bots.run"} - {f"bots.{platform}"}
    folder = REPOSITORY / "bots" / platform
    found = {one for path in folder.glob("*.py") for one in imports(path)}
    assert found
    assert [one for one in found if any(one == other or one.startswith(f"{other}.") for other in others)] == []


def test_nothing_in_core_or_bots_imports_the_tests() -> None:
    assert [str(path) for path in FILES if roots(path) & {"tests", "fakes", "pytest", "hypothesis"}] == []


def test_the_libraries_are_not_shadowed() -> None:
    for library in (discord, slack_bolt):
        assert library.__file__
        assert "site-packages" in Path(library.__file__).parts
        assert not Path(library.__file__).is_relative_to(REPOSITORY / "bots")


def test_no_folder_of_the_tests_can_shadow_a_package() -> None:
    tests = REPOSITORY / "tests"
    assert list(tests.rglob("__init__.py")) == []
    folders = {path.name for path in tests.rglob("*") if path.is_dir()}
    assert folders.isdisjoint({"bots", "core", "config", "discord", "slack"})


def test_files_are_small() -> None:
    everything = [*FILES, *(REPOSITORY / "tests").rglob("*.py")]
    assert len(everything) > 40
    long = {str(path): count for path in everything if (count := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_every_setting_is_a_field_and_the_reverse() -> None:
    settings = tomllib.loads((CONFIG / "settings.toml").read_text(encoding="utf-8"))
    assert settings.keys() == {field.name for field in fields(Settings)}


def test_no_secret_and_no_address_of_a_reader_is_a_setting() -> None:
    text = (CONFIG / "settings.toml").read_text(encoding="utf-8")
    assert "TOKEN" not in text
    assert "password" not in text.casefold()
