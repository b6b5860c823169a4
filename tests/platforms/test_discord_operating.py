"""`/healthfacts review` in Discord, with the real client: what reviewers see, and what comes of their decisions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fakes.discord_operators import Operator, a_server
from fakes.operators import CAREFUL, DOI, IN_MICE, IN_PEOPLE, Site, page
from fakes.web import Page

from core.operating.flows import FLOWS
from core.operating.review import Reviewing

if TYPE_CHECKING:
    from pathlib import Path

    from fakes.discord import FakeDiscord
    from fakes.discord_interactions import Reply


async def ready(who: Operator, site: Site) -> Reply:
    """Add the article, say of its first draft what it does not say, and return the draft's panel."""
    added = await who.do("review add", link=site.web.answer("/a", page()))
    draft = await who.press(added, "a1-1")
    return await who.fill(await who.press(draft, "Edit"), draft, species="human", study="cohort", aspects="memory")


async def told(discord: FakeDiscord) -> str:
    return (await discord.command("benzo", drug="alprazolam", about="memory")).text


async def test_an_article_is_added_by_its_link_and_its_drafts_are_seen_privately(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        added = await ann.do("review add", link=f"<{site.web.answer('/a', page())}>")
        draft = await ann.press(added, "a1-1")
        second = await ann.press(draft, "Next draft")
        first = await ann.press(second, "Previous draft")
        back = await ann.press(first, "The whole document")
    assert added.private
    assert "Added, with 3 drafts to review." in added.text
    for sentence in (IN_PEOPLE, IN_MICE, CAREFUL):
        assert f"“{sentence}”" in added.text
    assert draft.kind == "update"
    assert draft.private
    assert f"> {IN_PEOPLE}" in draft.text
    assert "Sentence 2, characters" in draft.text
    assert "Kind: finding. Evidence on: alprazolam. Seen in: human. Study: not said." in draft.text
    assert "Example News writes (sentence 2):" in draft.text
    assert "Never told without: " in draft.text
    assert "the article does not say its study" in draft.text
    assert f"> {IN_MICE}" in second.text
    assert (first.text, back.message["id"]) == (draft.text, added.message["id"])


async def test_a_decision_is_in_the_answers_at_once_with_who_made_it(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        edited = await ready(ann, site)
        assert "Saved. It is a draft." in edited.text
        assert IN_PEOPLE not in await told(discord)
        approved = await ann.press(edited, "Approve")
        assert IN_PEOPLE in await told(discord)
        form = await ann.press(approved, "Withdraw")
        withdrawn = await ann.fill(form, approved, reason="the journal doubts it")
        assert IN_PEOPLE not in await told(discord)
        restored = await ann.press(withdrawn, "Restore")
        assert IN_PEOPLE in await told(discord)
    assert approved.text.startswith("## a1-1: published\nDone. Readers are told this from now on.")
    assert "Approved by ann, " in approved.text
    assert "Withdrawn by ann, " in withdrawn.text
    assert "Reason: the journal doubts it" in withdrawn.text
    assert restored.text.startswith("## a1-1: published")


async def test_a_draft_can_be_told_in_own_words_and_rejected_with_a_reason(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        edited = await ready(ann, site)
        form = await ann.press(edited, "Edit")
        own = await ann.fill(form, edited, statement="In one study people\n on alprazolam remembered fewer words.")
        rejected = await ann.fill(await ann.press(own, "Reject"), own, reason="too small a study")
        drafts = await ann.do("review list")
        others = await ann.do("review list", status="rejected")
    assert "In one study people on alprazolam remembered fewer words." in own.text
    assert "Rejected by ann" in rejected.text
    assert list(rejected.buttons)[:2] == ["Approve", "Restore"]
    assert "a1-1," not in drafts.text
    assert "a1-1, rejected" in others.text


async def test_what_the_rules_forbid_is_told_and_the_reviewers_words_are_not_lost(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        edited = await ready(ann, site)
        form = await ann.press(edited, "Edit")
        refused = await ann.fill(form, edited, statement="people should take 2 mg of it")
    assert "a statement is one line of whole sentences" in refused.text
    assert "no amounts of a medicine for people" in refused.text
    assert "> people should take 2 mg of it" in refused.text
    assert "Saved" not in refused.text


async def test_two_reviewers_at_once_cannot_overwrite_each_other(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann, bob = Operator(discord), Operator(discord, "bob")
        seen = await ready(ann, site)
        bobs = await bob.do("review show", id="a1-1")
        form = await bob.press(bobs, "Reject")
        await ann.press(seen, "Approve")
        late = await bob.fill(form, bobs, reason="no")
        again = await bob.press(bobs, "Reject")
    assert "a1-1 was changed by somebody else meanwhile" in late.text
    assert late.text.startswith("## a1-1: published")
    assert "Withdraw" in late.buttons
    assert "a1-1 was changed by somebody else meanwhile" in again.text
    assert again.message["id"] != bobs.message["id"]


async def test_a_double_press_does_what_one_does(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        seen = await ready(ann, site)
        presses = [await ann.send_press(seen, seen.buttons["Approve"]) for _ in range(2)]
        shown = [await one.reply() for one in presses]
        history = await site.office.review.history("a1-1")
    assert [one.text.partition("\n")[0] for one in shown] == ["## a1-1: published"] * 2
    assert sum("nothing has changed" in one.text for one in shown) == 1
    assert [one.action for one in history] == ["edit", "approve"]


async def test_the_title_of_a_hostile_page_comes_out_harmless(tmp_path: Path) -> None:
    title = "@everyone <@5005> **b** [x](https://evil.example) `c` ||d|| \u202e\u2066 # " + "long " * 2000
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        added = await ann.do("review add", link=site.web.answer("/a", page(title=title)))
        draft = await ann.press(added, "a1-1")
    for text in (added.text, draft.text):
        for active in ("@everyone", "<@", "**b", "[x]", "`c", "||d", "https://evil", "\u202e", "\u2066"):
            bare = text.replace(f"\\{active}", "").replace("https\\://", "")
            assert active not in bare
    assert "…" in added.text
    assert "Approve" in draft.buttons
    assert f"> {IN_PEOPLE}" in draft.text


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        ("/gone", Page(status=404), "404"),
        ("/file.pdf", Page(b"%PDF-1.7", "application/pdf"), "sent no text"),
        ("/off", page("The weather was fine for the whole week in the north."), "names no drug or class"),
    ],
)
async def test_what_cannot_be_added_is_told_in_one_line(tmp_path: Path, path: str, answer: Page, why: str) -> None:
    async with a_server(tmp_path) as (site, discord):
        told = await Operator(discord).do("review add", link=site.web.answer(path, answer))
    assert told.private
    assert why in told.text
    assert "\n" not in told.text


async def test_what_was_typed_comes_back_short_and_harmless(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (_, discord):
        for typed in ("@everyone **x**", "x" * 6000):
            assert (await Operator(discord).do("review show", id=typed)).private
        assert "AddressRefused" not in (await Operator(discord).do("review add", link="nonsense")).text


async def test_an_article_that_is_there_already_is_shown_and_said_to_be(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        link = site.web.answer("/a", page())
        await ann.do("review add", link=link)
        again = await ann.do("review add", link=link)
        elsewhere = await ann.do("review add", link=site.web.answer("/b", page()))
    assert again.text.startswith("## Document 1 ")
    assert "was added before; 3 drafts wait." in again.text
    assert elsewhere.text.startswith("## Document 1 ")


async def test_whether_the_paper_stands_is_found_out_meanwhile(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        added = await ann.do("review add", link=site.web.answer("/a", page(doi=DOI)))
        (reviewing,) = [one for one in FLOWS.flows if isinstance(one, Reviewing)]
        await asyncio.gather(*reviewing._looking)  # noqa: SLF001 - nobody else waits for it
        later = await ann.press(added, "Look again")
    assert f"Whether {DOI} still stands: not looked up yet." in added.text
    assert f"{DOI}: no correction or retraction found" in later.text
    assert "Look again" not in later.buttons


async def test_long_documents_are_turned_page_by_page(tmp_path: Path) -> None:
    sentences = [f"People who took alprazolam for {number} weeks remembered fewer words." for number in range(2, 22)]
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        first = await ann.do("review add", link=site.web.answer("/a", page(*sentences)))
        second = await ann.press(first, "More")
        last = await ann.press(second, "More")
        before = await ann.press(last, "Back")
        listed = await ann.press(await ann.do("review list"), "More")
    assert ("a1-8" in first.buttons, "a1-9" in second.buttons, "a1-20" in last.buttons) == (True, True, True)
    assert "More" not in last.buttons
    assert before.text == second.text
    assert "a1-9" in listed.buttons


async def test_a_built_in_claim_is_withdrawn_and_restored_by_command(tmp_path: Path) -> None:
    async with a_server(tmp_path) as (site, discord):
        ann = Operator(discord)
        topic = site.app.built_in["benzo"]
        claim = next(one for one in topic.claims.values() if one.kind == "finding" and not one.needs)
        form = await ann.do("review withdraw", id=claim.id)
        withdrawn = await ann.fill(form, reason="the figures were wrong")
        assert claim.id not in site.app.topics["benzo"].claims
        restored = await ann.do("review restore", id=claim.id)
        assert claim.id in site.app.topics["benzo"].claims
    assert withdrawn.private
    assert withdrawn.text.startswith(f"## {claim.id}: withdrawn")
    assert "Reason: the figures were wrong" in withdrawn.text
    assert restored.text.startswith(f"## {claim.id}: published")
