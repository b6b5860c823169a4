"""Logs: what happened and where, never what a reader wrote.

An exception's message may quote its input (`KeyError('xanax')`), so the cause of an error is told by its type and by
the places it came through, nothing else.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, TypedDict

import structlog

if TYPE_CHECKING:
    from types import TracebackType


class Cause(TypedDict):
    """What a log line says of an exception: its type, and `file:line in function` from the outside in."""

    error: str
    at: list[str]


def cause(error: BaseException) -> Cause:
    """Return what may be logged of an exception. Its root cause is named behind its own type."""
    kinds = [type(error).__name__]
    root = error
    while (inner := root.__cause__ or root.__context__) is not None:
        kinds.append(type(inner).__name__)
        root = inner
    return {"error": " from ".join(kinds), "at": _places(root.__traceback__)}


def _places(traceback: TracebackType | None) -> list[str]:
    return [f"{Path(at.filename).name}:{at.lineno} in {at.name}" for at in extract_tb(traceback)]


def set_up(level: str = "INFO") -> None:
    """Send our log lines to stderr and keep the libraries' own loggers, which may print payloads, to themselves."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.lastResort = None
    for library in ("discord", "slack_bolt", "slack_sdk", "aiohttp", "asyncio"):
        logging.getLogger(library).addHandler(logging.NullHandler())
        logging.getLogger(library).propagate = False
