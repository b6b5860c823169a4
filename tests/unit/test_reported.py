"""What the button under an answer carries, and what is made of it when it comes back."""

from __future__ import annotations

from fakes.everything import addresses, answers, benzo, shipped

from bots.discord.panels import DO
from bots.discord.render import CUSTOM_ID_LENGTH, render
from core.model import Answer, AnswerId, Query
from core.operating.panels import MOST_ACTION
from core.operating.reports import SEND
from core.reported import MOST_ADDRESS, reported_as, told_in, version_of

ASKED = (
    "does xanax destroy synapses?",
    "klonopin and driving at night with an old car",
    "who did the study?",
    "xanax or valium",
    "what is TSPO",
    "i took all my pills",
    "should I stop?",
    "flibbertigibbet",
    "help germany",
)


def asked() -> list[Answer]:
    app = shipped()
    return [app.answer(Query("benzo", text, kind=kind)) for text in ASKED for kind in ("command", "mention", "message")]


def test_every_answer_has_a_button_that_fits_and_comes_back() -> None:
    for answer in (*answers(), *asked()):
        address = reported_as(answer)
        assert len(address) <= MOST_ADDRESS
        assert len(f"{SEND}/{address}") <= MOST_ACTION
        assert len(f"{DO}:{SEND}/{address}") <= CUSTOM_ID_LENGTH
        assert told_in(shipped(), address) is not None, address


def test_it_is_drawn_on_every_answer() -> None:
    for answer in asked():
        rows = [row for row in render(answer, shipped().phrases("en")) if row["type"] == 1]
        ids = [button["custom_id"] for row in rows for button in row["components"]]
        assert ids.count(f"wrong:{reported_as(answer)}") == 1
        assert ids[-1].startswith("wrong:")


def test_an_address_leads_to_the_claims_of_its_answer_with_their_versions() -> None:
    address = AnswerId("benzo", "alprazolam", "memory")
    told = told_in(shipped(), str(address))
    assert told
    assert [one.claim for one in told] == list(shipped().open(address, "en").claims)
    assert all(one.version == version_of(benzo().claims[one.claim]) for one in told)


def test_an_answer_that_was_found_is_reported_by_its_claims() -> None:
    found = [answer for answer in asked() if answer.id is None and answer.outcome == "answer" and answer.claims]
    assert found
    for answer in found:
        told = told_in(shipped(), reported_as(answer))
        assert told
        assert {one.claim for one in told} <= set(answer.claims)


def test_no_button_is_taken_for_an_answers_address_that_it_is_not() -> None:
    for answer in asked():
        if answer.id is None:
            assert reported_as(answer).count("/") < 2


def test_the_version_changes_with_the_words_and_with_the_review() -> None:
    one, other = list(benzo().claims.values())[:2]
    assert version_of(one) != version_of(other)
    assert version_of(one).startswith(f"{one.reviewed_on} ")
    assert len(version_of(one).split()[1]) == 8


def test_what_no_button_carries_is_not_taken() -> None:
    for forged in ("", "no-such-claim", "benzo/alprazolam/memory/x", "😀", "a+b", "x" * 77):
        assert told_in(shipped(), forged) is None, forged
    assert addresses()
