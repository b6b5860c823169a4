"""What belongs together, in a changed `config/`: a withdrawn claim takes with it what must not be told without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.everything import addresses, benzo

from core.app import load
from core.model import Query

if TYPE_CHECKING:
    from fakes.config import ConfigCopy

    from core.app import App

CLAIMS = "topics/benzodiazepines/claims.toml"


def withdraw(config: ConfigCopy, claim: str) -> None:
    config.change(CLAIMS, "rank =", 'status = "withdrawn"\nreason = "a test"\nrank =', after=f'id = "{claim}"')


def told(app: App) -> set[str]:
    return {claim for one in addresses() for claim in app.open(one, "en").claims}


def dependents(claim: str) -> set[str]:
    """The claims that need `claim`, directly or through others."""
    gone = {claim}
    while more := {one.id for one in benzo().claims.values() if gone & set(one.needs)} - gone:
        gone |= more
    return gone


def test_a_withdrawn_claim_and_those_that_need_it_are_told_nowhere(config: ConfigCopy) -> None:
    gone = dependents("carton-no-lasting")
    assert len(gone) > 3, "the study that found harm in mice must need the one that found none lasting"
    before = told(load())
    assert before >= gone
    withdraw(config, "carton-no-lasting")
    app = load(config.folder)
    assert told(app) == before - gone
    assert gone.isdisjoint(app.topics["benzo"].claims)


def test_a_withdrawn_claim_that_nothing_needs_leaves_alone(config: ConfigCopy) -> None:
    claim = next(c.id for c in benzo().claims.values() if dependents(c.id) == {c.id} and c.lead and c.kind == "finding")
    withdraw(config, claim)
    assert told(load(config.folder)) == told(load()) - {claim}


def test_answers_still_stand_without_the_animal_studies(config: ConfigCopy) -> None:
    withdraw(config, "carton-no-lasting")
    answer = load(config.folder).answer(Query("benzo", "xanax memory"))
    assert answer.safety
    assert answer.blocks


def test_a_short_answer_tells_what_its_claims_need_even_if_that_is_not_among_the_leads(config: ConfigCopy) -> None:
    config.change(CLAIMS, "lead = true\n", "", after='id = "carton-no-lasting"')
    app = load(config.folder)
    assert not app.topics["benzo"].claims["carton-no-lasting"].lead
    told = app.answer(Query("benzo", "xanax")).claims
    assert {"shi-found", "carton-no-lasting"} <= set(told)
