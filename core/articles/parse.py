"""A file or page -> an `Article`: the steps in their order, and the rules that each of them needs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from core.articles.claims.extracting import claims_of
from core.articles.claims.lexicon_files import load_lexicon
from core.articles.claims.mentions import drugs_among, mentions_in
from core.articles.claims.pairs import pairs_among
from core.articles.claims.rules import load_claim_rules
from core.articles.claims.species import load_species, species_in
from core.articles.model import Article
from core.articles.page.reading import read
from core.articles.study.facts import study_of
from core.articles.study.rules import load_study_rules
from core.articles.text.sentence_rules import load_sentence_rules
from core.articles.text.sentences import sentences_of
from core.articles.text.zone_rules import load_zone_rules
from core.articles.text.zones import zones_of
from core.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from core.app import App
    from core.articles.claims.lexicon import Lexicon
    from core.articles.claims.rules import ClaimRules
    from core.articles.claims.species import SpeciesRules
    from core.articles.model import Claim, Page, Zone
    from core.articles.study.rules import StudyRules
    from core.articles.text.sentence_rules import SentenceRules
    from core.articles.text.zone_rules import ZoneRules
    from core.catalog import Topic
    from core.errors import Mistake

Loaded = TypeVar("Loaded")

OF_THE_STUDY = frozenset({"method", "finding", "mechanism"})
"""Kinds of claim that tell in whom a study was done; others also speak of whom it might matter to."""


@dataclass(frozen=True, slots=True)
class Parser:
    """Reads articles by the rules of `config/articles/` and the names of all medicines."""

    zones: ZoneRules
    sentences: SentenceRules
    claims: ClaimRules
    studies: StudyRules
    species: SpeciesRules
    lexicon: Lexicon

    def parse(self, data: bytes, *, content_type: str | None = None, url: str | None = None) -> Article:
        """Read a file or page. Raises NotAnArticle, whose text says what to do instead."""
        return self.parse_page(read(data, content_type=content_type, url=url))

    def parse_page(self, page: Page) -> Article:
        """Read a page that is text already."""
        text = page.text
        zones = zones_of(page, self.zones)
        sentences = sentences_of(text, zones, self.sentences)
        claims = claims_of(text, sentences, self.claims, self.lexicon)
        species = self._studied_in(page, zones, claims)
        mentions = tuple(mentions_in(text, zones, self.lexicon))
        return Article(
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            study=study_of(page, zones, sentences, species, self.studies),
            names=pairs_among(mentions, self.lexicon),
            drugs=drugs_among(mentions, self.lexicon),
            zones=zones,
            sentences=sentences,
            claims=claims,
        )

    def _studied_in(self, page: Page, zones: tuple[Zone, ...], claims: tuple[Claim, ...]) -> tuple[str, ...]:
        """Return in whom it was studied: in what was done and found, and in the titles; else in any claim."""
        titled = "\n".join(page.text[zone.start : zone.end] for zone in zones if zone.kind in {"metadata", "reference"})
        of_study = [claim.species for claim in claims if claim.kind in OF_THE_STUDY]
        told = [one for names in _without_hopes(of_study) for one in names]
        named = [*told, *species_in(f"{page.tags.title or ''}\n{titled}", self.species)]
        return tuple(dict.fromkeys(named or [one for claim in claims for one in claim.species]))


def _without_hopes(told: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave people out who are named only beside an animal: "which may help people", "mice as young adults"."""
    if any(names == ("human",) for names in told):
        return told
    return [tuple(one for one in names if one != "human") if len(names) > 1 else names for names in told]


def load_parser(config: Path, topics: Mapping[str, Topic]) -> Parser:
    """Read the rules of a config folder. Raises ConfigError with every mistake in all of them."""
    mistakes: list[Mistake] = []

    def kept(load: Callable[[], Loaded]) -> Loaded | None:
        try:
            return load()
        except ConfigError as error:
            mistakes.extend(error.mistakes)
            return None

    articles = config / "articles"
    zones = kept(lambda: load_zone_rules(articles))
    sentences = kept(lambda: load_sentence_rules(articles))
    claims = kept(lambda: load_claim_rules(config))
    studies = kept(lambda: load_study_rules(config))
    species = kept(lambda: load_species(config))
    lexicon = kept(lambda: load_lexicon(config, topics))
    if not (zones and sentences and claims and studies and species and lexicon):
        raise ConfigError(mistakes)
    return Parser(zones, sentences, claims, studies, species, lexicon)


@cache
def parser_of(app: App) -> Parser:
    """Return the parser with the rules and topics of an app; it takes a fifth of a second the first time."""
    return load_parser(app.config, app.built_in)


def parse_bytes(data: bytes, content_type: str | None, url: str | None, app: App) -> Article:
    """Read a file or page with the rules of an app. Raises NotAnArticle and ConfigError."""
    return parser_of(app).parse(data, content_type=content_type, url=url)


def to_json(article: Article) -> dict[str, Any]:
    """Return an article as the command line's contract has it (README): what the text does not say is null or empty."""
    study = article.study
    return {
        "text": article.text,
        "sha256": article.sha256,
        "title": study.title,
        "publisher": study.publisher,
        "published": study.published,
        "url": study.url,
        "reference": study.reference,
        "dois": list(study.dois),
        "names": [{"brand": pair.brand, "generic": pair.generic} for pair in article.names],
        "drugs": list(article.drugs),
        "species": list(study.species),
        "study_types": list(study.study_types),
        "sample_size": study.sample_size,
        "zones": [{"start": zone.start, "end": zone.end, "kind": zone.kind} for zone in article.zones],
        "claims": [
            {
                "text": article.quoted(claim),
                "start": claim.start,
                "end": claim.end,
                "kind": claim.kind,
                "drugs": list(claim.drugs),
                "species": list(claim.species),
                "speaker": claim.speaker,
                "hedged": claim.hedged,
            }
            for claim in article.claims
        ],
    }
