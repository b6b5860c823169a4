"""A copy of `config/` that a test may break."""

from __future__ import annotations

from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from core.app import CONFIG, load
from core.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

CLAIMS = "topics/benzodiazepines/claims.toml"
DRUGS = "topics/benzodiazepines/drugs.toml"
SOURCES = "topics/benzodiazepines/sources.toml"
TOPIC = "topics/benzodiazepines/topic.toml"
AMONG_CLAIMS = "benzodiazepines/claims.toml"
AMONG_DRUGS = "benzodiazepines/drugs.toml"

A_CLAIM = """
[[claims]]
id = "extra"
statement = "A sentence that the tests made up."
kind = "finding"
about = ["benzodiazepine"]
aspects = ["memory"]
species = "human"
study = "review"
source = "shi2022"
locator = "nowhere"
rank = 9
reviewed_on = 2026-11-23
review_by = 2027-11-23
"""


def claim_with(old: str, new: str) -> str:
    assert old in A_CLAIM
    return A_CLAIM.replace(old, new)


class ConfigCopy:
    """A copy of the shipped `config/` in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "config"
        copytree(CONFIG, self.folder)

    def read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def add(self, file: str, text: str) -> int:
        """Append text; return the line (from 1) on which it starts."""
        before = self.read(file)
        (self.folder / file).write_text(before + text, encoding="utf-8")
        return before.count("\n") + 1

    def change(self, file: str, old: str, new: str, *, after: str = "") -> int:
        """Replace the first `old` behind `after`; return its line. Fails where it is not there."""
        before = self.read(file)
        at = before.index(old, before.index(after))
        (self.folder / file).write_text(before[:at] + new + before[at + len(old) :], encoding="utf-8")
        return before.count("\n", 0, at) + 1

    def line_of(self, file: str, text: str, *, after: str = "") -> int:
        content = self.read(file)
        return content.count("\n", 0, content.index(text, content.index(after))) + 1

    def mistakes(self) -> list[tuple[str, int, str]]:
        """Return what loading it says: (file, line, what) of every mistake."""
        with pytest.raises(ConfigError) as caught:
            load(self.folder)
        return [(one.file, one.line, one.what) for one in caught.value.mistakes]
