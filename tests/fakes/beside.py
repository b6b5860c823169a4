"""Material that may lie beside a checkout and is never copied into it; without it the tests that need it skip."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WORDS = Path("/usr/share/dict/american-english")


def material(*names: str) -> Path:
    """Return a file that lies beside the checkout, or skip the test."""
    found = REPOSITORY.parent.joinpath("shared", *names)
    if not found.is_file():
        pytest.skip(f"{names[-1]} is not here")
    return found


def dictionary() -> list[str]:
    """Return the words of Debian's wamerican, or skip the test."""
    if not WORDS.is_file():
        pytest.skip("wamerican is not installed")
    return WORDS.read_text(encoding="utf-8").split()
