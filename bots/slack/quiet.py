"""A logger for Slack's libraries that cannot tell what a reader wrote.

They print whole requests and replies at DEBUG, bodies of unhandled requests at WARNING and exceptions with their
messages at ERROR. Of all that only this is kept: that something failed, of what type, and where.
"""

from __future__ import annotations

import logging

from core.logs import cause, log


class WithoutWords(logging.Filter):
    """Takes every record out of the libraries' logging; errors are told in our own log by place and cause."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let no record through."""
        if record.levelno >= logging.ERROR:
            where = f"{record.module}:{record.lineno} in {record.funcName}"
            error = record.exc_info[1] if record.exc_info else None
            told: dict[str, object] = {**cause(error)} if error else {}
            log.warning("slack.library_error", where=where, **told)
        return False


def library_logger() -> logging.Logger:
    """Return the logger to hand to every object of slack_bolt and slack_sdk.

    It is known to no logging configuration, so none can lower its level. Bolt copies level and filter to the named
    loggers that it makes (`slack_bolt.logger.get_bolt_logger`).
    """
    logger = logging.Logger("slack", logging.ERROR)  # noqa: LOG001 - so that it is not in the manager
    logger.addFilter(WithoutWords())
    return logger
