"""Reports: "This looks wrong" under every answer, for everybody, and `/healthfacts reports ...` for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import WrongUse
from core.operating.panels import Button, Command, Field, Form, Option, Panel, Part
from core.reported import version_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from core.office import Office
    from core.operating.panels import Request, Right
    from core.phrases import Phrases
    from core.storage.reports import Report

    Do = Callable[[Request, Office, Phrases], Awaitable[Panel | Form]]

MOST_COMMENT, MOST_REASON = 500, 300
"""Characters of what a reader may add, and of why an operator closes a report."""
WRONG, SEND = "reports/wrong", "reports/send"
"""The verbs of the button under answers, and of the form behind it."""
A_PAGE = 15
MOST_IN_A_ROW = 120


class Reporting:
    """The flow. It keeps nothing."""

    name = "reports"
    forms = frozenset({WRONG, "reports/close"})

    def __init__(self) -> None:
        self._verbs: Mapping[str, Do] = {
            WRONG: self._ask,
            SEND: self._take,
            "reports/list": self._list,
            "reports/show": self._show,
            "reports/close": self._form,
            "reports/closed": self._close,
        }

    def commands(self, say: Phrases) -> tuple[Command, ...]:
        """Return the operators' commands."""
        number = Option("id", say("reports.option.id"), required=True)
        return (
            Command(("reports", "list"), say("reports.command.list"), "review"),
            Command(("reports", "show"), say("reports.command.show"), "review", (number,)),
            Command(("reports", "close"), say("reports.command.close"), "review", (number,), opens_form=True),
        )

    def right(self, verb: str) -> Right:
        """Return what a verb takes: reporting takes nothing. Raises KeyError for one that there is not."""
        if verb not in self._verbs:
            raise KeyError(verb)
        return "anyone" if verb in {WRONG, SEND} else "review"

    async def handle(self, request: Request, office: Office, say: Phrases) -> Panel | Form:
        """Do what is asked. Raises HealthfactsError with one line for who asked."""
        return await self._verbs[request.verb](request, office, say)

    async def _ask(self, request: Request, _: Office, say: Phrases) -> Form:
        """Ask what looks wrong. Here nobody's name has a place, nor any word about themselves."""
        comment = Field(
            "comment",
            say("report.field.comment"),
            "text",
            required=False,
            longest=MOST_COMMENT,
            hint=say("report.hint.comment"),
        )
        action = "/".join((SEND, *request.arguments))
        return Form(say("report.form"), action, (comment,), say("report.submit"))

    async def _take(self, request: Request, office: Office, say: Phrases) -> Panel:
        """Keep the report, which is what was written and what it is about, and tell operators that it is there."""
        taken = await office.reports.take("/".join(request.arguments), request.value("comment"))
        if taken is None:
            raise WrongUse(say("operating.stale"))
        office.notices.tell(notice(taken, say))
        return Panel(say("report.thanks"), instead=False)

    async def _list(self, request: Request, office: Office, say: Phrases) -> Panel:
        waiting = await office.reports.all()
        page = int(request.arguments[0]) if request.arguments and request.arguments[0].isdecimal() else 1
        page = min(max(page, 1), max(1, -(-len(waiting) // A_PAGE)))
        shown = waiting[(page - 1) * A_PAGE : page * A_PAGE]
        buttons = [Button(str(one.id), f"reports/show/{one.id}") for one in shown]
        buttons += [Button(say("review.button.back"), f"reports/list/{page - 1}")] if page > 1 else []
        buttons += (
            [Button(say("review.button.more"), f"reports/list/{page + 1}")] if len(waiting) > page * A_PAGE else []
        )
        rows = tuple(Part(_row(one, say)) for one in shown)
        return Panel(say.count("reports.list", len(waiting)), rows, tuple(buttons))

    async def _show(self, request: Request, office: Office, say: Phrases) -> Panel:
        return _panel(await office.reports.show(_id_of(request)), office, say)

    async def _form(self, request: Request, office: Office, say: Phrases) -> Form:
        found = await office.reports.show(_id_of(request))
        reason = Field("reason", say("review.field.reason"), longest=MOST_REASON, hint=say("reports.hint.reason"))
        return Form(
            say("reports.form", id=found.id), f"reports/closed/{found.id}", (reason,), say("reports.button.close")
        )

    async def _close(self, request: Request, office: Office, say: Phrases) -> Panel:
        done = await office.reports.close(_id_of(request), request.who.name, request.value("reason"))
        return _panel(done, office, say)


def notice(report: Report, say: Phrases) -> Panel:
    """Return what operators are told in their channel: no comment, which stays where it can be deleted."""
    parts = [Part(_row(report, say))]
    parts += [Part(say("reports.with_comment"), "quiet")] if report.comment else []
    return Panel(say("reports.new", id=report.id), tuple(parts), (_show_button(report, say),))


def _panel(report: Report, office: Office, say: Phrases) -> Panel:
    parts = [
        Part(_row(report, say)),
        Part(report.comment, "quote") if report.comment else Part(say("reports.no_comment"), "quiet"),
        *_claims(report, office, say),
    ]
    buttons = []
    if report.closed_at:
        told = say("reports.closed", date=say.date(report.closed_at), who=report.closed_by, reason=report.reason)
        parts.append(Part(told, "quiet"))
    else:
        buttons.append(Button(say("reports.button.close"), f"reports/close/{report.id}", "danger"))
    buttons.append(Button(say("reports.button.list"), "reports/list"))
    claims = (Button(one.claim, f"review/show/{one.claim}") for one in report.claims[:A_PAGE])
    return Panel(say("reports.title", id=report.id), tuple(parts), (*buttons, *claims))


def _claims(report: Report, office: Office, say: Phrases) -> Iterator[Part]:
    """Yield each claim with its version, and whether it is still told so."""
    told = {one: claim for topic in office.app.topics.values() for one, claim in topic.claims.items()}
    for claim, version in report.claims:
        now = "gone" if claim not in told else "same" if version_of(told[claim]) == version else "changed"
        yield Part(say(f"reports.claim.{now}", claim=claim, version=version), "quiet")


def _row(report: Report, say: Phrases) -> str:
    at = f"{say.date(report.at)} {report.at:%H:%M}"
    return say("reports.row", id=report.id, at=at, address=report.address[:MOST_IN_A_ROW], claims=len(report.claims))


def _show_button(report: Report, say: Phrases) -> Button:
    return Button(say("reports.button.show"), f"reports/show/{report.id}")


def _id_of(request: Request) -> str:
    return request.arguments[0] if request.arguments else request.value("id")
