"""Logs tell what happened and where, never what a reader wrote."""

from __future__ import annotations

import subprocess
import sys

import pytest
from fakes.beside import REPOSITORY

from core.logs import cause

CANARY = "canary xanax 4711"


def quote_the_reader(error: type[Exception]) -> None:
    raise error(CANARY)


def wrap(how: str) -> None:
    try:
        quote_the_reader(ValueError)
    except ValueError as error:
        if how == "from":
            raise RuntimeError(CANARY) from error
        quote_the_reader(LookupError)


def fail(how: str) -> BaseException:
    with pytest.raises(Exception, match="canary") as caught:
        quote_the_reader(KeyError) if how == "plain" else wrap(how)
    return caught.value


@pytest.mark.parametrize(
    ("how", "named"),
    [("plain", "KeyError"), ("from", "RuntimeError from ValueError"), ("context", "LookupError from ValueError")],
)
def test_a_cause_names_types_and_places_and_no_message(how: str, named: str) -> None:
    found = cause(fail(how))
    assert found["error"] == named
    assert "canary" not in repr(found)
    assert found["at"]
    assert found["at"][-1].endswith("in quote_the_reader")
    assert found["at"][-1].startswith("test_logs.py:")


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert cause(ValueError(CANARY)) == {"error": "ValueError", "at": []}


def test_a_group_of_errors_does_not_tell_their_messages() -> None:
    assert "canary" not in repr(cause(ExceptionGroup(CANARY, [ValueError(CANARY)])))


def test_asking_writes_nothing_to_the_log_at_any_level() -> None:
    code = (
        "import logging; from core import logs; logs.set_up('DEBUG'); logging.getLogger().setLevel('DEBUG');"
        "from core.app import load; from core.model import Query; app = load();"
        f"app.answer(Query('benzo', '{CANARY}')); app.suggest('benzo', '{CANARY}');"
        "logs.log.warning('seen', shard=1);"
        f"logging.getLogger('discord.http').error('{CANARY}')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)  # noqa: S603
    assert "canary" not in done.stdout + done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith(" WARNING seen shard=1\n")


def test_a_line_that_cannot_be_written_tells_nothing_either() -> None:
    code = (
        "import io; from core import logs; logs.set_up('DEBUG'); closed = io.StringIO(); closed.close();"
        "logs.OURS.handlers[0].setStream(closed)\n"
        f"try: raise ValueError({CANARY!r})\n"
        "except ValueError as error: logs.log.error('a_test', **logs.cause(error))"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
