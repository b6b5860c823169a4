"""Every answer that the shipped topics can give, composed once for all tests that look at all of them."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from core.app import App, load
from core.model import DEPTHS, LENGTHS, Answer, AnswerId

if TYPE_CHECKING:
    from core.catalog import Topic


@cache
def shipped() -> App:
    """The app over the shipped `config/`."""
    return load()


def benzo() -> Topic:
    return shipped().topics["benzo"]


@cache
def addresses() -> tuple[AnswerId, ...]:
    topic = benzo()
    subjects = [*topic.drugs, *(one.id for one in topic.classes)]
    aspects = [one.id for one in topic.aspects]
    return tuple(AnswerId(topic.command, *rest) for rest in product(subjects, aspects, LENGTHS, DEPTHS))


@cache
def answers() -> tuple[Answer, ...]:
    return tuple(shipped().open(one, "en") for one in addresses())


def drug_class_of(answer: Answer) -> str:
    """The id of the class that an answer's subject is in."""
    topic = benzo()
    assert answer.id
    return topic.drugs[answer.id.drug].class_ if answer.id.drug in topic.drugs else answer.id.drug
