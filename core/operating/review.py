"""Reviewing in chat: `/healthfacts review ...`, and the buttons and forms behind it.

A button carries the version of the claim that its panel showed, so whoever decides cannot overwrite what somebody else
decided meanwhile: they are shown the claim anew, and told so. What is decided is in the answers before the panel says
so.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from core.articles.review.values import BuiltInEntry, ClaimEntry, DocumentEntry
from core.errors import HealthfactsError, StoreFault, WrongUse
from core.logs import cause, log
from core.operating.links import links_in
from core.operating.panels import MOST_ACTION, Button, Choice, Command, Option, Panel, Part
from core.operating.posted import posted
from core.operating.review_forms import edit_form, edit_of, reason_form
from core.operating.review_panels import (
    MOST_TOLD,
    Neighbours,
    built_in_panel,
    claim_panel,
    document_panel,
    in_chat,
    list_panel,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from core.articles.review.service import Review
    from core.articles.review.values import Added, Decided
    from core.office import Office
    from core.operating.panels import Form, Request, Right
    from core.phrases import Phrases
    from core.standing import Standing
    from core.storage.rows import ClaimStatus, StoredClaim

    Do = Callable[[Request, Office, Phrases], Awaitable[Panel | Form]]
    Decide = Callable[[Review, Request, str, int | None], Awaitable[Decided]]

STATUSES: tuple[ClaimStatus, ...] = ("draft", "published", "rejected", "withdrawn")
FROM_MESSAGE = "review/message"
"""The verb of the action on a message; its value "text" is that message, of which only the links are used."""
_MOST_DIGITS, _MOST_LABEL = 9, 60

_DECISIONS: Mapping[str, Decide] = {
    "approve": lambda review, request, claim, version: review.approve(claim, request.who.name, version=version),
    "edited": lambda review, request, claim, version: review.edit(
        claim, request.who.name, edit_of(request), version=version
    ),
    "rejected": lambda review, request, claim, version: review.reject(
        claim, request.who.name, request.value("reason"), version=version
    ),
    "withdrawn": lambda review, request, claim, version: review.withdraw(
        claim, request.who.name, request.value("reason"), version=version
    ),
    "restore": lambda review, request, claim, version: review.restore(claim, request.who.name, version=version),
}


class Reviewing:
    """The flow. It keeps nothing but the look-ups that are under way."""

    name = "review"
    forms = frozenset({"review/edit", "review/reject", "review/withdraw"})

    def __init__(self) -> None:
        self._looking: set[asyncio.Task[None]] = set()
        self._verbs: Mapping[str, Do] = {
            "add": self._add,
            "link": self._add,
            "message": self._add_from_message,
            "list": self._list,
            "show": self._show,
            "edit": self._form,
            "reject": self._form,
            "withdraw": self._form,
            **dict.fromkeys(_DECISIONS, self._decide),
        }

    def commands(self, say: Phrases) -> tuple[Command, ...]:
        """Return the commands, with their descriptions."""

        def command(name: str, *options: Option, form: bool = False) -> Command:
            return Command(("review", name), say(f"review.command.{name}"), "review", options, opens_form=form)

        link = Option("link", say("review.option.link"), required=True)
        entry = Option("id", say("review.option.id"), required=True)
        choices = tuple(Choice(one, say(f"review.status.{one}")) for one in STATUSES)
        return (
            command("add", link),
            command("list", Option("status", say("review.option.status"), choices=choices)),
            command("show", entry),
            command("withdraw", entry, form=True),
            command("restore", entry),
        )

    def right(self, verb: str) -> Right:
        """Return what a verb takes: all of them the right to review. Raises KeyError for one that there is not."""
        flow, _, rest = verb.partition("/")
        if flow != self.name or rest not in self._verbs:
            raise KeyError(verb)
        return "review"

    async def handle(self, request: Request, office: Office, say: Phrases) -> Panel | Form:
        """Do what is asked. Raises HealthfactsError with one line for who asked."""
        return await self._verbs[request.verb.partition("/")[2]](request, office, say)

    async def _add(self, request: Request, office: Office, say: Phrases) -> Panel:
        # The address in a button was parted at its slashes.
        address = request.value("link") or "/".join(request.arguments)
        done = await office.add_link(address.strip("<>"), request.who.name)
        notice = await self._after_adding(done, office, say)
        return await _entry(f"doc-{done.document}", 1, office, say, [notice])

    async def _add_from_message(self, request: Request, office: Office, say: Phrases) -> Panel:
        """Add what the links of a message lead to; a link that leads to nothing does not stop the others."""
        links = links_in(request.value("text"))
        if not links:
            raise WrongUse(say("review.no_link"))
        if len(links) == 1:
            return await self._add(replace(request, values={"link": links[0]}), office, say)
        parts, buttons = [], {}
        for link in links:
            parts.append(Part(visible(link, MOST_TOLD), "heading"))
            try:
                done = await office.add_link(link, request.who.name)
            except StoreFault:
                raise
            except HealthfactsError as error:
                parts.append(Part(str(error)))
            else:
                parts.append(await self._after_adding(done, office, say))
                label = say("review.document.short", number=done.document)
                buttons[done.document] = Button(label, f"review/show/doc-{done.document}")
        return Panel(say("review.links", count=len(links)), tuple(parts), tuple(buttons.values()))

    async def _after_adding(self, done: Added, office: Office, say: Phrases) -> Part:
        """Say what came of it, and find out meanwhile whether the paper still stands, if nobody has."""
        entry = await office.review.show(f"doc-{done.document}")
        doi = entry.document.doi if isinstance(entry, DocumentEntry) else None
        if doi and await _standing(office, doi) is None:
            task = asyncio.create_task(_look_up(office, doi))
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)
        how = f"already.{done.already}" if done.already else "new"
        return Part(say.count(f"review.add.{how}", done.drafts))

    async def _list(self, request: Request, office: Office, say: Phrases) -> Panel:
        wanted = request.value("status") or next(iter(request.arguments), "draft")
        status = next((one for one in STATUSES if one == wanted), None)
        if status is None:
            raise WrongUse(say("operating.stale"))
        return list_panel(await office.review.claims(status), status, _number(request, say) or 1, say)

    async def _show(self, request: Request, office: Office, say: Phrases) -> Panel:
        return await _entry(_id_of(request), _number(request, say) or 1, office, say)

    async def _form(self, request: Request, office: Office, say: Phrases) -> Form:
        entry = await office.review.show(_id_of(request))
        seen = _number(request, say)
        verb = request.verb.partition("/")[2]
        if isinstance(entry, BuiltInEntry) and verb == "withdraw":
            return reason_form(verb, entry.claim.id, entry.version if seen is None else seen, say)
        if not isinstance(entry, ClaimEntry):
            raise WrongUse(say("review.not_here"))
        if seen is not None and seen != entry.claim.version:
            raise WrongUse(say("review.changed", id=entry.claim.id))
        if verb == "edit":
            return edit_form(entry.claim, say)
        return reason_form(verb, entry.claim.id, entry.claim.version, say)

    async def _decide(self, request: Request, office: Office, say: Phrases) -> Panel:
        """Make a decision and show the claim as it then is; one that cannot be made is told above it."""
        claim, version = _id_of(request), _number(request, say)
        decide = _DECISIONS[request.verb.partition("/")[2]]
        try:
            done = await decide(office.review, request, claim, version)
        except WrongUse as error:
            notice = [Part(in_chat(str(error)))]
            if typed := request.value("statement"):  # a reviewer's own words are not lost over a missing full stop
                notice += [Part(say("review.typed"), "quiet"), Part(typed, "quote")]
        else:
            await office.follower.refresh()
            await office.posts.sweep()
            notice = [Part(_came_of(done, say))]
            if done.status == "withdrawn":
                notice += posted(await office.posts.where(claim), await office.posts.digests(claim), say)
        return await _entry(claim, 1, office, say, notice)


def offer(text: str, say: Phrases) -> Panel | None:
    """Return what a reviewer who looks at a message is offered: to add the article that it links to. None without one.

    The button carries the link itself, so that nothing of the message is kept; one too long for that is only told of.
    """
    links = links_in(text)
    if not links:
        return None
    labels = [say("review.button.add")] if len(links) == 1 else [visible(one, _MOST_LABEL) for one in links]
    buttons = [Button(label, f"review/link/{link}") for label, link in zip(labels, links, strict=True)]
    fitting = tuple(one for one in buttons if len(one.action.encode()) <= MOST_ACTION)
    told = say("review.offer") if len(fitting) == len(links) else say("review.offer.by_command")
    return Panel(say("review.offer.title"), (Part(told),), fitting)


async def _entry(entry_id: str, page: int, office: Office, say: Phrases, notice: Sequence[Part] = ()) -> Panel:
    """Return the panel of a document, an added claim or a built-in one. Raises WrongUse for what there is not."""
    entry = await office.review.show(entry_id)
    if isinstance(entry, BuiltInEntry):
        return built_in_panel(entry, say, notice)
    if isinstance(entry, DocumentEntry):
        return document_panel(entry, await _standing(office, entry.document.doi), page, say, notice)
    beside = _beside(entry.claim, await office.review.claims("draft"))
    return claim_panel(entry, await _standing(office, entry.document.doi), beside, say, notice)


def _beside(claim: StoredClaim, drafts: Sequence[StoredClaim]) -> Neighbours:
    """Return the drafts that come before and after a claim, in the order in which they were added."""

    def place(one: StoredClaim) -> tuple[int, int]:
        return one.document, one.start

    before = [one.id for one in drafts if place(one) < place(claim)]
    after = [one.id for one in drafts if place(one) > place(claim)]
    return Neighbours(before[-1] if before else "", after[0] if after else "")


async def _standing(office: Office, doi: str | None) -> Standing | None:
    """Return what was found out about a paper; None where nobody has looked."""
    if doi is None:
        return None
    from core.storage.standings import looked  # noqa: PLC0415 - SQLAlchemy, which an office has loaded

    async with office.store.read() as connection:
        found = await looked(connection, doi)
    return found.standing if found else None


async def _look_up(office: Office, doi: str) -> None:
    """Find out whether a paper still stands; who added it does not wait for that."""
    try:
        await office.look_up((doi,))
        await office.follower.refresh()
    except Exception as error:  # noqa: BLE001 - the edge of a task that nobody waits for: the weekly look comes again
        log.error("standing.failed", **cause(error))


def _came_of(done: Decided, say: Phrases) -> str:
    if not done.changed:
        return say("review.unchanged")
    also = f" {say('review.also', claims=', '.join(done.also))}" if done.also else ""
    return say(f"review.now.{done.status}") + also


def _id_of(request: Request) -> str:
    return request.arguments[0] if request.arguments else request.value("id")


def _number(request: Request, say: Phrases) -> int | None:
    """Return the number behind an action's first argument, a version or a page; None where it has none.

    Raises WrongUse for what is no number: no button of ours has it.
    """
    if len(request.arguments) <= 1:
        return None
    text = request.arguments[1]
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise WrongUse(say("operating.stale"))
    return int(text)
