"""The kinds of study that an article is on, from the title, the database's own word, and what its sentences say."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from core.articles.model import StudyType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.articles.study.asking import Index
    from core.articles.study.rules import Design, StudyRules
    from core.articles.study.wording import Written

_ORDER: tuple[StudyType, ...] = get_args(StudyType)
_ON_OTHERS = frozenset[StudyType]({"review", "meta-analysis", "guideline"})
"""Kinds whose articles are full of the designs of other studies."""
_OF_PLACE = frozenset[StudyType]({"animal", "in vitro"})
"""Kinds that say where it was done rather than how, so that they stand beside the others."""
_HUMAN = "human"


def study_types(
    titles: Iterable[Written],
    sentences: Iterable[Written],
    said: Iterable[StudyType],
    species: tuple[str, ...],
    rules: StudyRules,
) -> tuple[StudyType, ...]:
    """Return the kinds of the study, in the order of the model.

    `said` are those that mark-up or a database's record give. The title decides between a review and a study: in a
    review the designs that its text names are those of other studies. Where no kind is said at all and all species
    spoken of are animals, it is an animal study.
    """
    by_title = _found(titles, rules.in_titles).keys() | set(said)
    by_text = _found(sentences, rules.in_texts)
    strong = {kind for kind, weak in by_text.items() if not weak}
    if by_title & _ON_OTHERS:
        kinds = by_title | (strong & {"review", "meta-analysis"})
    elif by_title - _OF_PLACE:
        kinds = by_title | (strong & _OF_PLACE)
    else:
        kinds = by_title | (strong & _ON_OTHERS if strong & {"meta-analysis", "guideline"} else strong)
    if not kinds - _OF_PLACE and "animal" not in kinds:
        kinds |= by_text.keys()
    if not kinds and species and _HUMAN not in species:
        kinds = {"animal"}
    return tuple(one for one in _ORDER if one in kinds)


def types_named(names: Iterable[str], known: Mapping[str, StudyType]) -> tuple[StudyType, ...]:
    """Return what a database's publication types are here; lines that are no such type are nothing."""
    found = (known.get(one.strip().rstrip(".").lower()) for one in names)
    return tuple(dict.fromkeys(one for one in found if one))


def _found(texts: Iterable[Written], rules: Index[Design]) -> dict[StudyType, bool]:
    """Return the kinds whose rules apply to any of the texts, each with whether only weak ones did."""
    found: dict[StudyType, bool] = {}
    for text in texts:
        for at, patterns in rules.found(text).items():
            rule, asking = rules.rules[at]
            is_news = rule.type not in found or (found[rule.type] and not rule.weak)
            if is_news and asking.applies(text, patterns):
                found[rule.type] = rule.weak
    return found
