"""`/healthfacts review` in Slack, with the real client: who may, what they see, and what comes of their decisions."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fakes.operators import CAREFUL, IN_MICE, IN_PEOPLE, Site, a_site, page
from fakes.slack import Failure, FakeSlack, refusal
from fakes.slack_kit import serving
from fakes.slack_operators import Operator, buttons
from fakes.web import Page

from bots.slack.panels import TITLE, cut, render_form, render_panel
from core.operating.panels import Button, Choice, Field, Form, Panel, Part

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

REFUSED = "Only the people who run this bot can do that, in their own server or workspace."
NEEDS_SCOPE = Failure(200, '{"ok": false, "error": "missing_scope", "needed": "users:read", "provided": "commands"}')


@asynccontextmanager
async def a_workspace(folder: Path, **settings: Any) -> AsyncIterator[tuple[Site, FakeSlack]]:
    """Run our bot on a fake Slack, with its office open."""
    async with (
        a_site(folder, **settings) as site,
        FakeSlack() as slack,
        serving(site.app, slack, door=site.door),
    ):
        yield site, slack


async def ready(who: Operator, site: Site) -> dict[str, Any]:
    """Add the article, say of its first draft what it does not say, and return the draft's panel."""
    added = await who.do(f"review add {site.web.answer('/a', page())}")
    draft = await who.press(added, "a1-1")
    return await who.fill(await who.open(draft, "Edit"), species="human", study="cohort", aspects="memory")


async def told(slack: FakeSlack) -> str:
    return str((await slack.reply(await slack.command("alprazolam memory")))["text"])


async def test_who_may_not_review_is_refused_and_nothing_is_fetched(tmp_path: Path) -> None:
    async with a_workspace(tmp_path, slack_group="pharmacists") as (site, slack):
        slack.people.groups["pharmacists"] = ["UBOB"]
        eve = Operator(slack, "UEVE", admin=False)
        guest = Operator(slack, "UGUEST")
        slack.people.known["UGUEST"] |= {"team_id": "T2"}  # an admin, but of another workspace
        link = site.web.answer("/a", page())
        shown = [
            await eve.do(f"review add {link}"),
            await guest.do(f"review add {link}"),
            await slack.reply(await slack.press("do:review/approve/a1-1/1", who="UEVE")),
            await slack.reply(await slack.message_action(link, "review", who="UEVE")),
        ]
    assert [one["text"] for one in shown] == [REFUSED] * 4
    assert {one["response_type"] for one in shown} == {"ephemeral"}
    assert site.web.asked == []


async def test_members_of_the_user_group_may_and_slack_is_asked_once_a_minute(tmp_path: Path) -> None:
    async with a_workspace(tmp_path, slack_group="@pharmacists") as (_, slack):
        slack.people.groups |= {"others": ["UEVE"], "pharmacists": ["UX", "UBOB"]}
        bob = Operator(slack, "UBOB", admin=False)
        shown = [await bob.do("review list") for _ in range(3)]
        assert len(slack.calls_of("users.info")) == 1
        assert len(slack.calls_of("usergroups.list")) == 1
    assert all("There are none." in one["text"] for one in shown)


