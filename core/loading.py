"""`config/topics/` -> the catalogue. Every mistake in every file is reported at once, and then nothing starts."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, cast

from core.catalog import Claim, Questions, Topic, TopicHead
from core.checks import check
from core.drugs import Drug
from core.errors import ConfigError, Mistake
from core.overlay import standing_alone
from core.question_checks import check_questions
from core.references import to_source
from core.toml import Document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.model import Source


def load_topics(folder: Path) -> Mapping[str, Topic]:
    """Read every folder of `config/topics/`, by command. Raises ConfigError with all mistakes."""
    readings = [TopicFiles(path) for path in sorted(folder.glob("*/"))]
    mistakes = [mistake for reading in readings for mistake in reading.mistakes]
    if not readings:
        mistakes.append(Mistake(folder.name, 0, "there is no topic; add a folder with a topic.toml"))
    if mistakes:
        raise ConfigError(mistakes)
    topics = [reading.to_topic() for reading in readings]
    return {topic.command: topic for topic in topics}


class TopicFiles:
    """The five files of one topic, read and then checked against each other.

    Rows are kept under their number in the file, so that a mistake in one still has its line when others before it
    could not be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.name
        self.topic_file, self.drugs_file, self.sources_file, self.claims_file, self.questions_file = (
            Document(folder / f"{name}.toml", f"{folder.name}/{name}.toml")
            for name in ("topic", "drugs", "sources", "claims", "questions")
        )
        self.head = self.topic_file.take(TopicHead, self.topic_file.data, ())
        self.drugs: Mapping[int, Drug] = self.drugs_file.take_rows(Drug, "drugs")
        self.claims: Mapping[int, Claim] = self.claims_file.take_rows(Claim, "claims")
        self.questions = self.questions_file.take(Questions, self.questions_file.data, ())
        self.sources = self._read_sources()
        check(self)
        check_questions(self)

    @property
    def mistakes(self) -> list[Mistake]:
        """All mistakes of all five files."""
        files = (self.topic_file, self.drugs_file, self.sources_file, self.claims_file, self.questions_file)
        return [mistake for file in files for mistake in file.mistakes]

    def to_topic(self) -> Topic:
        """Return the topic. Only for files without a mistake."""
        claims = {claim.id: replace(claim, shown_for=claim.shown_for or claim.about) for claim in self.claims.values()}
        return Topic(
            id=self.folder,
            **{field.name: getattr(self.head, field.name) for field in fields(TopicHead)},
            questions=cast("Questions", self.questions),
            drugs={drug.inn: drug for drug in self.drugs.values()},
            claims=standing_alone(claims, [one for one, claim in claims.items() if claim.status != "published"]),
            sources=self.sources,
        )

    def _read_sources(self) -> dict[str, Source]:
        read = {}
        for source_id, table in self.sources_file.data.items():
            try:
                read[source_id] = to_source(source_id, table)
            except ValueError as error:
                self.sources_file.mistake((source_id,), str(error))
        return read
