"""Names of authors as pages write them -> CSL names: {"family", "given"}, or {"literal"} for what is no person's."""

from __future__ import annotations

import re

_PARTICLES = frozenset(
    "af al ap ben bin d' da dal dalla das de degli dei del della den der des di do dos du el ibn la le les lo "  # noqa: SIM905
    "mac op 't ten ter van vande vander vom von y zu zum zur".split()
)
_GROUP = re.compile(
    r"\b(?:agency|alliance|association|authority|bureau|cent(?:er|re)|clinic|collaborat(?:ion|ive|ors)|college|commission"
    r"|committee|consortium|council|department|desk|editors?|foundation|group|hospital|initiative|institut[eo]?|investigators"
    r"|journal|magazine|ministry|network|news|newsroom|office|organi[sz]ation|press|programme?|project|registry|school|service"
    r"|society|staff|study|team|trial(?:ists)?|universit\w+|workgroup)\b",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:m\.?d|ph\.?d|d\.?phil|m\.?sc|b\.?sc|m\.?s|m\.?a|b\.?a|m\.?p\.?h|m\.?b\.?a|dr\.?p\.?h|pharm\.?d|r\.?n|d\.?o|m\.?b\.?b\.?s"
    r"|frcp\w*|mrcp\w*|facp|facs|psy\.?d|d\.?sc|sc\.?d|m\.?ed|ll\.?[bm]|esq|cpsych|rph)\.?",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:by\s+|written\s+by\s+)?(?:(?:dr|prof|professor|mr|mrs|ms|sir|dame)\.?\s+)*", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr)\.?|ii|iii|iv", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,3}")
_MOST_WORDS = 6

Name = dict[str, str]


def to_name(text: str) -> Name | None:
    """Convert one author: "Shi, Yuan", "Yuan Shi", "Shi Y" or "van der Berg, A." None where there is no name.

    Academic degrees and forms of address are left out, "Jr." and "III" stay with the family name.
    """
    text = _TITLE.sub("", " ".join(text.split())).strip(" ,;")
    if not any(map(str.isalpha, text)) or "://" in text or "@" in text:
        return None
    if _GROUP.search(text):
        return {"literal": text}
    parts = [part for part in (part.strip() for part in text.split(",")) if part and not _DEGREE.fullmatch(part)]
    suffix = "".join(f" {parts.pop()}" for part in parts[-1:] if len(parts) > 1 and _SUFFIX.fullmatch(part))
    if len(parts) == 2:  # noqa: PLR2004 - family and given
        return {"family": parts[0] + suffix, "given": parts[1]}
    words = parts[0].split() if len(parts) == 1 else []
    while len(words) > 2 and _DEGREE.fullmatch(words[-1]) and not words[-1].isupper():  # noqa: PLR2004
        words.pop()
    if len(words) > 2 and _DEGREE.fullmatch(words[-1]) and words[0].lower() not in _PARTICLES:  # noqa: PLR2004
        return {"literal": text}  # "Jane Roe MD" may be Dr. Roe or M. D. Jane Roe
    if not 1 < len(words) <= _MOST_WORDS:
        return {"literal": text}
    if _SUFFIX.fullmatch(words[-1]) and len(words) > 2:  # noqa: PLR2004
        suffix = f" {words.pop()}"
    return _divided(words, suffix)


def to_names(text: str) -> list[Name]:
    """Convert several authors in one text: "Shi Y; Cui M", "Ann Roe and Bo Li", "Ann Roe, Bo Li"."""
    parts = re.split(r"\s*;\s*|\s+(?:and|&)\s+", text) if not _GROUP.search(text) else [text]
    if len(parts) == 1 or "," in parts[0]:
        parts = [one for part in parts for one in _by_comma(part)]
    return [name for part in parts if (name := to_name(part))]


def _by_comma(part: str) -> list[str]:
    """Divide "Ann Roe, Bo Li", but neither "Roe, Ann" nor "van der Berg, Ann Mary"."""
    several = [one.strip() for one in part.split(",")]
    whole = [one for one in several if one and not _DEGREE.fullmatch(one)]
    apart = len(whole) > 1 and all(" " in one and one.split()[0].lower() not in _PARTICLES for one in whole)
    return whole if apart and not _GROUP.search(part) else [part]


def _divided(words: list[str], suffix: str) -> Name:
    if _INITIALS.fullmatch(words[-1]) and not all(map(_INITIALS.fullmatch, words)):
        return {"family": " ".join(words[:-1]) + suffix, "given": words[-1]}  # PubMed: "van der Berg AM"
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES and words[at - 1][0].islower():
        at -= 1
    return {"family": " ".join(words[at:]) + suffix, "given": " ".join(words[:at])}
