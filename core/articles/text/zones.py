"""Tell the parts of a page apart, line by line: title, captions, article, references, readers, boilerplate.

The rules are `config/articles/zones.toml`. What matters most is that no reader's sentence, advert or legal notice is
taken for the article. So what follows the article's end or the first reader is never article again, and where nothing
tells who wrote a line, it is "unknown".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.articles.model import Zone
from core.articles.text.signals import marked
from core.articles.text.threads import Column
from core.articles.text.units import Unit, plain_of, units_of
from core.articles.text.zone_rules import Sign, ZoneRules, load_zone_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.articles.model import Page, ZoneKind

__all__ = ["ZoneRules", "load_zone_rules", "zones_of"]

_OWN_STORY = 0.5
"""Share of a text in the first person from which on it is somebody's own story."""
_OWN_STORY_BEGUN = 1 / 3
"""The same of a text that begins in the first person, in paragraphs."""
_PASSED_ON = 200
"""Code points, and paragraphs, that an article has at least which somebody posted."""
_FEWEST_PARAGRAPHS = 3
_SIGNED = frozenset({"byline", "who the author is", "about the publisher"})
"""Signs that name an author. Who signs a text in the first person is its author, not a reader."""
_LABELS = frozenset(
    {
        "sponsored",
        "promoted",
        "content",
        "partner",
        "message",
        "article",
        "continues",
        "below",
        "after",
        "advertisement",
    }
)
_NAME = 5
"""Letters of a word in an advert's label that is taken for what is sold."""


def zones_of(page: Page, rules: ZoneRules) -> tuple[Zone, ...]:
    """Return the zones of a page, in order and without a gap. Zones that the mark-up makes certain stay as they are."""
    text, known = page.text, [zone for zone in page.known if zone.start < zone.end]
    if not text:
        return ()
    plain = plain_of(text)
    units = units_of(plain, [border for zone in known for border in (zone.start, zone.end)])
    column = Column(text, marked(_outside(units, known), plain, rules), rules)
    kinds = _kinds(column)
    below = min((zone.start for zone in known if zone.kind == "comments"), default=len(text))
    for at, one in enumerate(column.marked if below < len(text) else ()):
        if one.unit.start > below and kinds[at] == "article":
            kinds[at] = "unknown"  # below the comments that the mark-up names, others may stand unnamed
    return tuple(_without_gaps(len(text), _runs(column, kinds, known), known))


def _outside(units: list[Unit], known: Sequence[Zone]) -> list[Unit]:
    """Return the paragraphs that no known zone holds."""
    left, zones = [], iter(known)
    zone = next(zones, None)
    for unit in units:
        while zone is not None and zone.end <= unit.start:
            zone = next(zones, None)
        if zone is None or unit.start < zone.start:
            left.append(unit)
    return left


def _kinds(column: Column) -> list[ZoneKind]:
    """Decide every paragraph."""
    kinds = _authored(column)
    readers = min(column.by_signs, column.by_voice)
    for at in range(column.doubtful, readers):
        kinds[at] = "unknown"
    for at in range(readers, column.end):
        sign = column.marked[at].sign
        kinds[at] = "boilerplate" if sign is not None and sign.zone == "boilerplate" else "comments"
    for at in range(column.asked, column.end):
        kinds[at] = "unknown" if kinds[at] == "article" else kinds[at]
    (_judge_post if column.is_thread else _judge_text)(column, kinds, readers)
    return kinds


def _judge_post(column: Column, kinds: list[ZoneKind], readers: int) -> None:
    """Take back what was told as article if the first post of a thread is its poster's own, or may be."""
    article = [at for at in column.prose(column.begin, readers) if kinds[at] == "article"]
    lead = next((number for number, at in enumerate(article) if not column.reading(at).clear), len(article))
    for at in article[:lead]:
        kinds[at] = "comments"
    rest = article[lead:]
    own = any(column.reading(at).clear for at in rest)
    if own or _amount(column, rest) < _PASSED_ON or not any(column.reports(at) for at in rest):
        _take_back(column, kinds, readers, "comments" if own or lead else "unknown")


