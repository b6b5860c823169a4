"""Cut the zones of an article into sentences, each with its exact place in the text.

Most full stops stand between a plain word and a capital letter, and end a sentence. Of the others nupunkt decides, and
`config/articles/sentences.toml` where medical texts need it; it is shown only the words around them, which is all that
it goes by, at a tenth of the time that it takes for whole texts.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.articles.model import Sentence
from core.articles.units import margin_of, wraps
from core.errors import ConfigError
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nupunkt import PunktSentenceTokenizer

    from core.articles.model import Zone

FILE = "sentences.toml"
FOLDER = Path(__file__).resolve().parents[2] / "config" / "articles"
_NEAR = 60
"""Code points of the words around a full stop that are looked at."""
_LEAST_LETTERS = 3
"""Letters of a word that is no abbreviation, if it is not known as one."""
_LONGEST_ENUMERATOR = 14
_AT_ONCE = 2_000
"""Full stops that the library is shown together."""

_STOP = re.compile(
    r"""[.!?…](?P<closed>["”’')\]»]{0,3})"""  # noqa: RUF001 - closing marks as they stand in articles
    r"""(?P<cited>\ ?\[\d[\d,;\ –-]{0,30}\]|\ ?\(\d{1,3}(?:[,–-]\ ?\d{1,3}){0,8}\)|\d{1,3}(?:[,–-]\d{1,3}){0,8}|[¹²³⁴-⁹⁰][⁰¹²³⁴-⁹,–]{0,12})?"""  # noqa: RUF001
    r"""(?P<gap>[^\S\n]+)(?=[^\s.!?])"""
)
"""What may end a sentence: with the quotation marks and the citation behind it (".” ", ".[12] ", ".12,13 ")."""
_WORD = re.compile(r"""[^\s("“‘\[/—–-]+\Z""")  # noqa: RUF001
_NEXT = re.compile(r"""["“‘'(\[]{0,2}(?P<word>[^\W\d_]*)""")  # noqa: RUF001
_LINE_BREAK = re.compile("\n")
_ENUMERATOR = re.compile(
    r"[ \t]*(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\)?|(?:Table|Figure|Fig\.|Box|Scheme) ?S?\d{1,3}[A-Za-z]?)\.\Z"
)
"""What stands before an item of a list or a caption: "3. ", "(iv). ", "Table 2. "."""
_MARKS = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’", "'"), **dict.fromkeys("–—−", "-")})  # noqa: RUF001


@dataclass(frozen=True)
class SentenceRules:
    """`sentences.toml`: see there what each list is for."""

    never_last: tuple[str, ...]
    before_number: tuple[str, ...]
    abbreviations: tuple[str, ...]
    often_last: tuple[str, ...]
    beginnings: tuple[str, ...]
    speech: tuple[str, ...]

    @cached_property
    def tokenizer(self) -> PunktSentenceTokenizer:
        """The library with our abbreviations. An own one: what is added to a shared one, others see too."""
        from nupunkt.models import load_default_model  # noqa: PLC0415 - 0.07 s, only articles need it

        tokenizer = load_default_model()
        words = {one for one in tokenizer.abbreviations if one.isalpha()}  # see `abbreviations` in the file
        tokenizer.parameters.abbrev_types.difference_update(words)
        tokenizer.add_abbreviations(sorted(self.known))
        return tokenizer

    @cached_property
    def known(self) -> frozenset[str]:
        """Our abbreviations."""
        return frozenset((*self.never_last, *self.before_number, *self.abbreviations))

    @cached_property
    def no_words(self) -> frozenset[str]:
        """All abbreviations, the library's too."""
        return self.tokenizer.abbreviations

    @cached_property
    def usual_beginnings(self) -> frozenset[str]:
        """Words that often begin a sentence."""
        return frozenset(self.beginnings)

    @cached_property
    def said(self) -> re.Pattern[str]:
        """Who asked or shouted, after the closing quotation mark."""
        return re.compile(rf"(?:(?:[A-Z][\w.’'-]*|the|of) ){{1,4}}(?:{'|'.join(self.speech)})\b")  # noqa: RUF001


class _Stop(NamedTuple):
    """A full stop of which the library decides: the words around it, and where the next sentence would begin."""

    before: str
    after: str
    start: int


def load_sentence_rules(folder: Path) -> SentenceRules:
    """Read `sentences.toml` in `folder` (`config/articles/`). Raises ConfigError with every mistake and its line."""
    document = Document(folder / FILE, f"{folder.name}/{FILE}")
    rules = document.take(SentenceRules, document.data, ())
    for field in fields(SentenceRules) if rules else ():
        for one in getattr(rules, field.name):
            if one != one.lower().removesuffix(".") or not one:
                document.mistake(
                    (field.name,), f"{field.name}: write {one!r} in small letters, without the last full stop"
                )
    if rules is None or document.mistakes:
        raise ConfigError(document.mistakes)
    return rules


@cache
def _shipped() -> SentenceRules:
    return load_sentence_rules(FOLDER)


def sentences_of(text: str, zones: tuple[Zone, ...], rules: SentenceRules | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of all zones in reading order, without space around them.

    A line break ends a sentence, except in hard-wrapped text. Every visible character of a zone is in one sentence.
    """
    twin = _unwrapped(text)
    cuts = {zone.start for zone in zones}
    cuts.update(_starts(twin, rules or _shipped()))
    cuts.update(found.end() for found in _LINE_BREAK.finditer(twin))
    found: list[Sentence] = []
    places = iter([*sorted(cuts), len(text)])
    begin = next(places)
    for zone in zones:
        while begin < zone.end:
            end = next(places)
            piece = twin[begin : min(end, zone.end)]
            if begin >= zone.start and (bare := piece.strip()):
                first = begin if piece[0] == bare[0] else begin + len(piece) - len(piece.lstrip())
                found.append(Sentence(first, first + len(bare), len(found) + 1, zone.kind))
            begin = end
    return tuple(found)


def normalised(sentence: str) -> str:
    """Return a sentence with one form of quotation marks and dashes, no case, single spaces, no marks around it.

    Claims are pinned to the hash of this, so it must stay as it is: `config/topics/` holds the hashes.
    """
    plain = " ".join(unicodedata.normalize("NFKC", sentence.translate(_MARKS)).casefold().split())
    return plain.strip("\"' ")


def sha256_of(sentence: str) -> str:
    """Return the hash to which a claim is pinned: of the normalised sentence, in UTF-8."""
    return hashlib.sha256(normalised(sentence).encode("utf-8", "surrogatepass")).hexdigest()


def _unwrapped(text: str) -> str:
    """Return the text with a space for each line break within a paragraph, at the same places."""
    lines = text.split("\n")
    margin = margin_of(lines)
    if not margin:
        return text
    breaks = [" " if wraps(line, after, margin) else "\n" for line, after in zip(lines, lines[1:], strict=False)]
    return "".join(part for pair in zip(lines, [*breaks, ""], strict=True) for part in pair)


def _starts(text: str, rules: SentenceRules) -> list[int]:
    """Return where sentences begin within lines, in order."""
    starts: list[int] = []
    unsure: list[_Stop] = []
    no_words = rules.no_words
    for found in _STOP.finditer(text):
        stop, end = found.span()
        last = text[max(0, stop - _NEAR) : stop].rpartition(" ")[2]
        plain = text[stop] == "." and len(last) >= _LEAST_LETTERS and last.isalpha()
        if plain and text[end].isupper() and last.lower() not in no_words:
            starts.append(end)
            continue
        begins = _decide(text, found, rules)
        if begins:
            starts.append(end)
        elif begins is None:
            before = text[max(0, stop - _NEAR) : found.end("closed")]
            after = text[end : end + _NEAR]
            unsure.append(_Stop((before.split() or [""])[-1], (after.split() or [""])[0], end))
    for number in range(0, len(unsure), _AT_ONCE):
        starts += _decided(unsure[number : number + _AT_ONCE], rules)
    return sorted(starts)


def _decide(text: str, found: re.Match[str], rules: SentenceRules) -> bool | None:
    """Tell whether a sentence begins after a full stop; None if the library has to say."""
    stop, end = found.start(), found.end()
    word = _WORD.search(text, max(0, stop - _NEAR), stop)
    last = word[0] if word else ""
    following = _NEXT.match(text, end)
    capital = following is not None and following["word"][:1].isupper()
    if found["cited"] and not _is_citation(found, last, rules):
        return False
    if _ENUMERATOR.match(text, _line_start(text, stop), stop + 1):
        return False
    if text[stop] != ".":
        return False if found["closed"] and rules.said.match(text, end) else None
    small = last.lower()
    if capital and len(last) >= _LEAST_LETTERS and last.isalpha() and small not in rules.no_words:
        return True
    if small in rules.never_last or (small in rules.before_number and text[end].isdigit()):
        return False
    if small in rules.known and text[end].islower():
        return False
    if capital and following is not None and following["word"].lower() in rules.usual_beginnings:
        if small in rules.often_last or (len(last) > 1 and last.isalpha() and small not in rules.known):
            return True
    return None


def _line_start(text: str, stop: int) -> int:
    """Return the beginning of the line if it is near, else the full stop's place."""
    found = text.rfind("\n", max(0, stop - _LONGEST_ENUMERATOR), stop)
    return found + 1 if found >= 0 else 0 if stop < _LONGEST_ENUMERATOR else stop


def _is_citation(found: re.Match[str], last: str, rules: SentenceRules) -> bool:
    """Tell "lost.12 The" from "0.5 The" and "Fig.2 The"."""
    bare = found["cited"][0].isdigit()
    return not bare or (last[-1:].isalpha() and last.lower() not in rules.known) or bool(found["closed"])


def _decided(stops: Sequence[_Stop], rules: SentenceRules) -> Iterator[int]:
    """Ask the library about stops, each on a line of its own."""
    lines = [f"x {stop.before} {stop.after}" for stop in stops]
    begun = {start for start, _ in rules.tokenizer.span_tokenize("\n".join(lines))}
    at = 0
    for stop, line in zip(stops, lines, strict=True):
        if at + len(line) - len(stop.after) in begun:
            yield stop.start
        at += len(line) + 1
