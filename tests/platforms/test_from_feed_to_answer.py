"""A feed item on a local server goes from the poll to a reviewed answer in both chats, in one running bot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fakes.review_transcript import OWN_WORDS, TITLE, transcript

if TYPE_CHECKING:
    from pathlib import Path


async def test_from_a_feed_to_a_reviewed_answer_in_both_chats(tmp_path: Path) -> None:
    _, polled, before, listed, draft, edited, shown, approved, on_discord, on_slack = re.split(
        r"^=== ", await transcript(tmp_path), flags=re.MULTILINE
    )
    assert "added=1" in polled
    assert OWN_WORDS not in before
    assert "a1-1, draft, on alprazolam" in listed
    assert "a1-1: draft" in draft
    assert f"> {OWN_WORDS}" in edited
    assert "Edited by ann" in shown
    assert "a1-1: published" in approved
    assert "Approved by bob" in approved
    for answer in (on_discord, on_slack):
        assert OWN_WORDS in answer
        assert re.search(rf"\[\d+\] .*{re.escape(TITLE)}|10\.5555/paper\.1", answer)
        assert "Do not stop or cut down suddenly" in answer
