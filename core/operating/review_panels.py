"""What a reviewer is shown: a document, a claim with all that is known of it, a list of claims. Pure.

Quotations, titles and names are somebody else's words: they come as "quote" parts or as one visible line, cut where a
page was written to be endless. What is cut here is told whole nowhere but in the article itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from core.articles.review.identity import url_of
from core.operating.panels import Button, Panel, Part
from core.references import reference_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from core.articles.review.values import BuiltInEntry, ClaimEntry, DocumentEntry
    from core.phrases import Phrases
    from core.standing import Standing
    from core.storage.rows import ClaimStatus, Decision, StoredClaim

MOST_QUOTED, MOST_TOLD, MOST_IN_A_ROW = 1_000, 600, 160
"""Characters of a quotation in a claim's panel, of other texts there, and of a claim in a list."""
A_PAGE = 8
"""Claims on a page of a list: their buttons make two rows with those that turn the page."""
LATEST = 3
"""Decisions that a claim's panel tells, the last ones."""

_VERBS: Mapping[ClaimStatus, tuple[str, ...]] = {
    "draft": ("approve", "edit", "reject"),
    "published": ("edit", "withdraw"),
    "rejected": ("approve", "restore"),
    "withdrawn": ("restore",),
}
_STYLES: Mapping[str, Literal["good", "danger"]] = {
    "approve": "good",
    "restore": "good",
    "reject": "danger",
    "withdraw": "danger",
}


class Neighbours(NamedTuple):
    """The ids of the drafts before and after a claim, "" where there is none."""

    before: str = ""
    after: str = ""


def claim_panel(
    entry: ClaimEntry, standing: Standing | None, beside: Neighbours, say: Phrases, notice: Sequence[Part] = ()
) -> Panel:
    """Return an added claim with everything that a reviewer decides by, and what may be decided."""
    claim = entry.claim
    parts = [
        *notice,
        Part(visible(claim.quotation, MOST_QUOTED), "quote"),
        Part(_where(entry, say), "quiet"),
        Part(_facts(claim, say)),
        Part(say(f"review.told.{'now' if claim.status == 'published' else 'then'}"), "heading"),
        Part(visible(entry.told, MOST_TOLD), "quote"),
        Part(" ".join(_under(entry, say)), "quiet"),
    ]
    if entry.wrong and claim.status != "withdrawn":
        parts += [
            Part(say("review.wrong"), "heading"),
            *(Part(inert(in_chat(one), MOST_TOLD)) for one in entry.wrong),
        ]
    parts += [Part(_standing(entry.document.doi, standing, say), "quiet"), *_history(entry.history, say)]
    title = say("review.claim", id=claim.id, status=_status(claim.status, say))
    return Panel(title, tuple(parts), tuple(_claim_buttons(claim, beside, say)))


def built_in_panel(entry: BuiltInEntry, say: Phrases, notice: Sequence[Part] = ()) -> Panel:
    """Return a claim of `config/`, which can be withdrawn and restored here, and is changed in its file."""
    claim = entry.claim
    source = entry.topic.sources[claim.source]
    status: ClaimStatus = "withdrawn" if entry.withdrawn else "published"
    verb = "restore" if entry.withdrawn else "withdraw"
    parts = [
        *notice,
        Part(claim.statement),
        Part(say("review.built_in", reference=source.reference, url=source.url, locator=claim.locator), "quiet"),
        *([Part(say("review.reason", reason=inert(entry.withdrawn, MOST_TOLD)))] if entry.withdrawn else []),
        *_history(entry.history, say),
    ]
    title = say("review.claim", id=claim.id, status=_status(status, say))
    return Panel(title, tuple(parts), (_decision(verb, claim.id, entry.version, say),))


def document_panel(
    entry: DocumentEntry, standing: Standing | None, page: int, say: Phrases, notice: Sequence[Part] = ()
) -> Panel:
    """Return an article with a page of its claims, and a button to each of them."""
    one = entry.document
    waiting = sum(claim.status == "draft" for claim in entry.claims)
    added = say("review.added", date=say.date(one.added_at), who=inert(one.added_by, MOST_TOLD))
    parts = [
        *notice,
        Part(visible(_cited(one.csl), MOST_TOLD), "quote"),
        *([Part(visible(address, MOST_TOLD))] if (address := url_of(one.csl)) else []),
        Part(f"{added} {_standing(one.doi, standing, say)}", "quiet"),
        Part(say("review.waiting", waiting=waiting, claims=len(entry.claims))),
    ]
    rows, buttons = _page(entry.claims, page, f"review/show/{one.source}", say)
    if one.doi and standing is None:
        buttons.append(Button(say("review.button.again"), f"review/show/{one.source}"))
    return Panel(say("review.document", number=one.id, topic=one.topic), (*parts, *rows), tuple(buttons))


