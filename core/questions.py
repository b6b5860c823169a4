"""Free text -> the drug it names, the aspect it asks about, how long and how deep the answer should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.names import Names, key, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.catalog import Topic
    from core.model import Depth, Length
    from core.names import Resolution, Vocabulary

_LENGTHS: Mapping[str, Length] = {"full": "full", "long": "full", "detail": "full", "details": "full", "short": "short"}
_DEPTHS: Mapping[str, Depth] = dict.fromkeys(("clinician", "clinicians", "clinical", "doctors", "nurses"), "clinician")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text asks. None stands for what it does not say; `only_aspect` for a text that names no medicine.

    `bare` is a text of nothing but a name and what is asked about it, in which nobody can tell of themselves.
    """

    name: Resolution
    aspect: str | None
    length: Length | None
    depth: Depth | None
    only_aspect: bool
    bare: bool


class Reader:
    """Reads questions to one topic."""

    def __init__(self, topic: Topic, vocabulary: Vocabulary) -> None:
        self.names = Names(topic, vocabulary)
        self._aspects = {key(word): aspect.id for aspect in topic.aspects for word in aspect.words}
        self._skip = (
            frozenset(word for phrase in self._aspects for word in phrase.split()) | _LENGTHS.keys() | _DEPTHS.keys()
        )

    def read(self, text: str) -> Reading:
        """Take a text apart. The drug's name comes first: its words are not read as anything else."""
        words = words_of(text)
        name = self.names.resolve_words(words, self._skip)
        rest = ["" if at in name.used else word for at, word in enumerate(words)]
        counted: dict[str, int] = {}
        for aspect in self._aspects_in(rest):
            counted[aspect] = counted.get(aspect, 0) + 1
        return Reading(
            name,
            max(counted, key=lambda aspect: counted[aspect]) if counted else None,
            next((_LENGTHS[word] for word in rest if word in _LENGTHS), None),
            next((_DEPTHS[word] for word in rest if word in _DEPTHS), None),
            only_aspect=all(word in self._skip or self.names.is_noise(word) for word in words),
            bare=all(not word or word in self._skip or self.names.is_plain(word) for word in rest),
        )

    def _aspects_in(self, words: Sequence[str]) -> Iterator[str]:
        for at in range(len(words)):
            for length in (2, 1):
                if aspect := self._aspects.get(" ".join(words[at : at + length])):
                    yield aspect
                    break
