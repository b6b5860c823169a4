"""How long a picture takes, and how large it is."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

import pytest
from bench.report import tell
from fakes.everything import benzo, shipped

from bots.pictures.making import to_picture
from bots.pictures.picture import KINDS, PictureKind

ROUNDS = 7


@pytest.mark.parametrize("kind", KINDS)
def test_pictures(kind: PictureKind) -> None:
    sizes, took = [], []
    for drug in (None, *list(benzo().drugs)[:ROUNDS]):
        started = time.process_time()  # its own work: nothing here waits, and machines are shared
        picture = to_picture(shipped(), "benzo", kind, drug)
        took.append(time.process_time() - started)
        sizes.append(len(picture.png))
    tell(f"{kind}, drawn", median(took) * 1e3, "ms", 100)
    tell(f"{kind}, largest", max(sizes) / 1e3, "kB", 100)
    assert median(took) <= 0.1
    assert max(sizes) <= 100_000


def test_the_first_picture_of_a_process() -> None:
    code = (
        "import time; from core.app import load; from bots.pictures.making import to_picture; app = load();"
        "began = time.process_time(); to_picture(app, 'benzo', 'half_life', 'alprazolam');"
        "print(time.process_time() - began)"
    )
    took = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5)]  # noqa: S603
    tell("the first picture of a process, with Pillow's import", median(took) * 1e3, "ms")
