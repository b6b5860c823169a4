"""The messages that the danger rules are measured on (`tests/danger/`)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fakes.everything import benzo

from core.app import CONFIG
from core.danger import URGENCIES, Dangers, load_dangers
from core.names import Names
from core.vocabulary import load_vocabulary

MESSAGES = Path(__file__).resolve().parents[1] / "danger"
NONE = "none"
KINDS = (*URGENCIES, NONE)


class Message(NamedTuple):
    kind: str
    text: str


@cache
def dangers() -> Dangers:
    return load_dangers(CONFIG / "danger", Names(benzo(), load_vocabulary(CONFIG)).known)


@cache
def messages(part: str) -> tuple[Message, ...]:
    lines = (MESSAGES / f"{part}.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("|", 1) for line in lines if line and not line.startswith("#"))
    return tuple(Message(kind.strip(), text.strip()) for kind, text in rows)


@cache
def table(part: str) -> dict[tuple[str, str], int]:
    """How many messages of a kind were taken for which kind."""
    counted = dict.fromkeys(((a, b) for a in KINDS for b in KINDS), 0)
    for one in messages(part):
        counted[one.kind, dangers().find(one.text) or NONE] += 1
    return counted


def recall(part: str) -> float:
    """The share of the dangerous messages that are taken for some danger."""
    rows = {cell: n for cell, n in table(part).items() if cell[0] != NONE}
    return sum(n for (_, found), n in rows.items() if found != NONE) / sum(rows.values())


def false_alarm(part: str) -> float:
    """The share of the ordinary messages that are taken for a danger."""
    rows = {found: n for (kind, found), n in table(part).items() if kind == NONE}
    return 1 - rows[NONE] / sum(rows.values())


def class_accuracy(part: str) -> float:
    """The share of the dangerous messages noticed that are taken for the right danger."""
    noticed = {cell: n for cell, n in table(part).items() if NONE not in cell}
    return sum(n for (kind, found), n in noticed.items() if kind == found) / sum(noticed.values())


def drawn(part: str) -> str:
    """The confusion table as text: a row a kind, a column what it was taken for."""
    width = max(map(len, KINDS)) + 2
    head = " " * width + "".join(f"{kind[:11]:>13}" for kind in KINDS)
    rows = [f"{a:<{width}}" + "".join(f"{table(part)[a, b]:>13}" for b in KINDS) for a in KINDS]
    share = f"recall {recall(part):.3f}, false alarm {false_alarm(part):.3f}, right kind {class_accuracy(part):.3f}"
    share += f", {len(messages(part))} messages"
    return "\n".join([f"{part}: {share}", head, *rows])


def learned_from(parts: tuple[str, ...] = ("tuned",)) -> str:
    """SHA-256 of the messages that points are learned from."""
    told = "\n".join(f"{one.kind} | {one.text}" for part in parts for one in messages(part))
    return hashlib.sha256(told.encode()).hexdigest()