async def test_a_scope_that_an_old_install_lacks_is_named_with_what_to_do(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (_, slack):
        ann = Operator(slack)
        slack.fail("users.info", NEEDS_SCOPE, NEEDS_SCOPE)
        told = await ann.do("review list")
        listed = await ann.do("")
        assert "users:read" in told["text"]
        assert "slack-manifest" in told["text"]
        assert "\n" not in told["text"]
        assert told["text"] in listed["text"]
        slack.fail("users.info", refusal("internal_error"))
        assert "Sorry" in (await ann.do("review list"))["text"]
        assert "There are none." in (await ann.do("review list"))["text"]


async def test_the_command_alone_lists_what_somebody_may_do(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (_, slack):
        ann = await Operator(slack).do("what?")
        eve = await Operator(slack, "UEVE", admin=False).do("")
    assert "/healthfacts review add LINK: " in ann["text"]
    assert "/healthfacts review list [status]: " in ann["text"]
    assert "review add" not in eve["text"]


async def test_options_are_read_in_their_order_and_wrong_ones_are_told(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (_, slack):
        ann = Operator(slack)
        missing = await ann.do("review add")
        wrong = await ann.do("review list everything *now*")
        right = await ann.do("REVIEW LIST Published")
    assert missing["text"] == "/healthfacts review add needs more: /healthfacts review add LINK"
    assert wrong["text"].startswith("“everything *now*” is not one of these: draft, published")
    assert right["text"].startswith("Claims, published: 0")


async def test_a_decision_is_in_the_answers_at_once_with_who_made_it(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann = Operator(slack)
        edited = await ready(ann, site)
        assert "Saved. It is a draft." in edited["text"]
        assert IN_PEOPLE not in await told(slack)
        approved = await ann.press(edited, "Approve")
        assert IN_PEOPLE in await told(slack)
        withdrawn = await ann.fill(await ann.open(approved, "Withdraw"), reason="the journal doubts it")
        assert IN_PEOPLE not in await told(slack)
        restored = await ann.press(withdrawn, "Restore")
        assert IN_PEOPLE in await told(slack)
    assert (approved["response_type"], approved["replace_original"]) == ("ephemeral", True)
    assert withdrawn["replace_original"] is True
    assert "Approved by ann, " in approved["text"]
    assert "Reason: the journal doubts it" in withdrawn["text"]
    assert restored["text"].startswith("a1-1: published")


async def test_drafts_are_seen_privately_and_paged_through(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann = Operator(slack)
        added = await ann.do(f"review add <{site.web.answer('/a', page())}>")
        first = await ann.press(added, "a1-1")
        second = await ann.press(first, "Next draft")
        back = await ann.press(second, "The whole document")
    assert added["response_type"] == "ephemeral"
    for sentence in (IN_PEOPLE, IN_MICE, CAREFUL):
        assert f"“{sentence}”" in added["text"]
    assert f"“{IN_MICE}”" in second["text"]
    assert "the article does not say its study" in first["text"]
    assert back["text"].startswith("Document 1 ")


async def test_a_form_that_a_command_opened_is_answered_with_a_message_of_its_own(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann = Operator(slack)
        await ready(ann, site)
        await ann.do("review show a1-1")
        claim = next(one for one in site.app.built_in["benzo"].claims.values() if one.kind == "finding")
        opened = await slack.command(f"review withdraw {claim.id}", "/healthfacts", who=ann.id)
        withdrawn = await ann.fill(opened, reason="the figures were wrong")
        assert claim.id not in site.app.topics["benzo"].claims
        restored = await ann.do(f"review restore {claim.id}")
        assert claim.id in site.app.topics["benzo"].claims
    assert withdrawn["replace_original"] is False
    assert withdrawn["text"].startswith(f"{claim.id}: withdrawn")
    assert restored["text"].startswith(f"{claim.id}: published")


async def test_two_reviewers_at_once_cannot_overwrite_each_other(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann, bob = Operator(slack), Operator(slack, "UBOB")
        seen = await ready(ann, site)
        form = await bob.open(await bob.do("review show a1-1"), "Reject")
        await slack.modal(form)
        await ann.press(seen, "Approve")
        late = await bob.fill(form, reason="no")
    assert "a1-1 was changed by somebody else meanwhile" in late["text"]
    assert late["text"].startswith("a1-1: published")


async def test_a_double_press_does_what_one_does(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann = Operator(slack)
        seen = await ready(ann, site)
        presses = [await ann.open(seen, "Approve") for _ in range(2)]
        shown = [await slack.reply(one) for one in presses]
        history = await site.office.review.history("a1-1")
    assert all(one["text"].startswith("a1-1: published") for one in shown)
    assert [one.action for one in history] == ["edit", "approve"]


STALE = (
    "",
    "review/gone/x",
    "old/verb/x",
    "review/approve",
    "review/approve/a1-1/x",
    "review/show/../x",
    "review/link/x",
)


async def test_a_stale_or_forged_button_gets_one_line(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann = Operator(slack)
        told = {action: await slack.reply(await slack.press(f"do:{action}", who=ann.id)) for action in STALE}
        assert await site.office.review.claims() == []
    assert {(one["response_type"], one["replace_original"]) for one in told.values()} == {("ephemeral", False)}
    assert [action for action, one in told.items() if "\n" in one["text"] or "Sorry" in one["text"]] == []


async def test_the_title_of_a_hostile_page_comes_out_harmless(tmp_path: Path) -> None:
    title = "<!channel> <@U1> *b* _i_ `c` <https://evil.example|x> \u202e & " + "long " * 2000
    async with a_workspace(tmp_path) as (site, slack):  # the fake refuses markup, mentions and bare ampersands
        ann = Operator(slack)
        added = await ann.do(f"review add {site.web.answer('/a', page(title=title))}")
        draft = await ann.press(added, "a1-1")
    assert "&lt;!channel&gt; &lt;@U1&gt;" in added["text"]
    assert "\u202e" not in added["text"] + draft["text"]
    for block in [*added["blocks"], *draft["blocks"]]:
        text = block.get("text") or next(iter(block["elements"]))
        assert text["type"] != "mrkdwn" or "*b*" not in text["text"]
    assert "Approve" in buttons(draft)


async def test_the_action_on_a_message_adds_what_it_links_to_in_its_thread(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann = Operator(slack)
        links = [site.web.answer("/a", page()), site.web.answer("/gone", Page(status=404))]
        text = f"<{links[0]}|news> and <{links[1]}>, <@U1>"
        several = await slack.reply(await slack.message_action(text, "review", who=ann.id, thread_ts="7.7"))
        none = await slack.reply(await slack.message_action("", "review", who=ann.id))
    assert several["thread_ts"] == "7.7"
    assert several["text"].startswith("2 links in this message")
    assert "Added, with 3 drafts" in several["text"]
    assert "404" in several["text"]
    assert none["text"].startswith("There is no link in this message.")


async def test_reviewers_who_ask_for_evidence_are_offered_to_add_the_link(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann, eve = Operator(slack), Operator(slack, "UEVE", admin=False)
        link = site.web.answer("/a", page())
        asked = await slack.message_action(f"xanax <{link}|news>", who=ann.id)
        offered = await slack.reply(asked, 2)
        hers = await slack.message_action(f"xanax <{link}>", who=eve.id)
        await slack.reply(hers)
        slack.fail("users.info", NEEDS_SCOPE)
        lacking = await slack.message_action(f"xanax <{link}>", who="UNEW")
        await slack.reply(lacking)
        added = await ann.press(offered, "Add the linked article to review")
        assert (len(slack.replies(hers)), len(slack.replies(lacking))) == (1, 1)
    assert site.web.paths() == ["/a"]
    assert added["text"].startswith("Document 1 ")
    assert added["replace_original"] is True


async def test_a_form_that_slack_does_not_open_gets_the_apology(tmp_path: Path) -> None:
    async with a_workspace(tmp_path) as (site, slack):
        ann = Operator(slack)
        edited = await ready(ann, site)
        slack.fail("views.open", refusal("expired_trigger_id"))
        told = await ann.press(edited, "Edit")
    assert "Sorry" in told["text"]


async def test_without_an_office_the_command_gets_the_apology(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site, FakeSlack() as slack, serving(site.app, slack):
        assert "Sorry" in (await Operator(slack).do("review list"))["text"]


def test_panels_and_forms_stay_inside_slacks_limits() -> None:
    parts = tuple(Part("&<>*" * 2000, style) for style in ("plain", "quote", "quiet", "heading")) * 20
    message = render_panel(Panel("&" * 400, parts, tuple(Button("<" * 90, f"x/{n}") for n in range(9))))
    assert len(message["blocks"]) <= 50
    assert any("… " in str(block) for block in message["blocks"])
    field = Field("x", "&" * 900, "choice", "v", (Choice("v", "<" * 99),), hint="h" * 3000)
    form = render_form(Form("&" * 99, "review/x", (field,), "s" * 30), "Cancel", {})
    assert form["title"]["text"] == "&amp;" * 4 + "…"
    assert len(form["submit"]["text"]) == TITLE
    assert len(form["blocks"][0]["hint"]["text"]) == 2000


def test_a_cut_never_leaves_half_an_entity() -> None:
    for most in range(1, 20):
        assert cut("&amp;&lt;&gt;x", most).removesuffix("…").count("&") == cut("&amp;&lt;&gt;x", most).count(";")
