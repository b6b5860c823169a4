"""Sentences of an article -> its claims: what it asserts about health, of what kind, on what, in whom, how surely.

Every sentence is turned into signs (`cues.py`), and the rules of `config/articles/claims.toml` decide by them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from core.articles.claims.cues import Wording, written_words
from core.articles.claims.quotes import Quotes
from core.articles.claims.sections import labels_of
from core.articles.claims.species import species_among
from core.articles.model import Claim
from core.articles.text.sentences import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.articles.claims.lexicon import Lexicon
    from core.articles.claims.rules import ClaimRules
    from core.articles.claims.sections import Place
    from core.articles.model import ClaimKind, Sentence

    Names = tuple[str, ...]

LONGEST = 2_000
"""Code points of a sentence: what goes on for longer without an end is no sentence, but a table or a broken page."""
UNDERWAY = 3
"""Claims after which an article is one on health, so that "no difference was found" is a claim too."""
FEWEST_WORDS = 4
"""Words that it takes to assert something; "Statins lower cholesterol" does it in one less, as it names a medicine."""
_STOPS = (".", "!", '."', ".\u201d", ".\u2019", ".)", ".\u00bb", "]", "\u201d", "\u2026")
_SMALL = re.compile(r"[^\w]*[a-z]{2,}(?![\w-])")
"""What a sentence begins with that is none; "mRNA", "p53" and "e-cigarettes" begin one."""
_DIGIT = re.compile(r"\d")
_MONEY = re.compile(r"[$\u20ac\u00a3]\s?\d")
_QUOTED_QUESTION = re.compile('["\u201c\u201e\u00ab][^"\u201d\u00bb]*\\?["\u201d\u201c\u00bb]')
_ASKS = ("?", '?"', "?\u201d", "?\u2019", "?\u00bb", "?)")


def claims_of(text: str, sentences: tuple[Sentence, ...], rules: ClaimRules, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Return the claims among the sentences of zone "article", in order; each is its whole sentence."""
    own = [one for one in sentences if one.zone == "article"]
    if not own:
        return ()
    return tuple(_Reading(text, own, rules, lexicon).claims())


class _Seen(NamedTuple):
    """What is seen of a sentence wherever it stands: its signs, what it names, and whether it is a question."""

    place: Place
    signs: int = 0
    drugs: Names = ()
    classes: Names = ()
    species: Names = ()
    asks: bool = False