def _judge_text(column: Column, kinds: list[ZoneKind], readers: int) -> None:
    """Take back what was told as article where nobody reports: in comments alone, in somebody's own story."""
    lines = [at for at in column.unsigned(column.begin, readers) if kinds[at] == "article"]
    article = [at for at in lines if column.is_text[at]]
    own = [at for at in column.clear(column.begin, readers) if kinds[at] == "article"]
    if not article or not (own or column.reading(article[0]).person):
        return
    lead = next((number for number, at in enumerate(article) if not column.reading(at).clear_in_any_voice), 0)
    if lead and len(own) == lead and _is_passed_on(column, article[lead:]):
        for at in range(column.begin, article[lead]):  # somebody's greeting above the article
            kinds[at] = "comments"
        return
    talk = [at for at in own if column.reading(at).clear_in_any_voice]
    if talk and (len(own) > 1 or 2 * len(talk) >= len(article) or column.reading(own[0]).asking):
        _take_back(column, kinds, readers, "comments")
        return
    if _is_own_story(column, article) and not _is_signed(column):
        _take_back(column, kinds, readers, "unknown")


def _is_own_story(column: Column, article: Sequence[int]) -> bool:
    """Tell whether a text is in the first person: half of it, its beginning and a third, or where nobody reports."""
    told = [at for at in article if column.reading(at).clear or column.reading(at).person]
    if len(told) > 1 and told[0] == article[0] and len(told) >= _OWN_STORY_BEGUN * len(article):
        return True
    if not any(column.reading(at).clear for at in told):
        return False
    nobody_reports = not any(column.reports(at) for at in article)
    return nobody_reports or _amount(column, told) >= _OWN_STORY * _amount(column, article)


def _take_back(column: Column, kinds: list[ZoneKind], readers: int, kind: ZoneKind) -> None:
    for at in range(column.begin, readers):
        if kinds[at] == "article":
            kinds[at] = kind


def _amount(column: Column, places: Iterable[int]) -> int:
    return sum(len(column.marked[at].unit.plain) for at in places)


def _is_passed_on(column: Column, rest: Sequence[int]) -> bool:
    """Tell an article that somebody posted from an answer to what somebody wrote."""
    sourced = column.over < column.by_signs
    return (sourced or len(rest) >= _FEWEST_PARAGRAPHS) and _amount(column, rest) >= _PASSED_ON


def _is_signed(column: Column) -> bool:
    return any(one.sign is not None and one.sign.id in _SIGNED for one in column.marked)


@dataclass
class _Walk:
    """Where one is on the way down a page: `state` is "head", "body", "after", or what a sign holds."""

    state: str = "head"
    zone: ZoneKind = "metadata"
    after: ZoneKind | None = None
    titled: int = 0
    kinds: list[ZoneKind] = field(default_factory=list)


def _authored(column: Column) -> list[ZoneKind]:
    """Decide every paragraph as if there were no readers."""
    walk = _Walk()
    for at, (_, sign, _) in enumerate(column.marked):
        walk.kinds.append(_unsigned(walk, column, at) if sign is None else _signed(walk, column, at, sign))
    _trim(column, walk.kinds)
    return walk.kinds


def _signed(walk: _Walk, column: Column, at: int, sign: Sign) -> ZoneKind:
    """Decide a paragraph that bears a sign, and what the sign means for those below it."""
    if sign.before:
        _put_above(walk, column, at)
        if walk.state == "body" and sign.zone != "article":
            walk.state = "head"
    if sign.zone == "article":
        if walk.after is not None and not sign.resumes:
            return walk.after
        walk.state, walk.after = "body", None
        return "article"
    if sign.zone == "comments":
        return "metadata" if walk.state == "head" else "boilerplate"
    if at >= column.over and sign.ends and walk.after is None:
        walk.after = "unknown" if sign.zone == "reference" else "boilerplate"
    if sign.advert or (sign.holds != "line" and (sign.holds == "list" or walk.state != "head")):
        walk.state, walk.zone = "advert" if sign.advert else sign.holds, sign.zone
    elif walk.after is not None:
        walk.state = "after"
    return sign.zone


