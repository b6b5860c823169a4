"""What each platform would send for what somebody does on it. Pure: the page keeps the channel, this knows none.

The rules of who sees a reply, and of what a press does to the message it was made on, are those of `bots/discord`
(`commands.py`, `mentions.py`, `buttons.py`) and `bots/slack` (`commands.py`, `mentions.py`), said again here because
those modules import their platform's library.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from bots.discord import pictures as pictures_of_discord
from bots.discord.render import render as to_discord
from bots.preview import sizes
from bots.preview.sizes import Size  # noqa: TC001 - TypedDicts are read at run time
from bots.preview.taking import NotThere
from bots.slack import pictures as pictures_of_slack
from bots.slack.render import render as to_slack
from core.model import AnswerId, Query
from core.safety import HELP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bots.pictures.gallery import Gallery
    from core.app import App
    from core.catalog import Topic
    from core.model import Answer

Platform = Literal["discord", "slack"]
Doing = Literal["command", "mention", "message"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: a command with its options, a mention, or the action on a message."""

    topic: str
    kind: Doing
    text: str = ""
    about: str | None = None
    share: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A press on a button; `private` says whether only the reader sees the message that it is on."""

    platform: Platform
    action: str
    private: bool


class Reply(TypedDict):
    """A message of the bot's. `payload` is what its `render` returned.

    `instead` replies take the place of the message that was pressed; `under` ones belong to the message that asked.
    `files` are what is attached to it, as data addresses by name.
    """

    title: str
    private: bool
    instead: bool
    under: bool
    payload: Any
    sizes: list[Size]
    files: dict[str, str]


def asked(app: App, ask: Ask) -> dict[Platform, list[Reply]]:
    """Return the replies of both platforms. Raises NotThere for a command that there is none of."""
    if ask.topic not in app.topics:
        raise NotThere
    discord, slack = (app.answer(query) for query in _queries(app, ask))
    if ask.kind == "mention":
        return {
            "discord": [{**to_reply(app, "discord", discord, private=False), "under": True}],
            "slack": [{**to_reply(app, "slack", slack, private=False), "under": True}],
        }
    private = not (ask.share and ask.kind == "command" and _may_be_shared_at_once(discord))
    return {
        "discord": [to_reply(app, "discord", discord, private=private)],
        "slack": [to_reply(app, "slack", slack, private=True)],
    }


def pressed(app: App, press: Press) -> list[Reply]:
    """Return what a press on a button leads to. Raises NotThere for a button that no reply has."""
    verb, _, address = press.action.partition(":")
    try:
        to = AnswerId.parse(address)
    except ValueError:
        raise NotThere from None
    if verb not in {"show", "share"}:
        raise NotThere
    answer = app.open(to, app.settings.locale)
    if verb == "share" and press.private and answer.id is not None:
        public = to_reply(app, press.platform, answer, private=False)
        if press.platform == "slack":
            return [public]
        return [{**public, "private": True, "instead": True}, public]  # the private copy loses its button
    return [{**to_reply(app, press.platform, answer, private=True), "instead": press.private}]


async def drawn(app: App, gallery: Gallery, press: Press) -> list[Reply]:
    """Return the picture that a button asks for, as the platform would show it. Raises NotThere, NoPicture."""
    try:
        picture = await gallery.beside(AnswerId.parse(press.action.partition(":")[2]), app.settings.locale)
    except ValueError:
        raise NotThere from None
    payload: Any
    if press.platform == "discord":
        components = pictures_of_discord.render_picture(picture)
        payload, measured = {"components": components}, sizes.of_discord(components)
    else:
        payload = pictures_of_slack.render_picture(picture, picture.name)
        measured = sizes.of_slack(payload)
    data = f"data:image/png;base64,{b64encode(picture.png).decode()}"
    return [
        Reply(
            title=picture.alt.partition(".")[0],
            private=True,
            instead=False,
            under=False,
            payload=payload,
            sizes=measured,
            files={picture.name: data},
        )
    ]


def in_one_line(topic: Topic, text: str, about: str | None) -> str:
    """Return what one types in Slack for a medicine and what to know about it: `xanax memory`."""
    aspect = topic.aspect(about) if about else None
    return " ".join(filter(None, (text.strip(), aspect.words[0] if aspect else "")))


def _queries(app: App, ask: Ask) -> tuple[Query, Query]:
    """Return the question as it comes from Discord, and from Slack, where a command is one line without options."""
    discord = Query(ask.topic, ask.text.strip(), ask.about, app.settings.locale, ask.kind)
    line = in_one_line(app.topics[ask.topic], ask.text, ask.about)
    return discord, replace(discord, text=line, aspect=None)


def _may_be_shared_at_once(answer: Answer) -> bool:
    return answer.id is not None and answer.id.aspect != HELP and answer.outcome in {"answer", "class"}


def to_reply(
    app: App, platform: Platform, answer: Answer, *, private: bool, files: Mapping[str, str] = MappingProxyType({})
) -> Reply:
    """Return an answer as a platform would get it."""
    say = app.phrases(app.settings.locale)
    shown = answer if answer.private == private else replace(answer, private=private)
    payload: Any
    if platform == "discord":
        components = to_discord(shown, say)
        payload, measured = {"components": components}, sizes.of_discord(components)
    else:
        payload = to_slack(shown, say)
        measured = sizes.of_slack(payload)
    return Reply(
        title=answer.title,
        private=private,
        instead=False,
        under=False,
        payload=payload,
        sizes=measured,
        files=dict(files),
    )
