"""The shipped configuration, loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.config import ConfigCopy
from fakes.everything import benzo, shipped
from fakes.reviewing import reviewing

from core.app import CONFIG
from core.names import Names
from core.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from core.app import App
    from core.articles.review.service import Review
    from core.catalog import Topic
    from core.names import Vocabulary
    from core.phrases import Phrases
    from core.storage.engine import Store


@pytest.fixture(scope="session")
def app() -> App:
    return shipped()


@pytest.fixture(scope="session")
def topic() -> Topic:
    return benzo()


@pytest.fixture(scope="session")
def say() -> Phrases:
    return shipped().phrases("en")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(CONFIG)


@pytest.fixture(scope="session")
def names(topic: Topic, vocabulary: Vocabulary) -> Names:
    return Names(topic, vocabulary)


@pytest.fixture
def config(tmp_path: Path) -> ConfigCopy:
    return ConfigCopy(tmp_path)


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[Store, Review]]:
    async with reviewing(tmp_path) as both:
        yield both


@pytest.fixture
def store(opened: tuple[Store, Review]) -> Store:
    return opened[0]


@pytest.fixture
def review(opened: tuple[Store, Review]) -> Review:
    return opened[1]