class _Reading:
    """One article being read from its beginning to its end."""

    def __init__(self, text: str, sentences: Sequence[Sentence], rules: ClaimRules, lexicon: Lexicon) -> None:
        self._text, self._sentences, self._rules, self._lexicon = text, sentences, rules, lexicon
        self._wording = Wording(rules.cues.exact)
        self._sections = labels_of(rules.sections)
        self._quotes = Quotes(unwrapped(text), [one.start for one in sentences], [one.end for one in sentences])
        self._sign = sign = rules.cues.sign
        drugs, classes = lexicon.first_words
        species = rules.species.names.first_words
        self._cues = rules.cues.reader({sign["drug?"]: drugs, sign["class?"]: classes, sign["species?"]: species})
        self._section_signs = {section.id: sign[f"@in-{section.id}"] for section in rules.sections}
        self._on_a_study = sign["design"] | sign["ours"]
        self._orders = rules.lists["orders"]
        self._careful = sign["careful"]
        self._has_money = _MONEY.search(text) is not None
        self._known: dict[tuple[str, bool], _Seen] = {}
        self._kinds: dict[int, ClaimKind | None] = {}

    def claims(self) -> Iterator[Claim]:
        """Read sentence by sentence; a heading holds until the next, a label in front of a sentence until a gap."""
        section, is_heading, last = None, False, self._sentences[0].start
        standing, count, is_claim = self._sign["@opening"], 0, False
        for one in self._sentences:
            sentence = self._text[one.start : one.end]
            seen = self._seen(sentence, is_alone=sentence[-1:] == "?" and self._is_alone(one))
            place = seen.place
            if place.section or place.heading:
                section, is_heading = place.section, place.heading
            elif section and not is_heading and "\n\n" in self._text[last : one.start]:
                section = None
            after = is_claim and "\n" not in self._text[last : one.start]
            last, is_claim = one.end, False
            if place.heading or len(sentence) > LONGEST:
                continue
            place_signs = (self._section_signs[section] if section else 0) | (self._sign["@after"] if after else 0)
            if claim := self._claim(one, seen, seen.signs | standing | place_signs):
                is_claim = True
                count += 1
                if count == UNDERWAY:
                    standing |= self._sign["@underway"]
                yield claim
            if seen.signs & self._on_a_study:
                standing &= ~self._sign["@opening"]

    def _is_alone(self, one: Sentence) -> bool:
        """Tell whether a sentence has its line to itself, as a heading has."""
        return self._text[one.start - 1 : one.start] in {"", "\n"} and self._text[one.end : one.end + 1] in {"", "\n"}

    def _seen(self, sentence: str, *, is_alone: bool) -> _Seen:
        """Return what is seen of a sentence by itself; long texts say many a sentence again."""
        seen = self._known.get((sentence, is_alone))
        if seen is None:
            seen = self._known[sentence, is_alone] = self._look(sentence, is_alone=is_alone)
        return seen

    def _look(self, sentence: str, *, is_alone: bool) -> _Seen:
        written = written_words(sentence)
        words = self._wording.of(written)
        place = self._sections.place(sentence, words, is_alone=is_alone)
        if place.heading or len(sentence) > LONGEST:
            return _Seen(place)
        if place.label_words:
            written, words = written[place.label_words :], words[place.label_words :]
        signs = self._cues.signs(words)
        if sentence.endswith(_ASKS) or _QUOTED_QUESTION.match(sentence):
            return _Seen(place, signs, asks=True)
        sign, lexicon = self._sign, self._lexicon
        drugs = lexicon.drugs_among(written, words) if signs & sign["drug?"] else ()
        classes = lexicon.classes_among(words) if signs & sign["class?"] else ()
        species = species_among(words, self._rules.species) if signs & sign["species?"] else ()
        signs |= self._of_names(signs, drugs, classes, species)
        signs |= self._of_form(signs, sentence, words)
        own = tuple(one for one in classes if one in lexicon.topic_classes) if classes else ()
        return _Seen(place, signs, drugs, own, species)

    def _claim(self, one: Sentence, seen: _Seen, signs: int) -> Claim | None:
        if seen.asks:
            return None
        is_quote, speaker = self._quotes.of(one.start, one.end)
        if is_quote:
            signs |= self._sign["@quoted"]
        kind = self._kind(signs)
        return kind and Claim(
            start=one.start,
            end=one.end,
            sentence=one.number,
            kind=kind,
            drugs=seen.drugs,
            classes=seen.classes,
            species=seen.species,
            hedged=bool(signs & self._careful),
            speaker=speaker,
        )

    def _kind(self, signs: int) -> ClaimKind | None:
        """Return the kind of a claim that has these signs; None where they make none."""
        if signs not in self._kinds:
            is_claim = not self._rules.never.first(signs) and self._rules.claims.first(signs)
            rule = self._rules.kinds.first(signs) if is_claim else None
            kind = "quote" if is_claim and signs & self._sign["@quoted"] else rule.kind if rule else None
            self._kinds[signs] = kind
        return self._kinds[signs]

    def _of_names(self, signs: int, drugs: Names, classes: Names, species: Names) -> int:
        """Return the signs of what a sentence names."""
        sign, found = self._sign, 0
        if drugs:
            found |= sign["@drug"]
        if classes:
            found |= sign["@class"]
        if species:
            found |= sign["@human"] if "human" in species else 0
            found |= sign["@animal"] if species != ("human",) else 0
        return found | sign["@animal"] if signs & sign["animals"] else found

    def _of_form(self, signs: int, sentence: str, words: list[str]) -> int:
        """Return the signs of how a sentence is written: its figures, its tense, how it begins and ends."""
        sign, found = self._sign, 0
        if _DIGIT.search(sentence):
            found |= sign["@number"]
            if "%" in sentence or "percent" in sentence or "per cent" in sentence:
                found |= sign["@percent"]
            if self._has_money and _MONEY.search(sentence):
                found |= sign["@money"]
        fewest = FEWEST_WORDS - (signs & (sign["@drug"] | sign["@class"]) != 0)
        if len(words) >= fewest and (signs & sign["verb"] or sentence.endswith(_STOPS)):
            found |= sign["@told"]
        if _SMALL.match(sentence):
            found |= sign["@small"]
        if words and words[0] in self._orders:
            found |= sign["@order"]
        elif words and words[0] == "to":
            found |= sign["@to"]
        if "we" in words:
            found |= sign["@we"]
        return found | (sign["@past"] if self._is_past(words, signs) else sign["@present"])

    def _is_past(self, words: list[str], signs: int) -> bool:
        """Tell whether a sentence tells of the past: "was", "rose", "lowered", but not "is used", "well known"."""
        if signs & self._sign["past"]:
            return True
        if not signs & self._sign["past_participle"]:
            return False
        never, never_after = self._rules.lists["not_past"], self._rules.lists["not_past_after"]
        for at in [at for at, word in enumerate(words) if word[-2:] == "ed"]:
            before, after = words[at - 1 : at], words[at + 1 : at + 2]
            if words[at] not in never and before and before[0] not in never_after and after != ["by"]:
                return True
        return False
