"""Text that Slack sends, as somebody wrote it: https://docs.slack.dev/messaging/formatting-message-text."""

from __future__ import annotations

import re

_ANGLES = re.compile(r"<([^<>]*)>")
_BY_ID = ("@", "#", "!")


def plain(text: str) -> str:
    """Return a message without the people, groups and channels that it names by id, and with its links spelled out."""
    return unescaped(_ANGLES.sub(_meant, text)).strip()


def unescaped(text: str) -> str:
    """Undo the entities in which Slack sends `&`, `<` and `>`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _meant(found: re.Match[str]) -> str:
    """Return `<https://x|label>` as `label https://x`, `<@U1>` as nothing."""
    address, _, label = found[1].partition("|")
    if address.startswith(_BY_ID):
        return " "
    return f"{label} {address}" if label and label not in address else address
