"""What a decision makes of a claim. Pure: the same decision on the same claim on the same day gives the same claim."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from core.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.articles.review.values import Edit
    from core.storage.rows import Action, ClaimStatus, StoredClaim

A_YEAR = timedelta(days=365)
"""When a published claim is due for review again, unless the reviewer says otherwise."""

_LEADS: Mapping[Action, Mapping[ClaimStatus, ClaimStatus]] = {
    "approve": {"draft": "published", "rejected": "published"},
    "reject": {"draft": "rejected"},
    "withdraw": {"published": "withdrawn"},
    "restore": {"withdrawn": "published", "rejected": "draft"},
}
_DONE: Mapping[Action, frozenset[ClaimStatus]] = {
    "approve": frozenset({"published"}),
    "reject": frozenset({"rejected"}),
    "withdraw": frozenset({"withdrawn"}),
    "restore": frozenset({"published", "draft"}),
}
"""Where a decision has been made before, so that making it again is nothing new."""
_INSTEAD: Mapping[tuple[Action, ClaimStatus], str] = {
    ("approve", "withdrawn"): "restore it",
    ("reject", "published"): "withdraw it",
    ("reject", "withdrawn"): "nobody is told it any more",
    ("withdraw", "draft"): "reject it",
    ("withdraw", "rejected"): "nobody is told it",
}


def is_done(before: StoredClaim, action: Action) -> bool:
    """Tell whether a decision has already led to what it leads to."""
    return before.status in _DONE.get(action, ())


def after(before: StoredClaim, action: Action, today: date, reason: str | None, edit: Edit) -> StoredClaim:
    """Return the claim as a decision leaves it, of the same version. Raises WrongUse for one that cannot be made."""
    status = before.status if action == "edit" else _LEADS[action].get(before.status)
    if status is None:
        raise WrongUse(f"{before.id} is {before.status}: {_INSTEAD[action, before.status]}")
    edited = _edited(before, edit)
    if action != "edit":
        edited = replace(edited, status=status, reason=reason)
    if status != "published" or edited == before:
        return edited
    due = edited.review_by if edited.review_by and (edit.review_by or edited.review_by > today) else today + A_YEAR
    return replace(edited, reviewed_on=today, review_by=due)


def changes(before: StoredClaim, now: StoredClaim) -> dict[str, list[Any]]:
    """Return what differs, by field: the old value and the new one, as JSON has them."""
    pairs = ((one.name, getattr(before, one.name), getattr(now, one.name)) for one in fields(before))
    return {name: [_plain(old), _plain(new)] for name, old, new in pairs if old != new}


def _edited(before: StoredClaim, edit: Edit) -> StoredClaim:
    given = {one.name: value for one in fields(edit) if (value := getattr(edit, one.name)) is not None}
    if "statement" in given:
        given["statement"] = given["statement"].strip() or None
    return replace(before, **given)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
