"""Lists of authors as citations write them -> CSL names: {"family", "given"}, with "suffix" for Jr, or {"literal"}.

Given names stay as they are written: "Mario M.", "MM", "M. M.". Nobody is invented: "et al." adds no one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Name = dict[str, str]

LONGEST = 20_000
"""Code points of a list of authors that are read: some 1,000 names."""
MOST_WORDS = 6
"""Words of one name: Maria da Conceição dos Santos Silva."""
MOST_GROUP_WORDS = 9

_PARTICLES = frozenset(
    str.split(
        "van von der den de del della di da do dos das du la le los ten ter zu zur zum vom bin ibn al el af "
        "av st st. 't op in"
    )
)
_CAPITAL_PARTICLES = frozenset(str.split("Mc Van Von Der Den De Del Della Di Du La Le Ter Ten Dos El Al St St."))
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|2nd|3rd|4th)\.?")
_TITLES = re.compile(r"(?:Professor|Prof|Dr|Drs|Mr|Mrs|Ms|Sir|Dame)\.?\s+")
_DEGREES = re.compile(
    r"(?:M\.?D|Ph\.?D|M\.?P\.?H|M\.?Sc|B\.?Sc|M\.?S|B\.?S|M\.?A|B\.?A|D\.?O|R\.?N|Pharm\.?D|Dr\.?P\.?H|Sc\.?D|M\.?B\.?B\.?S"
    r"|MBChB|D\.?Phil|M\.?Phil|F\.?R\.?C\.?P|FRCPsych|FACP|FAHA|FACC|MHS|MSPH|MBA|LCSW|PsyD|DVM|DDS|MPharm|BPharm|EdD|MEd"
    r"|NP|PA-C|FAAN|MSN|DNP)\.?"
)
_GROUP = re.compile(
    r"(?i)\b(?:group|groups|collaborat(?:ion|ors|ive)|consortium|investigators|network|committee|society|association|"
    r"organi[sz]ation|institutes?|academy|college|council|task force|agency|ministry|department|university|foundation|"
    r"initiative|team|centers?|centres?|program(?:me)?|panel|federation|administration|service|study)\b"
)
_GROUP_ENDS = re.compile(
    r"\b(?:Group|Collaborat(?:ion|ors)|Consortium|Investigators|Network|Committee|Society|Association|Organization)\Z"
)
_SIGNS = re.compile(r"[*†‡§¶#‖∥✉]|[⁰¹²³⁴-⁹]+(?:[,–-][⁰¹²³⁴-⁹]+)*")  # noqa: RUF001
_MARKS = re.compile(
    r"\((?:\d+|[a-z#*†‡])\)|(?<=[^\W\d]),[a-f](?:,[a-f])*(?=\s|\Z)|(?<=[^\W\d])[,.]?[\s#*†‡]*\d+(?:[\s,–-]+\d+)*(?=\W|\Z)|\bORCID\b(?:\s+\S*\d{4}-\d{4}\S*)?"  # noqa: RUF001
)
"""Signs of affiliations: Shi Y(1), Shi1,2, Shi # 1 2; where no comma follows they part two names."""
_ET_AL = re.compile(
    r"(?i)[,;]?\s*(?:\band\b\s*|&\s*)?\b(?:et\s+al\b\.?|and (?:colleagues|co-?workers|others)\b)|…|\.\.\."
)
_AND = re.compile(r"\s*[,;]?\s+(?:and|&|und|et|y)\s+")
_INITIALS = r"(?!(?:II|III|IV|Jr|Sr)\b)[^\W\d_a-z](?:[^\W\d_a-zß-ÿ]|-[^\W\d_a-z]){0,3}"
_SHORT = re.compile(rf"(?P<family>[^\d,;]*[^\d,;.\s])\s+(?P<given>{_INITIALS})(?:\s+(?P<suffix>{_SUFFIX.pattern}))?\Z")
_POINTED = re.compile(r"(?:[^\W\d_a-z][a-z]?\.[\s-]?)*[^\W\d_a-z][a-z]?\.?(?:,?\s*(?:Jr|Sr|II|III)\.?)?\Z")
_BARE = re.compile(rf"{_INITIALS}\Z")
_ONE_GIVEN = re.compile(r"[^\W\d_]+(?: (?:[^\W\d_]\.?\s?)+)?\Z")
_LETTERED = re.compile(r"[^\W\d_]")
_NO_NAME = re.compile(
    r"\b(?:[Rr]eceived|[Rr]evised|[Aa]ccepted|[Pp]ublished|[Cc]opyright|[Cc]orresponding|[Cc]orrespondence|[Dd]epartment|School|Faculty|"
    r"Ltd|Inc|Article|Abstract|Research|Journal|Volume|Affiliations?|Trial|Review|Controlled|Study|Information|Results|Methods)\b"
)
_BEHALF = re.compile(r"[,;]\s*(?:and\s+)?(?:on behalf of |for )?the\s+(?=[A-Z])(?P<group>[^;]+)\Z")
_SENTENCE = re.compile(r"[.!?:]\s+(?![A-Z]\.?\b)[A-Z][a-z]+ [a-z]")


