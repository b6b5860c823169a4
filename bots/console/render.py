"""Answer -> plain text, complete: what a terminal shows and what a screen reader reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.model import Answer, Block, Line
    from core.phrases import Phrases


def to_text(answer: Answer, say: Phrases) -> str:
    """Return the whole answer: title, statements with their numbers, the safety line, sources, disclaimers."""
    parts = [answer.title, *map(_block, answer.blocks)]
    parts += [say.count("left_out", answer.left_out)] if answer.left_out else []
    parts += ["\n".join(map(_line, answer.safety))] if answer.safety else []
    if answer.citations:
        listed = (f"[{one.number}] {one.source.reference}. {one.source.address}" for one in answer.citations)
        parts.append("\n".join([say("sources"), *listed]))
    parts.append(" ".join(one.text for one in answer.disclaimers))
    return "\n\n".join(filter(None, parts))


def to_json(answer: Answer, query: str, say: Phrases) -> dict[str, Any]:
    """Return the answer as the command line's contract has it (DESIGN: JSON of an answer)."""
    return {
        "query": query,
        "topic": answer.topic,
        "outcome": answer.outcome,
        "drug": answer.drug,
        "matched": answer.matched,
        "suggestions": list(answer.suggestions),
        "urgency": answer.urgency,
        "text": to_text(answer, say),
        "claims": list(answer.claims),
        "citations": [dict(one.source.csl) for one in answer.citations],
        "disclaimers": [one.id for one in answer.disclaimers],
        "private": answer.private,
    }


def _block(block: Block) -> str:
    return "\n".join([*([block.heading] if block.heading else []), *map(_line, block.lines)])


def _line(line: Line) -> str:
    numbers = "".join(f"[{number}]" for number in line.cites)
    return f"{line.text} {numbers}".rstrip()
