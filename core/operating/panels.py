"""The values between a platform and a flow: what somebody did, and what they are shown.

Everything shown here is private to who did it. Texts are plain; a platform escapes them.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a field's type
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from core.model import Answer
    from core.office import Office
    from core.phrases import Phrases

Right = Literal["anyone", "set_up", "review"]
"""What a command takes: nothing; to manage the server or workspace; to be one of the bot's own operators."""

MOST_ACTION = 90
"""Characters of an action: Discord takes 100 in a `custom_id`, of which the platform needs a few."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who does something. Operators are no readers: their name is kept with what they decide (`name`).

    `key` names them to their platform, so that they can be told when something breaks: "discord:80351110224678912".
    """

    key: str
    name: str
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was done. `server` is a Discord server's or Slack workspace's id, "" in direct messages."""

    platform: str
    server: str
    channel: str


@dataclass(frozen=True, slots=True)
class Request:
    """A command, a press on a button, or a filled form.

    `verb` is the path of the command ("review/add", "about") or the first two words of an action, whose other words are
    `arguments`; `values` are the command's options or the form's fields, by id.
    """

    verb: str
    arguments: tuple[str, ...]
    values: Mapping[str, str]
    who: Person
    place: Place
    locale: str = "en"

    def value(self, name: str) -> str:
        """Return an option or a field, stripped; "" where it was left out."""
        return self.values.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. `action` is a verb of two words and its arguments: "review/approve/a1-3/5"."""

    label: str
    action: str
    style: Literal["plain", "good", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a panel. "quote" is somebody else's text, told apart from ours; "quiet" is small print."""

    text: str
    style: Literal["plain", "heading", "quote", "quiet"] = "plain"


@dataclass(frozen=True, slots=True)
class Panel:
    """What is shown, with what may be done next. `instead`: in place of the panel whose button was pressed."""

    title: str
    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    instead: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a field's options."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form. "line" and "text" are typed, one line or several; "channel" is a channel of the server.

    `value` is what it holds at first. `longest` counts characters.
    """

    id: str
    label: str
    kind: Literal["line", "text", "choice", "channel"] = "line"
    value: str = ""
    options: tuple[Choice, ...] = ()
    required: bool = True
    longest: int = 300
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog of at most five fields (Discord's limit). Filled, it comes back as a request with this `action`."""

    title: str
    action: str
    fields: tuple[Field, ...]
    submit: str


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command: typed on Discord, and on Slack as what stands behind the command's words."""

    name: str
    description: str
    required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A command below `/healthfacts`. `path` is one or two words: ("about",), ("review", "add").

    `opens_form` says that it answers with a form at once, which a platform must show within three seconds and cannot
    put off; every other command may take longer.
    """

    path: tuple[str, ...]
    description: str
    right: Right
    options: tuple[Option, ...] = ()
    opens_form: bool = False


class Flow(Protocol):
    """Some commands that belong together, and the buttons and forms behind them.

    `name` is the first word of their verbs. `forms` are the verbs (besides commands that say so) that answer with a
    form at once; `rights` says what each verb takes that is no command.
    """

    name: str
    forms: frozenset[str]

    def commands(self, say: Phrases) -> tuple[Command, ...]:
        """Return the commands, with their descriptions."""

    def right(self, verb: str) -> Right:
        """Return what a verb takes. Raises KeyError for a verb that the flow does not have."""

    async def handle(self, request: Request, office: Office, say: Phrases) -> Panel | Form | Answer:
        """Do what is asked, by somebody who has the right to it.

        Raises HealthfactsError, whose text is shown to them as it is: one line that says what to do.
        """


@dataclass(frozen=True, slots=True)
class Flows:
    """All flows there are."""

    flows: tuple[Flow, ...] = field(default_factory=tuple)

    def of(self, verb: str) -> Flow:
        """Return the flow of a verb. Raises KeyError for a button or form of an older version."""
        first = verb.partition("/")[0]
        for flow in self.flows:
            if flow.name == first:
                flow.right(verb)
                return flow
        raise KeyError(verb)
