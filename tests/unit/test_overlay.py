"""What the store holds changes answers at once: claims that were added, recalled ones, papers that fell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.added import DAY, added, overlay
from fakes.everything import benzo, shipped

from bots.console.render import to_text
from core.app import load
from core.drafts import STUDIED
from core.model import AnswerId, Query
from core.overlay import Overlay, overlaid
from core.standing import Standing

if TYPE_CHECKING:
    from core.app import App

SHI = "10.1038/s41593-022-01013-9"
MEMORY = AnswerId("benzo", "alprazolam", "memory")


@pytest.fixture
def app() -> App:
    return load()


def under(app: App, said: Overlay) -> App:
    app.follow(app.under({"benzodiazepines": said}))
    return app


def text(app: App, asked: AnswerId = MEMORY) -> str:
    return to_text(app.open(asked, "en"), app.phrases("en"))


def test_an_added_claim_is_told_at_once_with_its_source(app: App) -> None:
    before = text(app)
    assert "Statement a1-4" not in before
    after = text(under(app, overlay(added())))
    assert "From articles reviewed here" in after
    assert "Statement a1-4" in after
    assert "doi.org/10.5555/invented.1" in after
    assert text(under(app, Overlay())) == before


def test_an_added_claim_answers_questions_in_its_words(app: App) -> None:
    claim = added(statement="The invented paper says: “Trampolines were not looked at.” (sentence 4)")
    asked = Query("benzo", "xanax and trampolines?", kind="mention")
    assert claim.id not in app.answer(asked).claims
    assert claim.id in under(app, overlay(claim)).answer(asked).claims
    assert claim.id not in under(app, Overlay()).answer(asked).claims


def test_an_added_claim_is_told_of_its_own_drug_only(app: App) -> None:
    under(app, overlay(added()))
    assert "Statement a1-4" not in text(app, MEMORY._replace(drug="lorazepam"))
    assert "Statement a1-4" not in text(app, MEMORY._replace(aspect="driving"))


def test_of_many_added_claims_an_answer_tells_the_newest(app: App) -> None:
    claims = [added(f"a1-{number}", rank=1_000 + number) for number in range(100)]
    under(app, overlay(*claims))
    assert [one for one in app.open(MEMORY, "en").claims if one.startswith("a1-")] == ["a1-0", "a1-1"]
    full = app.open(MEMORY._replace(length="full"), "en")
    assert len([one for one in full.claims if one.startswith("a1-")]) == 20


@pytest.mark.parametrize("aspect", [one.id for one in benzo().aspects])
def test_an_added_animal_study_is_never_told_without_what_it_did_not_test(app: App, aspect: str) -> None:
    claim = added(species="mouse", about=("benzodiazepine",), shown_for=("benzodiazepine",), aspects=(aspect,))
    answer = under(app, overlay(claim)).open(MEMORY._replace(aspect=aspect), "en")
    if claim.id in answer.claims:
        assert any(line.mark == STUDIED for line in answer.lines)
        assert answer.safety
    else:
        assert aspect == "sources"


def test_a_recalled_claim_takes_with_it_what_must_not_be_told_alone(app: App) -> None:
    under(app, Overlay(withdrawn={"carton-no-lasting": "a test"}))
    told = app.open(MEMORY, "en").claims
    assert {"carton-no-lasting", "shi-found"}.isdisjoint(told)
    under(app, Overlay())
    assert {"carton-no-lasting", "shi-found"} <= set(app.open(MEMORY, "en").claims)


def test_an_added_claim_goes_with_the_one_it_needs(app: App) -> None:
    claim = added(needs=("carton-no-lasting",))
    assert claim.id in under(app, overlay(claim)).open(MEMORY, "en").claims
    recalled = overlay(claim, withdrawn={"carton-no-lasting": "a test"})
    assert claim.id not in under(app, recalled).open(MEMORY, "en").claims


def test_the_safety_line_stays_whatever_the_store_says(app: App) -> None:
    safety = {one: "a test" for group in benzo().classes for one in group.safety}
    answer = under(app, Overlay(withdrawn=safety)).open(MEMORY, "en")
    assert answer.safety
    assert answer.safety[0].claims


def test_nothing_of_a_retracted_paper_is_told_and_the_answer_says_why(app: App) -> None:
    under(app, Overlay(standings={SHI: Standing("retracted", DAY)}))
    shi = {claim.id for claim in benzo().claims.values() if "shi2022" in claim.sources}
    answer = app.open(MEMORY, "en")
    assert shi.isdisjoint(answer.claims)
    assert "was retracted, so nothing from it is told any longer: Shi Y" in text(app)
    asked = app.answer(Query("benzo", "does xanax destroy synapses?", kind="mention"))
    assert shi.isdisjoint(asked.claims)
    assert "was retracted" in to_text(asked, app.phrases("en"))
    assert asked.safety


@pytest.mark.parametrize(("status", "says"), [("corrected", "was corrected"), ("concern", "expression of concern")])
def test_a_corrected_paper_is_told_with_its_correction(app: App, status: str, says: str) -> None:
    before = app.open(MEMORY, "en").claims
    under(app, Overlay(standings={SHI: Standing(status, DAY, "10.5555/notice")}))  # type: ignore[arg-type]
    answer = app.open(MEMORY, "en")
    assert answer.claims == before
    number = next(one.number for one in answer.citations if one.source.id == "shi2022")
    assert any(one.text.startswith((f"[{number}] ", f"The journal of [{number}]")) for one in answer.disclaimers)
    assert says in text(app)


def test_what_could_not_be_found_out_changes_no_status() -> None:
    topic = overlaid(benzo(), Overlay(standings={SHI: Standing("retracted", DAY)}))
    again = overlaid(topic, Overlay(standings={SHI: Standing("unknown", DAY)}))
    assert topic.sources["shi2022"].status == again.sources["shi2022"].status == "retracted"


def test_questions_about_the_paper_tell_its_standing(app: App) -> None:
    under(app, Overlay(standings={SHI: Standing("ok", DAY)}))
    asked = app.answer(Query("benzo", "was the xanax study retracted?", kind="mention"))
    assert "no correction or retraction was found" in to_text(asked, app.phrases("en"))


def test_unchanged_claims_stay_the_same_objects() -> None:
    first = overlaid(benzo(), overlay(added("a1-1"), added("a1-2")))
    then = overlaid(benzo(), overlay(added("a1-1"), added("a1-2", statement="Changed.")), first)
    assert then.claims["a1-1"] is first.claims["a1-1"]
    assert then.claims["a1-2"] is not first.claims["a1-2"]


def test_no_overlay_changes_no_answer() -> None:
    app = load()
    app.follow(app.under({}))
    for asked in (MEMORY, MEMORY._replace(length="full", depth="clinician")):
        assert text(app, asked) == to_text(shipped().open(asked, "en"), app.phrases("en"))
