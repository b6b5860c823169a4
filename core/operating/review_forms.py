"""The forms of a review, and what comes back in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.articles.review.values import Edit
from core.errors import WrongUse
from core.operating.panels import Choice, Field, Form

if TYPE_CHECKING:
    from core.operating.panels import Request
    from core.phrases import Phrases
    from core.storage.rows import StoredClaim

LONGEST_STATEMENT, LONGEST_REASON, LONGEST_LINE = 300, 300, 500
"""Characters; the first two are what the review takes at most."""
ASIDE = {"reject": "rejected", "withdraw": "withdrawn"}
"""What asks for a reason -> the verb with which its form comes back."""


def edit_form(claim: StoredClaim, say: Phrases) -> Form:
    """Return the form that says anew what a claim says of itself.

    Discord takes five fields. A draft needs to be told in what kind of study it was seen; a claim that has been
    published has that, and may need another day of review instead.
    """
    from core.articles.review.drafting import SPECIES, STUDIES  # noqa: PLC0415 - reads articles, which a start can do without

    species = tuple(Choice(one, say("review.nobody") if one == "none" else one) for one in SPECIES)
    studies = tuple(Choice(one, one) for one in STUDIES)
    due = claim.review_by.isoformat() if claim.review_by else ""
    last = (
        Field(
            "review_by",
            say("review.field.review_by"),
            value=due,
            required=False,
            longest=10,
            hint=say("review.hint.review_by"),
        )
        if claim.status == "published"
        else Field("study", say("review.field.study"), "choice", claim.study or "", studies, required=False)
    )
    return Form(
        say("review.form.edit", id=claim.id),
        f"review/edited/{claim.id}/{claim.version}",
        (
            Field(
                "statement",
                say("review.field.statement"),
                "text",
                claim.statement or "",
                required=False,
                longest=LONGEST_STATEMENT,
                hint=say("review.hint.statement"),
            ),
            _words("aspects", claim.aspects, say),
            _words("about", claim.about, say),
            Field("species", say("review.field.species"), "choice", claim.species or "", species, required=False),
            last,
        ),
        say("review.submit.edit"),
    )


def reason_form(verb: str, claim_id: str, version: int, say: Phrases) -> Form:
    """Return the form that asks why a claim is rejected or withdrawn."""
    field = Field("reason", say("review.field.reason"), "text", longest=LONGEST_REASON, hint=say(f"review.hint.{verb}"))
    action = f"review/{ASIDE[verb]}/{claim_id}/{version}"
    return Form(say(f"review.form.{verb}", id=claim_id), action, (field,), say(f"review.submit.{verb}"))


def edit_of(request: Request) -> Edit:
    """Return what a filled form says. Raises WrongUse for a day that is none."""
    return Edit(
        statement=" ".join(request.value("statement").split()),
        aspects=_listed(request.value("aspects")),
        about=_listed(request.value("about")),
        species=request.value("species") or None,
        study=request.value("study") or None,
        review_by=_day(request.value("review_by")),
    )


def _words(name: str, words: tuple[str, ...], say: Phrases) -> Field:
    label, hint = say(f"review.field.{name}"), say(f"review.hint.{name}")
    return Field(name, label, value=", ".join(words), longest=LONGEST_LINE, hint=hint)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse("that is no date: write the day of review as 2027-11-26") from None
