"""Who is speaking in a paragraph that bears no sign: somebody who writes on a board, or somebody who reports.

What stands in quotation marks is left out: an expert who says "I think" is quoted by the author.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from core.articles.text.zone_rules import ZoneRules

CLEAR = 2
"""Points from which on a paragraph is clearly a reader's."""

_QUOTED = re.compile(r'"[^"]{0,1500}"')
_OPEN_QUOTE = re.compile(r'^"[^"]*$')
_QUOTED_ONCE = re.compile(r"(?<!\w)'(?=\w)[^']{1,600}(?:'\w[^']{0,600}){0,8}'(?!\w)")
_ELSEWHERE = "ø"
"""What stands in the plain form for characters like emoji (`units.plain_of`)."""
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_SHOUTED = re.compile(r"(?:\b[A-Z][A-Z'’]*\b[ ,.!?]*){5,}")  # noqa: RUF001
_RUN_TOGETHER = re.compile(r"[a-z],[a-z]{2,}")
_PUNCTUATION = str.maketrans(dict.fromkeys('.,!?;:()"', " "))
_CLOSERS = ".,!?;:\"'()"
_ODD = re.compile(r"!!|\.\.\.\.|\?\?|:[)-]|;\)|<3|\^\^|\+1|/s|=\)")
ODD_MARKS = re.compile(f"{_ODD.pattern}|{_ELSEWHERE}")
"""Marks that people on boards write; of the characters elsewhere, some are emoji."""
_MOST = 4_000
"""Code points of a paragraph that are looked at; people do not post more without telling."""


class Reading(NamedTuple):
    """How often a paragraph speaks as readers do (`config/articles/zones.toml`, [voice])."""

    anecdote: int = 0
    person: int = 0
    chat: int = 0
    counsel: int = 0
    asking: int = 0

    def points(self, *, first_person: bool = True) -> int:
        """Return how much speaks for a reader. Where the author says "I", the first person does not."""
        own = 2 * min(self.anecdote, 2) + (self.person > 0) if first_person else 0
        return own + 2 * min(self.chat, 2) + (self.counsel > 0) + (self.asking > 0)

    @property
    def clear(self) -> bool:
        """Tell whether it is a reader's."""
        return self.points() >= CLEAR

    @property
    def clear_in_any_voice(self) -> bool:
        """Tell whether it is a reader's even where the author writes "I"."""
        return self.points(first_person=False) >= CLEAR


SILENT = Reading()


def begins_with(plain: str, words: frozenset[str]) -> bool:
    """Tell whether a paragraph begins with one of some words; without words and marks of a voice, it may still talk."""
    return plain.partition(" ")[0].strip(_CLOSERS) in words


def reading_of(original: str, plain: str, rules: ZoneRules) -> Reading:
    """Read one paragraph; `plain` is its plain form."""
    original, plain = original[:_MOST], plain[:_MOST]
    loud = _ELSEWHERE in plain and _EMOJI.search(original) is not None
    found = plain.translate(_PUNCTUATION).split()
    words = rules.words
    odd = loud or _ODD.search(plain) is not None or bool(found and found[0] in words["first_words"])
    own_words = odd or not words["self_words"].isdisjoint(found)
    talks = odd or not words["talk_words"].isdisjoint(found)
    slang = not words["chat_words"].isdisjoint(found)
    if not (own_words or talks or slang):
        return SILENT
    own = " " + rules.numbered.sub(" ", outside_quotations(plain))

    def counted(name: str) -> int:
        return rules.voices[name].count(own, others=odd)

    slang = slang and not words["chat_words"].isdisjoint(own.translate(_PUNCTUATION).split())
    shouts = ((own_words or talks) and _SHOUTED.search(original) is not None) + (len(_RUN_TOGETHER.findall(own)) > 1)
    return Reading(
        anecdote=counted("anecdote") if own_words else 0,
        person=counted("person") if own_words else 0,
        chat=counted("chat") + loud + slang + shouts,
        counsel=counted("counsel") if talks else 0,
        asking=counted("asking") if talks else 0,
    )


def outside_quotations(plain: str) -> str:
    """Return a plain text without what it quotes."""
    if '"' in plain:
        plain = _OPEN_QUOTE.sub(" ", _QUOTED.sub(" ", plain))
    return _QUOTED_ONCE.sub(" ", plain) if "'" in plain else plain
