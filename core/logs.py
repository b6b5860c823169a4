"""Logs: what happened and where, never what a reader wrote.

An exception's message may quote its input (`KeyError('xanax')`), so the cause of an error is told by its type and by
the places it came through, nothing else.

The standard library's logging, with events and fields: structlog costs 50-75 ms at import, a quarter of what a start
may take over a bare client's.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, TypedDict

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


class Log:
    """Writes an event and its fields: `log.info("discord.connected", shard=0)`. No field holds a reader's word."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def info(self, event: str, /, **fields: object) -> None:
        """Log something that went as it should."""
        self._logger.info(event, extra={"fields": fields})

    def warning(self, event: str, /, **fields: object) -> None:
        """Log something that mends itself."""
        self._logger.warning(event, extra={"fields": fields})

    def error(self, event: str, /, **fields: object) -> None:
        """Log something that somebody has to look at."""
        self._logger.error(event, extra={"fields": fields})


OURS = logging.getLogger("healthfacts.events")  # Bolt names a logger of its own after the app
OURS.propagate = False  # what an operator sets up for all of logging may keep more than ours shows
log = Log(OURS)


class _Logfmt(logging.Formatter):
    """Formats a line as `time level event key=value ...`, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        fields = (f"{name}={json.dumps(value, default=str)}" for name, value in vars(record)["fields"].items())
        return " ".join([at, record.levelname, record.msg, *fields])


def set_up(level: str = "INFO") -> None:
    """Send our log lines to stderr and keep the libraries' own loggers, which may print payloads, to themselves."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Logfmt())
    OURS.handlers = [handler]
    OURS.setLevel(level)
    logging.lastResort = None
    # Where a line cannot be written (stderr is closed), Python would print what led to it, with a reader's words.
    logging.raiseExceptions = False
    # At DEBUG these print what is written to the store and read from it, whatever `hide_parameters` hides.
    for library in ("aiosqlite", "sqlalchemy"):
        logging.getLogger(library).setLevel(logging.WARNING)
    for library in ("discord", "slack_bolt", "slack_sdk", "aiohttp", "asyncio", "aiosqlite", "sqlalchemy", "alembic"):
        logging.getLogger(library).addHandler(logging.NullHandler())
        logging.getLogger(library).propagate = False