def _put_above(walk: _Walk, column: Column, at: int) -> None:
    """Make titles of what stands above a sign that stands below the title."""
    for above in range(walk.titled, at):
        if column.marked[above].sign is None and walk.kinds[above] == "article":
            walk.kinds[above] = "metadata"
    walk.titled = at


def _unsigned(walk: _Walk, column: Column, at: int) -> ZoneKind:
    """Decide a paragraph that bears no sign by where it stands."""
    if walk.state == "advert":
        walk.state = "after" if walk.after else "body" if at > column.begin else "head"
        if (advert := _advertised(column, at)) is not None:
            return advert
    if walk.state == "section":
        cited = walk.zone != "reference" or column.rules.citation.match(column.marked[at].unit.plain)
        if cited:
            return walk.zone
        walk.state = "after"
    if walk.state == "list":
        if not column.is_text[at]:
            return walk.zone
        walk.state = "after" if walk.after else "body"
    if walk.state == "head":
        if at < column.begin or not column.is_text[at]:
            return "metadata"
        walk.state = "body"
    return walk.after or "article"


def _advertised(column: Column, at: int) -> ZoneKind | None:
    """Decide the paragraph below an advert's label: the advert, the article, or one that could be either."""
    label, plain = column.marked[at - 1].unit.plain, column.marked[at].unit.plain
    named = [word for word in label.split() if len(word) >= _NAME and word not in _LABELS]
    if column.rules.voices["selling"].stands_in(" " + plain) or any(word in plain for word in named):
        return "boilerplate"
    return None if column.reports(at) else "unknown"


def _trim(column: Column, kinds: list[ZoneKind]) -> None:
    """Give what hangs below the article's last sentence, link titles mostly, to the boilerplate; lists stay."""
    for at in range(len(kinds) - 1, -1, -1):
        if kinds[at] != "article":
            continue
        plain = column.marked[at].unit.plain
        if column.is_text[at] or plain[0] in "*·-(0123456789" or plain[-1] in ")}]":
            return
        kinds[at] = "boilerplate"


def _runs(column: Column, kinds: Sequence[ZoneKind], known: Sequence[Zone]) -> Iterator[Zone]:
    """Yield the zones of neighbouring paragraphs of one kind, none across a known zone."""
    borders = iter(zone.start for zone in known)
    border = next(borders, None)
    begin = end = 0
    kind: ZoneKind | None = None
    for (unit, _, _), one in zip(column.marked, kinds, strict=True):
        start = unit.start
        is_beyond = border is not None and border <= start
        if is_beyond or one != kind:
            if kind is not None:
                yield Zone(begin, end, kind)
            begin, kind = start, one
            while border is not None and border <= start:
                border = next(borders, None)
        end = unit.end
    if kind is not None:
        yield Zone(begin, end, kind)


def _without_gaps(length: int, told: Iterable[Zone], known: Sequence[Zone]) -> list[Zone]:
    """Put neighbours of one kind together, and give the space between zones to the one above it.

    Known zones stay as they are; space around them that no other zone can have is "unknown".
    """
    fixed = frozenset(known)
    found: list[Zone] = []
    for zone in sorted([*told, *known], key=_start):
        last = found[-1] if found else None
        gap = last.end if last else 0
        if zone not in fixed and (last is None or last in fixed):
            found.append(Zone(gap, zone.end, zone.kind))
            continue
        if last is not None and last not in fixed:
            same = zone not in fixed and zone.kind == last.kind
            found[-1] = Zone(last.start, zone.end if same else zone.start, last.kind)
            if same:
                continue
        elif gap < zone.start:
            found.append(Zone(gap, zone.start, "unknown"))
        found.append(zone)
    last = found[-1] if found else Zone(0, 0, "unknown")
    if last.end < length:
        found[-1:] = (
            [last, Zone(last.end, length, "unknown")] if last in fixed else [Zone(last.start, length, last.kind)]
        )
    return found


def _start(zone: Zone) -> int:
    return zone.start
