"""What was typed behind `/healthfacts`, read word by word: Slack gives a command one line of text, and no options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bots.slack.manifest import COMMAND
from core.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.operating.panels import Command
    from core.phrases import Phrases

MOST_ECHOED = 50
"""Characters of a wrong option that are told back."""


def command_of(words: Sequence[str], commands: Iterable[Command]) -> Command | None:
    """Return the command that a line begins with; the longest, where there is also one of its first word alone."""
    begun = [one for one in commands if [word.casefold() for word in words[: len(one.path)]] == list(one.path)]
    return max(begun, key=lambda one: len(one.path), default=None)


def options_of(words: Sequence[str], command: Command, say: Phrases) -> dict[str, str]:
    """Return the options behind a command, in their order; the last one takes what is left of the line.

    Raises WrongUse for one that is missing, or is none of its choices.
    """
    left = words[len(command.path) :]
    values: dict[str, str] = {}
    for at, option in enumerate(command.options):
        last = at == len(command.options) - 1
        typed = " ".join(left[at:]) if last else " ".join(left[at : at + 1])
        if not typed and option.required:
            raise WrongUse(say("operating.option.missing", command=_path(command), usage=usage(command)))
        if typed and option.choices:
            named = {name.casefold(): one.value for one in option.choices for name in (one.label, one.value)}
            if typed.casefold() not in named:
                choices = ", ".join(one.value for one in option.choices)
                raise WrongUse(say("operating.option.choices", typed=typed[:MOST_ECHOED], choices=choices))
            typed = named[typed.casefold()]
        if typed:
            values[option.name] = typed
    return values


def usage(command: Command) -> str:
    """Return a command with its options: `/healthfacts review list [status]`."""
    options = (one.name.upper() if one.required else f"[{one.name}]" for one in command.options)
    return " ".join((_path(command), *options))


def _path(command: Command) -> str:
    return " ".join((COMMAND, *command.path))
