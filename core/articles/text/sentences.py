"""Cut the zones of an article into sentences, each with its exact place in the text.

Most full stops stand between a plain word and a capital letter, and end a sentence. Of the others nupunkt decides, and
`config/articles/sentences.toml` where medical texts need it; it is shown only the words around them, which is all that
it goes by, at a tenth of the time that it takes for whole texts.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from core.articles.model import Sentence
from core.articles.text.sentence_rules import SentenceRules, load_sentence_rules, shipped_rules
from core.articles.text.units import margin_of, wraps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.articles.model import Zone

__all__ = ["SentenceRules", "load_sentence_rules", "normalised", "sentences_of", "sha256_of", "unwrapped"]

_NEAR = 60
"""Code points of the words around a full stop that are looked at."""
_LEAST_LETTERS = 3
"""Letters of a word that is no abbreviation, if it is not known as one."""
_LONGEST_ENUMERATOR = 14
_AT_ONCE = 2_000
"""Full stops that the library is shown together."""

_CITED = (  # "lost.[12]", "lost. (3)", "lost.12,13", "lost.¹²"
    r"\ ?\[\d[\d,;\ –-]{0,30}\]|\ ?\(\d{1,3}(?:[,–-]\ ?\d{1,3}){0,8}\)"  # noqa: RUF001
    r"|\d{1,3}(?:[,–-]\d{1,3}){0,8}|[¹²³⁴-⁹⁰][⁰¹²³⁴-⁹,–]{0,12}"  # noqa: RUF001
)
_STOP = re.compile(rf"""[.!?…](?P<closed>["”’')\]»]{{0,3}})(?P<cited>{_CITED})?[^\S\n]+(?=[^\s.!?])""")  # noqa: RUF001
"""What may end a sentence: with the quotation marks and the citation behind it (".” ", ".[12] ", ".12,13 ")."""
_LABELS = (
    *("Background", "Objective", "Aim", "Purpose", "Method", "Design", "Setting", "Participants", "Measurements"),
    *("Result", "Findings", "Conclusion", "Interpretation", "Limitations"),
)
"""Labels of abstracts in front of which databases have lost the space: "memory.Objectives: This study"."""
_UP_TO_WORD = re.compile(r"""(?s:.*)[\s("“‘\[/—–-]""")  # noqa: RUF001
"""What stands before the last word."""
_NEXT = re.compile(r"""["“‘'(\[]{0,2}(?P<word>[^\W\d_]*)""")  # noqa: RUF001
_LINE_BREAK = re.compile("\n+")
_ENUMERATOR = re.compile(
    r"[ \t]*(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\)?|(?:Table|Figure|Fig\.|Box|Scheme) ?S?\d{1,3}[A-Za-z]?)\.\Z"
)
"""What stands before an item of a list or a caption: "3. ", "(iv). ", "Table 2. "."""
_MARKS = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’", "'"), **dict.fromkeys("–—−", "-")})  # noqa: RUF001


class _Stop(NamedTuple):
    """A full stop of which the library decides: the words around it, and where the next sentence would begin."""

    before: str
    after: str
    start: int


def sentences_of(text: str, zones: tuple[Zone, ...], rules: SentenceRules | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of all zones in reading order, without space around them.

    A line break ends a sentence, except in hard-wrapped text. Every visible character of a zone is in one sentence.
    """
    twin = unwrapped(text)
    cuts = {zone.start for zone in zones}
    cuts.update(_starts(twin, rules or shipped_rules()))
    cuts.update(found.end() for found in _LINE_BREAK.finditer(twin))
    found: list[Sentence] = []
    places = iter([*sorted(cuts), len(text)])
    begin, number = next(places), 1
    for zone in zones:
        zone_start, zone_end, kind = zone.start, zone.end, zone.kind
        while begin < zone_end:
            end = next(places)
            piece = twin[begin : min(zone_end, end)]
            if begin >= zone_start and (bare := piece.strip()):
                first = begin if piece[0] == bare[0] else begin + len(piece) - len(piece.lstrip())
                found.append(Sentence(first, first + len(bare), number, kind))
                number += 1
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


def unwrapped(text: str) -> str:
    """Return the text with a space for each line break within a paragraph, at the same places."""
    lines = text.split("\n")
    margin = margin_of(lines)
    if not margin:
        return text
    breaks = [" " if wraps(line, after, margin) else "\n" for line, after in pairwise(lines)]
    return "".join(part for pair in zip(lines, [*breaks, ""], strict=True) for part in pair)


def _starts(text: str, rules: SentenceRules) -> list[int]:
    """Return where sentences begin within lines, in order."""
    starts: list[int] = []
    unsure: list[_Stop] = []
    for found in _STOP.finditer(text):
        stop, end = found.span()
        last = text[max(0, stop - _NEAR) : stop].rpartition(" ")[2]
        if text[stop] == "." and text[end].isupper() and _is_word(last, rules):
            starts.append(end)
        elif (begins := _decide(text, found, rules)) is None:
            before, after = text[max(0, stop - _NEAR) : found.end("closed")], text[end : end + _NEAR]
            unsure.append(_Stop(before.split()[-1], after.split()[0], end))
        elif begins:
            starts.append(end)
    starts += _glued(text)
    for number in range(0, len(unsure), _AT_ONCE):
        starts += _decided(unsure[number : number + _AT_ONCE], rules)
    return sorted(starts)


def _glued(text: str) -> Iterator[int]:
    """Yield where a label of an abstract begins that stands right behind a full stop."""
    for label in _LABELS:
        at = -1
        while (at := text.find(f".{label}", at + 1)) >= 0:
            behind = text[at + 1 + len(label) : at + 3 + len(label)].removeprefix("s")
            if behind[:1] in {":", " "} and (text[at - 1].isalnum() or text[at - 1] in ")]%"):
                yield at + 1


def _is_word(last: str, rules: SentenceRules) -> bool:
    return len(last) >= _LEAST_LETTERS and last.isalpha() and last.lower() not in rules.no_words


def _decide(text: str, found: re.Match[str], rules: SentenceRules) -> bool | None:
    """Tell whether a sentence begins after a full stop that is not plainly its end; None if the library has to say."""
    stop, end = found.span()
    near = max(0, stop - _NEAR)
    before = _UP_TO_WORD.match(text, near, stop)
    last = text[before.end() if before else near : stop]
    if found["cited"] and not _is_citation(found, last, rules):
        return False
    if _ENUMERATOR.match(text, _line_start(text, stop), stop + 1):
        return False
    if text[stop] != ".":
        return False if found["closed"] and rules.said.match(text, end) else None
    return _after_word(last, text, end, rules)


def _after_word(last: str, text: str, end: int, rules: SentenceRules) -> bool | None:
    """Decide by the word before a full stop and what follows it."""
    small = last.lower()
    if small in rules.never_last or (small in rules.before_number and text[end].isdigit()):
        return False
    if small in rules.known and text[end].islower():
        return False
    following = _NEXT.match(text, end)
    if following is None or not following["word"][:1].isupper():
        return None
    if _is_word(last, rules):
        return True
    usual = following["word"].lower() in rules.usual_beginnings
    plain = len(last) > 1 and last.isalpha() and small not in rules.known
    return True if usual and (plain or small in rules.often_last) else None


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