def names_of(text: str) -> tuple[Name, ...]:
    """Return the people of a list of authors, in order."""
    text = _ET_AL.sub(" ", _SIGNS.sub("", _MARKS.sub(",", text[:LONGEST].replace("\u00a0", " "))))
    if behalf := _BEHALF.search(text):
        return (*names_of(text[: behalf.start()]), {"literal": behalf["group"].strip(" ,.")})
    if ";" in text and not _is_comma_list(text.split(";", 1)[0]):
        parts = [one for part in text.split(";") for one in ([part] if "," in part else _AND.split(f" {part}"))]
        return _all(_last_first(one) if "," in one else one_name(one) for one in parts)
    items = [one.strip() for part in re.split("[,;]", text) for one in _AND.split(f" {part}")]
    items = [one for one in items if one and _LETTERED.search(one) and not _DEGREES.fullmatch(one)]
    if _are_turned(items):
        return _all(_last_first(f"{family}, {given}") for family, given in zip(items[::2], items[1::2], strict=True))
    people: list[Name] = []
    if _is_first_turned(items):
        people, items = [{"family": items[0], "given": items[1]}], items[2:]
    for item in items:
        if _SUFFIX.fullmatch(item) and people and "family" in people[-1]:
            people[-1]["suffix"] = item
        else:
            people += _all([one_name(item)])
    return tuple(people)


def one_name(text: str) -> Name | None:
    """Return one name, given first ("Mario M. Dorostkar") or initials behind ("Dorostkar MM"); None if it is none."""
    text = _TITLES.sub("", " ".join(text.split()).strip(" ,;:"))
    if not _LETTERED.search(text):
        return None
    if text.count(".") > 1 or not _SHORT.match(text):
        text = _without_degree(text)
    if _GROUP.search(text):
        return {"literal": text}
    if short := _SHORT.match(text):
        name = {key: value for key, value in short.groupdict().items() if value}
        return name | ({"suffix": name["suffix"].rstrip(".")} if "suffix" in name else {})
    words = text.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""  # noqa: PLR2004 - given, family
    if len(words) == 1:
        return {"literal": text}
    given, family = _parted(words)
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def looks_like_people(text: str, least: int = 1) -> bool:
    """Tell whether a line is nothing but a list of at least that many names, each with a given name or initials."""
    text = re.sub(r"(?i)^(?:by|authors?)\b:?\s+", "", text.strip())
    if len(text) > LONGEST or ":" in text or _SENTENCE.search(text) or _NO_NAME.search(text):
        return False
    people = names_of(text)
    named = [one for one in people if "family" in one]
    return len(named) >= least and len(named) >= len(people) - 1 and all(_is_named(one) for one in named)


def is_group(text: str) -> bool:
    """Tell whether a text is nothing but the name of a group of authors: "RECOVERY Collaborative Group"."""
    return len(text.split()) <= MOST_GROUP_WORDS and bool(_GROUP_ENDS.search(text)) and ", " not in text


def _is_named(name: Name) -> bool:
    """Tell whether a name is written as one: few words, each with a capital or a particle."""
    words = [*name["family"].split(), *name["given"].split()]
    return len(words) <= MOST_WORDS and all(
        one != one.lower() or one in _PARTICLES or "'" in one or "’" in one  # noqa: RUF001
        for one in words
    )


def _is_comma_list(text: str) -> bool:
    """Tell whether commas part whole names already: "Ann Lee, Bo Roe, Cy Poe; and the Sleep Group"."""
    items = [one.strip() for one in text.split(",") if not _DEGREES.fullmatch(one.strip())]
    return len(items) > 2 and all(" " in one for one in items if one)  # noqa: PLR2004 - "Roe, Jane, Jr."


def _all(names: Iterable[Name | None]) -> tuple[Name, ...]:
    return tuple(one for one in names if one)


def _are_turned(items: list[str]) -> bool:
    """Tell whether commas stand inside names: "Shi, Y., Cui, M."."""
    givens = items[1::2]
    return len(items) > 1 and len(items) % 2 == 0 and all(_POINTED.match(one) or _BARE.match(one) for one in givens)


def _is_first_turned(items: list[str]) -> bool:
    """Tell whether only the first name is turned: "Shi, Yuan, and Mochen Cui"."""
    if len(items) <= 1 or any(_SUFFIX.fullmatch(one) for one in items[:2]) or _SHORT.match(items[0]):
        return False
    family = items[0].split()
    is_family = len(family) == 1 or family[0].lower() in _PARTICLES
    return is_family and bool(_ONE_GIVEN.match(items[1])) and all(" " in one for one in items[2:])


def _last_first(text: str) -> Name | None:
    """Return "Shi, Y." or "Roe, Jane, Jr." as a name."""
    family, *rest = (one.strip() for one in text.split(","))
    rest = [one for one in rest if one and not _DEGREES.fullmatch(one)]
    suffix = next((one for one in rest if _SUFFIX.fullmatch(one)), "")
    given = next((one for one in rest if not _SUFFIX.fullmatch(one)), "")
    if not given:
        return one_name(family)
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def _without_degree(text: str) -> str:
    words = text.split()
    while len(words) > 2 and _DEGREES.fullmatch(words[-1]):  # noqa: PLR2004 - given, family
        words.pop()
    return " ".join(words)


def _parted(words: list[str]) -> tuple[str, str]:
    """Return given and family name of a name's words: the family is in capitals, or begins at its first particle."""
    shouted = [at for at, one in enumerate(words) if len(one) > 2 and one.isupper() and "." not in one]  # noqa: PLR2004
    if shouted and not all(one.isupper() for one in words):
        family = " ".join(words[at] for at in shouted)
        return " ".join(one for at, one in enumerate(words) if at not in shouted), family.title()
    at = len(words) - 1
    while at > 1 and (words[at - 1] in _PARTICLES or words[at - 1] in _CAPITAL_PARTICLES):
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])
