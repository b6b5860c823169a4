"""Settings whose form matters beyond this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.app import load

if TYPE_CHECKING:
    from fakes.config import ConfigCopy


@pytest.mark.parametrize("contact", ["Zoë <zoe@clinic.example>", "a@b.example\\r\\nX-Other: 1", "a\\tb", "\\u007f"])
def test_a_contact_that_no_header_can_carry_is_a_mistake(config: ConfigCopy, contact: str) -> None:
    line = config.change("settings.toml", 'contact = ""', f'contact = "{contact}"')
    ((file, at, what),) = config.mistakes()
    assert (file, at) == ("settings.toml", line)
    assert "one line of plain characters (ASCII)" in what


@pytest.mark.parametrize("contact", ["", "ops@clinic.example", "https://clinic.example/bot (pharmacy)"])
def test_a_contact_of_plain_characters_is_taken(config: ConfigCopy, contact: str) -> None:
    config.change("settings.toml", 'contact = ""', f'contact = "{contact}"')
    assert load(config.folder).settings.contact == contact