def list_panel(claims: Sequence[StoredClaim], status: ClaimStatus, page: int, say: Phrases) -> Panel:
    """Return a page of the claims of one status."""
    rows, buttons = _page(claims, page, f"review/list/{status}", say)
    title = say("review.list", status=_status(status, say), count=len(claims))
    return Panel(title, tuple(rows) or (Part(say("review.list.none")),), tuple(buttons))


def visible(text: str, most: int) -> str:
    """Return somebody else's text on one line, without characters that show nothing or turn the writing around."""
    shown = " ".join("".join(one if one.isprintable() else " " for one in text[: 4 * most]).split())
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


def inert(text: str, most: int) -> str:
    """Return the same for use among our own words, where a platform would make a link of an address in it."""
    return visible(text, most).replace("://", ":// ")


def in_chat(line: str) -> str:
    """Return a line that names options of the command line as the fields of the form, which have the same names."""
    return line.replace(" --", " ")


def _where(entry: ClaimEntry, say: Phrases) -> str:
    claim = entry.claim
    where = say("review.where", sentence=claim.sentence, start=claim.start, end=claim.end, document=claim.document)
    return f"{where} {visible(url_of(entry.document.csl) or '', MOST_TOLD)}"


def _facts(claim: StoredClaim, say: Phrases) -> str:
    unsaid = say("review.unsaid")
    species = say("review.nobody") if claim.species == "none" else claim.species or unsaid
    about = ", ".join(claim.about) or unsaid
    lines = [say("review.facts", kind=claim.kind, about=about, species=species, study=claim.study or unsaid)]
    lines += [say("review.hedged")] if claim.hedged else []
    lines += [say("review.speaker", speaker=inert(claim.speaker, MOST_IN_A_ROW))] if claim.speaker else []
    return "\n".join(lines)


def _under(entry: ClaimEntry, say: Phrases) -> Iterator[str]:
    claim = entry.claim
    yield say("review.under", aspects=", ".join(claim.aspects) or say("review.unsaid"))
    if entry.needs:
        yield say("review.needs", needs=", ".join(entry.needs))
    if claim.reviewed_on and claim.review_by:
        yield say("review.reviewed", on=say.date(claim.reviewed_on), due=say.date(claim.review_by))


def _claim_buttons(claim: StoredClaim, beside: Neighbours, say: Phrases) -> Iterator[Button]:
    for verb in _VERBS[claim.status]:
        yield _decision(verb, claim.id, claim.version, say)
    for name, at in (("before", beside.before), ("after", beside.after)):
        if at:
            yield Button(say(f"review.button.{name}"), f"review/show/{at}")
    yield Button(say("review.button.document"), f"review/show/doc-{claim.document}")


def _decision(verb: str, claim_id: str, version: int, say: Phrases) -> Button:
    return Button(say(f"review.button.{verb}"), f"review/{verb}/{claim_id}/{version}", _STYLES.get(verb, "plain"))


def _page(claims: Sequence[StoredClaim], page: int, action: str, say: Phrases) -> tuple[list[Part], list[Button]]:
    """Return the rows of a page (from 1) and their buttons; a page that there is no longer is the last one."""
    pages = max(1, -(-len(claims) // A_PAGE))
    page = min(max(1, page), pages)
    shown = claims[(page - 1) * A_PAGE : page * A_PAGE]
    buttons = [Button(one.id, f"review/show/{one.id}") for one in shown]
    buttons += [Button(say("review.button.back"), f"{action}/{page - 1}")] if page > 1 else []
    buttons += [Button(say("review.button.more"), f"{action}/{page + 1}")] if page < pages else []
    return [Part(_row(one, say)) for one in shown], buttons


def _row(claim: StoredClaim, say: Phrases) -> str:
    text = inert(claim.statement or f"“{claim.quotation}”", MOST_IN_A_ROW)
    about = ", ".join(claim.about) or say("review.unsaid")
    return say("review.row", id=claim.id, status=_status(claim.status, say), about=about, text=text)


def _history(decisions: Sequence[Decision], say: Phrases) -> Iterator[Part]:
    for one in decisions[-LATEST:]:
        told = say(
            f"review.did.{one.action}",
            who=inert(one.who, MOST_IN_A_ROW),
            date=say.date(one.at),
            time=f"{one.at:%H:%M}",
        )
        reason = f" {say('review.reason', reason=inert(one.reason, MOST_TOLD))}" if one.reason else ""
        yield Part(told + reason, "quiet")


def _standing(doi: str | None, standing: Standing | None, say: Phrases) -> str:
    """Return whether the paper still stands, as far as anybody has looked."""
    if doi is None:
        return say("review.standing.no_doi")
    name = inert(doi, MOST_IN_A_ROW)
    if standing is None:
        return say("review.standing.not_yet", doi=name)
    return say(f"review.standing.{standing.status}", doi=name, date=say.date(standing.as_of))


def _cited(csl: Mapping[str, Any]) -> str:
    return reference_line({"title": "(without a title)", **csl})


def _status(status: ClaimStatus, say: Phrases) -> str:
    return say(f"review.status.{status}")
