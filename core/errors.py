"""Everything that can go wrong, as one tree.

HealthfactsError
├── WrongUse          the command line was used wrongly (exit 2)
└── Fault             something is broken and somebody must mend it (exit 1)
    ├── ConfigError   config/ is wrong: every mistake, each with file and line
    ├── NotAnArticle  what was given cannot be read as an article
    ├── TokenRefused  a platform does not accept the token it was given
    ├── StoreFault    the database cannot be opened, read or written
    └── FetchFault    an address could not be fetched
        └── AddressRefused  and must not be: it leads into a private network, or is no web address

A drug that is not found is an answer, not an error.
"""

from __future__ import annotations

from dataclasses import dataclass


class HealthfactsError(Exception):
    """The root. Its text is written for the operator: one line that says what to do."""

    exit_code = 1


class WrongUse(HealthfactsError):  # noqa: N818 - named as an operator would say it
    """The command, its arguments or its environment cannot be taken as they are."""

    exit_code = 2


class Fault(HealthfactsError):  # noqa: N818
    """Something outside the code is wrong and has to be mended."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in a file of `config/`. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        """Return the mistake as compilers print theirs, so that editors can jump to it."""
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


class ConfigError(Fault):
    """`config/` has mistakes; `mistakes` holds all of them, sorted by file and line."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class NotAnArticle(Fault):
    """What was given cannot be read as an article. The text says why and what to do, in no word of what was given."""


class TokenRefused(Fault):
    """A platform refused its token. The text names the variable and where to get a new one."""


class StoreFault(Fault):
    """The database cannot be opened, read or written. The text says which and why, never what was to be written."""


class FetchFault(Fault):
    """An address could not be fetched. The text names its host and nothing of what it holds.

    `status` is the HTTP status, where there was an answer; `retry_after` the seconds after which the host asked to be
    tried again.
    """

    def __init__(self, what: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        self.status = status
        self.retry_after = retry_after
        super().__init__(what)


class AddressRefused(FetchFault):
    """An address that is never fetched, however often it is tried."""
