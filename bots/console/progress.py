"""Long work on a terminal: what is being done, and for how long; nothing where nobody looks."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 1.0
"""Seconds before it is said, and between two times: what is quick needs no saying."""
ERASE = "\r\x1b[K"
"""Back to the beginning of the line, and nothing on it
(https://www.ecma-international.org/publications-and-standards/standards/ecma-48/)."""


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Say on stderr what is being done, as long as the block lasts; it prints nothing itself meanwhile."""
    if not sys.stderr.isatty():
        yield
        return
    done, since = threading.Event(), time.monotonic()

    def tell() -> None:
        while not done.wait(PATIENCE):
            sys.stderr.write(f"{ERASE}{what} … {time.monotonic() - since:.0f} s")
            sys.stderr.flush()

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        sys.stderr.write(ERASE)
        sys.stderr.flush()
