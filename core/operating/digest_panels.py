"""What people who manage a server see of its digests: one of them, the list, its log, and the form. Pure."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Literal

from core.digests.subscribing import PICTURE
from core.operating.panels import Button, Choice, Field, Form, Panel, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from core.digests.subscribing import Entry, Subscription
    from core.phrases import Phrases

A_PAGE = 8
"""Digests on a page of a list."""
NOTHING_NEW = ("rotate", "say", "skip")
_STYLES: Mapping[str, Literal["good", "danger"]] = {"resume": "good", "remove": "danger"}
_TIME = "%a %Y-%m-%d %H:%M"


def digest_panel(
    of: Subscription, times: Sequence[datetime], topic: str, say: Phrases, title: str = "digest.shown"
) -> Panel:
    """Return a digest with its next times, and what may be done with it. `times` are in its own zone."""
    parts = [Part(_line(of, topic, say)), Part(say(f"digest.nothing_new.{of.when_nothing_new}"), "quiet")]
    parts += [Part(say("digest.picture.yes"), "quiet")] if of.picture else []
    parts += [Part(_paused(of, say))] if of.status == "paused" else [Part(_next(one, of, say)) for one in times]
    verbs = ("preview", "send-now", "pause") if of.status == "active" else ("preview", "resume")
    buttons = (_button(verb, of, say) for verb in (*verbs, "edit", "log", "remove"))
    return Panel(say(title, number=of.id), tuple(parts), tuple(buttons))


def list_panel(found: Sequence[tuple[Subscription, str]], page: int, say: Phrases, verb: str = "show") -> Panel:
    """Return a page of digests (from 1), each with its topic's title, and a button for what is to be done with it."""
    if not found:
        return Panel(say("digest.list"), (Part(say("digest.list.none")),))
    here = found[(page - 1) * A_PAGE : page * A_PAGE]
    buttons = [Button(str(of.id), f"digest/{verb}/{of.id}") for of, _ in here]
    if len(found) > page * A_PAGE:
        buttons.append(Button(say("digest.list.more"), f"digest/list/{page + 1}/{verb}"))
    title = "digest.list" if verb == "show" else "digest.choose"
    return Panel(say(title), tuple(_lines(here, say)), tuple(buttons))


def log_panel(of: Subscription, entries: Iterable[Entry], say: Phrases) -> Panel:
    """Return the last editions of a digest and what became of each."""
    parts = [part for entry in entries for part in _entry(entry, say)]
    return Panel(say("digest.log", number=of.id), tuple(parts) or (Part(say("digest.log.none")),), instead=False)


def sure_panel(of: Subscription, say: Phrases) -> Panel:
    """Ask before a digest is removed."""
    yes = Button(say("digest.button.remove.really"), f"digest/really/{of.id}", "danger")
    return Panel(say("digest.shown", number=of.id), (Part(say("digest.remove.sure", number=of.id)),), (yes,))


def add_form(channel: str, zone: str, topics: Mapping[str, str], say: Phrases) -> Form:
    """Return the form for a new digest. `topics` are titles by command; `zone` is what the last one here had.

    Discord takes five fields: where the topic has to be chosen, a picture is wished for in the form that changes it.
    """
    fields = [*_fields(channel, "", zone, "rotate", say)]
    if len(topics) > 1:
        options = tuple(Choice(command, title) for command, title in topics.items())
        fields.append(Field("topic", say("digest.field.topic"), "choice", options[0].value, options))
    else:
        fields.append(_picture(say, wanted=False))
    return Form(say("digest.form.add"), "digest/create", tuple(fields), say("digest.form.save"))


def edit_form(of: Subscription, say: Phrases) -> Form:
    """Return the form to change a digest."""
    fields = [*_fields(of.target.id, of.written, of.zone, of.when_nothing_new, say), _picture(say, wanted=of.picture)]
    title = say("digest.form.edit", number=of.id)
    return Form(title, f"digest/save/{of.id}", tuple(fields), say("digest.form.save"))


def _fields(channel: str, when: str, zone: str, nothing_new: str, say: Phrases) -> Iterator[Field]:
    choices = tuple(Choice(one, say(f"digest.nothing_new.{one}")) for one in NOTHING_NEW)
    yield Field("channel", say("digest.field.channel"), "channel", channel)
    yield Field("when", say("digest.field.when"), value=when, longest=100, hint=say("digest.field.when.hint"))
    yield Field("zone", say("digest.field.zone"), value=zone, longest=60, hint=say("digest.field.zone.hint"))
    yield Field("nothing_new", say("digest.field.nothing_new"), "choice", nothing_new, choices)


def _picture(say: Phrases, *, wanted: bool) -> Field:
    choices = tuple(Choice(one, say(f"digest.picture.{one}")) for one in PICTURE)
    chosen = next(one for one, means in PICTURE.items() if means is wanted)
    return Field("picture", say("digest.field.picture"), "choice", chosen, choices)


def _lines(found: Iterable[tuple[Subscription, str]], say: Phrases) -> Iterator[Part]:
    for of, topic in found:
        yield Part(_line(of, topic, say))
        if of.status == "paused":
            yield Part(_paused(of, say), "quiet")


def _line(of: Subscription, topic: str, say: Phrases) -> str:
    place = f"{of.platform} {of.target.kind} {of.target.id}"
    return say("digest.line", number=of.id, topic=topic, place=place, written=of.written, zone=of.zone)


def _paused(of: Subscription, say: Phrases) -> str:
    if not of.reason:
        return say("digest.line.by_hand")
    return say("digest.line.paused", reason=say(f"digest.reason.{of.reason}"))


def _next(time: datetime, of: Subscription, say: Phrases) -> str:
    return say("digest.next", local=time.strftime(_TIME), zone=of.zone, utc=time.astimezone(UTC).strftime(_TIME))


def _entry(entry: Entry, say: Phrases) -> Iterator[Part]:
    local = entry.local.replace("T", " ")
    if entry.state == "sent" and entry.sent_at:
        yield Part(say("digest.log.sent", local=local, at=entry.sent_at.strftime("%Y-%m-%d %H:%M:%S")))
    else:
        yield Part(say("digest.log.not_sent", local=local, state=say(f"digest.state.{entry.state}")))
    told = [say.count("digest.log.attempts", entry.attempts)] if entry.attempts > 1 else []
    if entry.error:
        reason, _, detail = entry.error.partition(": ")
        why = say(f"digest.reason.{reason}")
        told.append(say("digest.log.detail", reason=why, detail=detail) if detail else why)
    told += [entry.link] if entry.link else []
    if told:
        yield Part(" ".join(told), "quiet")


def _button(verb: str, of: Subscription, say: Phrases) -> Button:
    return Button(say(f"digest.button.{verb}"), f"digest/{verb}/{of.id}", _STYLES.get(verb, "plain"))
