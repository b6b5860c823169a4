"""What exists is documented: commands, options, environment variables, aspects and files."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

import pytest
from fakes.beside import REPOSITORY

from bots.cli import _parser, main
from bots.platform import PLATFORMS, settings_of

if TYPE_CHECKING:
    from core.app import App
    from core.catalog import Topic

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONTRACT = ("query", "topic", "outcome", "drug", "matched", "suggestions", "urgency", "text", "claims", "citations")


def commands() -> dict[str, argparse.ArgumentParser]:
    found = next(one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction))  # noqa: SLF001
    return dict(found.choices)


def variables() -> list[str]:
    return [
        *(name for one in PLATFORMS for name in settings_of(one).VARIABLES),
        "HEALTHFACTS_CONFIG",
        "HEALTHFACTS_DATABASE",
    ]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme_and_the_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"healthfacts {command}" in README
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert re.search(rf"^ +{command}\b", capsys.readouterr().out, re.MULTILINE)


def test_every_command_in_the_readme_exists() -> None:
    named = set(re.findall(r"^healthfacts ([a-z-]+)", README, re.MULTILINE))
    assert named == set(commands())


def test_every_option_of_ask_is_in_the_readme() -> None:
    options = {name for one in commands()["ask"]._actions for name in one.option_strings}  # noqa: SLF001
    assert [name for name in options - {"-h", "--help"} if name not in README] == []


@pytest.mark.parametrize("variable", variables())
def test_every_environment_variable_is_in_the_readme_and_the_help(variable: str) -> None:
    assert variable in README
    assert variable in _parser().format_help()


@pytest.mark.parametrize("key", [*CONTRACT, "disclaimers", "private"])
def test_every_key_of_the_json_is_in_the_readme(key: str) -> None:
    assert f'"{key}"' in README


def test_every_aspect_and_command_of_a_topic_is_in_the_readme(app: App, topic: Topic) -> None:
    assert all(f"/{command}" in README for command in app.topics)
    shown = " ".join(README.casefold().split())
    assert [one.label for one in topic.aspects if one.label.casefold() not in shown] == []
    assert f"{len(topic.drugs) - 4} benzodiazepines and 4 Z-drugs" in README


def test_every_file_of_the_configuration_is_in_the_readme() -> None:
    files = [one for one in (REPOSITORY / "config").rglob("*") if one.suffix in {".toml", ".txt"}]
    assert len(files) >= 9
    assert [one.name for one in files if one.name not in README] == []
