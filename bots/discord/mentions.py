"""Messages that mention the bot, and direct messages to it: what they ask, and the reply under them.

Read is only what Discord hands over with the event, the message that is replied to included; nothing is fetched.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord

from bots.discord.replies import NAME
from bots.limiter import MENTIONS
from core.model import AnswerId, Query
from core.phrases import FALLBACK
from core.safety import HELP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bots.discord.replies import Replies
    from bots.limiter import Limiter
    from core.app import App
    from core.model import Answer

REMEMBERED = 1000
"""Messages whose ids are kept, to answer none twice when a connection is resumed."""

WRITTEN_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})

# https://docs.discord.com/developers/reference#message-formatting: people, roles, channels, commands, custom emoji.
# Ids of people end here; core is told nothing of whom a message is about either.
_NAMED = re.compile(r"<(?:@[!&]?|#)\d{1,20}>|</[^<>:]{1,100}:\d{1,20}>|<a?:\w{1,32}:\d{1,20}>")


class Mentions:
    """Answers each message that asks the bot something, once."""

    def __init__(self, app: App, replies: Replies, limiter: Limiter) -> None:
        self._app = app
        self._replies = replies
        self._limiter = limiter
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def take(self, message: discord.Message, me: int) -> None:
        """Answer `message` if it is meant for the bot, whose user id is `me`."""
        text = asked(message, me)
        if text is None or message.id in self._seen:
            return
        self._remember(message.id)
        # No word about it in public: a channel full of such lines would be what the limit is there to prevent.
        if await self._limiter.judge(str(message.author.id), MENTIONS, self._replies.under_way) != "go":
            return
        async with self._replies.replying(message):
            country = self._app.country_of(NAME, str(message.guild.id) if message.guild else "")
            query = Query(next(iter(self._app.topics)), text, locale=FALLBACK, kind="mention", country=country)
            answer = answered(self._app, query, earlier(message, me))
            if answer.urgency and isinstance(message.channel, discord.DMChannel):
                answer = self._app.answer(replace(query, kind="command"))  # nobody else sees it: everything at once
            await self._replies.reply(message, answer)

    def _remember(self, message_id: int) -> None:
        self._seen[message_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)


def asked(message: discord.Message, me: int) -> str | None:
    """Return what a message asks the bot, "" for nothing but its name; None for one that is not meant for it.

    In a server it has to name the bot in its text: a reply to the bot's message pings it too, and may only be
    talk between people. Bots, webhooks and Discord's own notes (pins, joins) are never answered.
    """
    if message.author.bot or message.webhook_id is not None or message.type not in WRITTEN_BY_PEOPLE:
        return None
    if not isinstance(message.channel, discord.DMChannel):
        pinged = any(person.id == me for person in message.mentions)  # not in a code block, for one
        if not pinged or not re.search(rf"<@!?{me}>", message.content):
            return None
    return plain(message.content)


def plain(text: str) -> str:
    """Return a message without whom and what it names by id."""
    return _NAMED.sub(" ", text).strip()


def earlier(message: discord.Message, me: int) -> str:
    """Return what the bot's own message was about that this one replies to, "" where that is not one drug or class.

    It stands in the buttons, and comes with the event.
    """
    replied_to = message.reference.resolved if message.reference else None
    if not isinstance(replied_to, discord.Message) or replied_to.author.id != me:
        return ""
    subjects = set(_subjects(_custom_ids(replied_to.components)))
    return subjects.pop() if len(subjects) == 1 else ""


def answered(app: App, query: Query, subject: str) -> Answer:
    """Return the answer; "and in people?" is asked of `subject` where the text itself names no medicine."""
    answer = app.answer(query)
    if subject and query.text and answer.outcome == "class":
        return app.answer(replace(query, text=f"{subject} {query.text}"))
    return answer


def _subjects(custom_ids: Iterable[str]) -> Iterator[str]:
    for custom_id in custom_ids:
        try:
            to = AnswerId.parse(custom_id.partition(":")[2])
        except ValueError:  # a button of an older version
            continue
        if to.aspect != HELP and to.drug != "-":
            yield to.drug


def _custom_ids(components: Iterable[Any]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.Button) and component.custom_id:
            yield component.custom_id
        yield from _custom_ids(getattr(component, "children", ()))
