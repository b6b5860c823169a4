"""Free text -> what is asked of whom: the medicine or class, the kinds of question, and the claims nearest in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.names import READ_LIMIT, keys, words_of
from core.recognising import Recogniser
from core.retrieval import Index
from core.subjects import Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.catalog import QuestionKind, Topic
    from core.names import Resolution
    from core.questions import Reader, Reading
    from core.retrieval import Match

UNNAMED = 0.8
"""Share of the words of a question which names no medicine that a claim must hold to answer it."""
FEW = 2
"""Words that say something, up to which one of the topic's is enough: "can I quit today?"."""
_LINK = re.compile(r"<?(?:https?://|www\.)[^\s>]+>?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text asks, and why it was taken so.

    `subject` is None where nothing says that the text is about this topic. `kinds` are the kinds of question in it, the
    most urgent first; `content` its words that say something; `matches` the claims found by them (only looked for where
    there is no kind), the best first.
    """

    name: Resolution
    subject: Subject | None
    named: bool
    kinds: tuple[QuestionKind, ...]
    content: tuple[str, ...]
    matches: tuple[Match, ...]
    aspect: str | None


class Understander:
    """Understands questions to one topic."""

    def __init__(self, topic: Topic, reader: Reader) -> None:
        self._topic = topic
        self._reader = reader
        self._recogniser = Recogniser(topic.questions)
        self._index = Index(topic)
        self._stop_words = keys(topic.questions.stop_words)

    def follow(self, topic: Topic) -> None:
        """Look from now on in the claims of `topic`, the same one with other claims."""
        self._topic = topic
        self._index.follow(topic)

    def understand(self, text: str, reading: Reading) -> Understanding:
        """Take a text apart. `reading` is what the topic's Reader made of the same text."""
        text = text[:READ_LIMIT]
        words = words_of(text)
        name = self._widened(words, reading.name)
        named = name.found in {"drug", "class"} or name.several
        content = self._content(words, name)
        kinds = tuple(self._recogniser.most_urgent_first(self._recogniser.kinds_in(text, named=named)))
        if name.found == "other" and kinds and kinds[0].beside_other:
            name, named = replace(name, found="class", class_=self._topic.main_class), True
        if not named and not self._is_ours(content):
            if name.found in {"unknown", "ask"}:
                name, kinds = replace(name, found="unknown"), ()
            return Understanding(name, None, named, kinds, content, (), None)
        subject = self._subject_of(name)
        matches = () if kinds or not content else self._found(content, subject, named=named)
        if not named and content and not kinds and not matches:
            return Understanding(name, None, named, (), content, (), None)
        return Understanding(name, subject, named, kinds, content, matches, reading.aspect)

    def _found(self, content: Sequence[str], subject: Subject, *, named: bool) -> tuple[Match, ...]:
        """Return the claims nearest in words; a text that names no medicine must be about little else."""
        if named:
            return tuple(self._index.find(content, subject.is_in))
        found = self._index.find(content, subject.is_in, UNNAMED)
        return tuple(one for one in found if len(one.words) > 1 or self._index.tells(one.words[0]))

    def _widened(self, words: Sequence[str], name: Resolution) -> Resolution:
        """Return the class that is named beside another medicine: "methadone and benzos" is about benzodiazepines."""
        if name.found != "other":
            return name
        rest = ["" if at in name.used else word for at, word in enumerate(words)]
        besides = self._reader.names.resolve_words(rest, frozenset(rest))
        return besides if besides.found == "class" else name

    def _content(self, words: Sequence[str], name: Resolution) -> tuple[str, ...]:
        """Return the words that say something, each once, without the medicine's name."""
        used = name.used if name.found != "unknown" else frozenset()
        rest = (word for at, word in enumerate(words) if at not in used)
        says = (w for w in rest if len(w) > 1 and w not in self._stop_words and not self._reader.names.is_noise(w))
        return tuple(dict.fromkeys(says))

    def _is_ours(self, content: Sequence[str]) -> bool:
        """Tell whether most words of a text that names no medicine are words of this topic at all."""
        ours = sum(self._index.knows(word) or self._recogniser.knows(word) for word in content)
        return ours * 3 > len(content) * 2 if len(content) > FEW else ours > 0 or not content

    def _subject_of(self, name: Resolution) -> Subject:
        """Return the medicine or class that the answer is about; the class of several, the topic's own for none."""
        classes = {self._topic.drugs[inn].class_ for inn in name.choices} if name.several else set()
        shared = next(iter(classes)) if len(classes) == 1 else self._topic.main_class
        subject_id = name.drug or (name.class_ if name.found == "class" else None) or shared
        found = subject_of(self._topic, subject_id, name.name)
        if found is None:
            raise KeyError(subject_id)
        return found


def without_links(text: str) -> str:
    """Return a text without its links: what an address says is not what the writer says."""
    return _LINK.sub(" ", text)
