"""The librarian over the shipped `config/`, and every answer to a kind of question that it can give."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product

from fakes.everything import benzo

from core.app import CONFIG
from core.disclaimers import load_disclaimers
from core.librarian import Librarian
from core.model import Answer, AnswerId
from core.phrases import load_phrases
from core.questions import Reader
from core.vocabulary import load_vocabulary

TODAY = date(2026, 11, 23)


@cache
def librarian() -> Librarian:
    return Librarian(
        benzo(),
        Reader(benzo(), load_vocabulary(CONFIG)),
        load_phrases(CONFIG / "locales"),
        load_disclaimers(CONFIG / "disclaimers.toml"),
        lambda: TODAY,
    )


def text_of(answer: Answer) -> str:
    """What the answer says of health, without the safety line."""
    return " ".join(line.text for block in answer.blocks for line in block.lines)


@cache
def kind_answers() -> tuple[Answer, ...]:
    """The answer to every kind of question about every drug and class."""
    topic = benzo()
    subjects = [*topic.drugs, *(one.id for one in topic.classes)]
    found = (
        librarian().open(AnswerId(topic.command, subject, kind.id))
        for subject, kind in product(subjects, topic.questions.kinds)
    )
    return tuple(answer for answer in found if answer)
