"""Our own log lines, as they are written."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.logs import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def captured() -> Iterator[list[dict[str, Any]]]:
    """Yield a list that fills with the lines: their event, level and fields."""
    lines: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append({"event": record.msg, "log_level": record.levelname.lower(), **vars(record)["fields"]})

    keep, level = Keep(), OURS.level
    OURS.addHandler(keep)
    OURS.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        OURS.removeHandler(keep)
        OURS.setLevel(level)
