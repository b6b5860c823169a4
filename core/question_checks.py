"""What questions.toml must agree on with the other files of its topic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.catalog import WHOLE_CLASS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from core.catalog import QuestionKind, Questions, Saying
    from core.loading import TopicFiles
    from core.toml import Document, Place

AFFIRMING = re.compile(
    r"(?:yes|no|yeah|yep|nope|true|false|correct|right|safe|sure|exactly|indeed|of course|"
    r"it is|it does|they do|they are)\b",
    re.IGNORECASE,
)
"""How no answer may begin: a word that affirms, or denies, more than the evidence does."""
NAME = "<name>"


def check_questions(files: TopicFiles) -> None:
    """Note every disagreement under its line in questions.toml, as far as the files could be read."""
    if files.questions:
        for place, what in _wrong(files, files.questions):
            files.questions_file.mistake(place, what)


def _wrong(files: TopicFiles, questions: Questions) -> Iterator[tuple[Place, str]]:
    aspects = _ids(files.topic_file, "aspects", "id")
    kinds = [kind.id for kind in questions.kinds]
    if questions.nothing_asked not in kinds:
        yield ("nothing_asked",), f"there is no kind {questions.nothing_asked!r}"
    for at, kind in enumerate(questions.kinds):
        place: Place = ("kinds", at)
        if kind.id in kinds[:at] or kind.id in aspects:
            yield place, f"{kind.id!r} is already a kind or an aspect"
        yield from ((place, what) for what in _wrong_in(kind, questions, aspects))
        for saying in kind.answer:
            yield from ((place, what) for what in _wrong_saying(saying, files))


def _wrong_in(kind: QuestionKind, questions: Questions, aspects: Collection[str]) -> Iterator[str]:
    yield from _missing("aspect", [kind.aspect, *kind.next], aspects)
    for name in ("when", "examples", "counter_examples", "answer"):
        if not getattr(kind, name):
            yield f"{name} is empty"
    lists = {f"<{name}>" for name in questions.lists} | {NAME}
    parts = [part.strip() for line in (*kind.when, *kind.unless) for part in line.split("+")]
    yield from _missing("list", [part for part in parts if part.startswith("<")], lists)
    if any(not part for part in parts):
        yield "a part between + is empty"


def _wrong_saying(saying: Saying, files: TopicFiles) -> Iterator[str]:
    subjects = {*_ids(files.drugs_file, "drugs", "inn"), *_ids(files.topic_file, "classes", "id"), WHOLE_CLASS}
    yield from _missing("claim", (*saying.claims, *saying.of), _ids(files.claims_file, "claims", "id"))
    yield from _missing("medicine or class", (*saying.for_, *saying.not_for), subjects)
    if (saying.record is None) != (saying.source is None):
        yield "record and source belong together"
    if saying.source:
        yield from _missing("source", [saying.source], files.sources_file.data)
    if AFFIRMING.match(saying.text):
        yield f"an answer must not begin so: {saying.text!r}"


def _missing(what: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    return (f"there is no {what} {name!r}" for name in names if name not in known)


def _ids(file: Document, table: str, name: str) -> set[str]:
    """Return the ids that a file has, also those of rows with some other mistake."""
    rows = file.data.get(table, [])
    return {str(row.get(name)) for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()
