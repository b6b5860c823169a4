"""The shipped configuration, loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.config import ConfigCopy
from fakes.everything import benzo, shipped

from core.app import CONFIG
from core.names import Names
from core.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from core.app import App
    from core.catalog import Topic
    from core.names import Vocabulary
    from core.phrases import Phrases


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
