"""The preview in a real browser: the main ways through it, by whoever comes, and nothing that leaves the machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fakes.browser import chromium, visiting
from fakes.everything import shipped
from PIL import Image

from bots.preview.shots import SHOTS, take
from core.model import Query

if TYPE_CHECKING:
    from fakes.browser import Visit
    from playwright.async_api import Browser

pytestmark = pytest.mark.asyncio(loop_scope="session")

SYNAPSES = "@Healthfacts does xanax destroy synapses?"
HOSTILE = (
    """<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>"""
    "**x** <@1> [a](javascript:alert(1))"
)
DANGER = "@Healthfacts i took all my pills"
SAFETY = "Do not stop or cut down suddenly."


async def text_of(element: Any) -> str:
    return str(await element.inner_text())


# ---- The ways through it ----


async def test_what_is_typed_on_one_platform_is_answered_on_both(visit: Visit) -> None:
    await visit.write("slack", "/benzo xanax memory")
    for platform, only_you in (("discord", "Only you can see this"), ("slack", "Only visible to you")):
        [reply] = await visit.replies(platform, 1)
        told = await text_of(reply)
        assert "Xanax (alprazolam): Memory and brain" in told
        assert SAFETY in told
        assert only_you in told


async def test_a_command_in_discord_has_fields_and_completes_names(visit: Visit) -> None:
    page = visit.page
    await page.click("#discord-input")
    await page.keyboard.type("/be")
    await page.wait_for_selector("#discord-input-list li")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.type("zanax")
    await page.wait_for_function("() => document.querySelectorAll('#discord-drug-list li').length === 1")
    await page.keyboard.press("ArrowDown")
    assert await page.get_attribute("#discord-drug", "aria-activedescendant") == "discord-drug-list-0"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.id") == "discord-about"
    await page.select_option("#discord-about", "duration")
    await page.select_option("#discord-share", "yes")
    await page.keyboard.press("Enter")
    [discord], [slack] = await visit.replies("discord", 1), await visit.replies("slack", 1)
    assert "about:How long it stays share:yes" in await text_of(discord)
    assert "Only you" not in await text_of(discord)
    assert "How long it stays" in await text_of(slack)
    assert "Only visible to you" in await text_of(slack)


async def test_a_press_opens_in_place_and_sharing_posts_for_everybody(visit: Visit) -> None:
    await visit.write("slack", "/benzo xanax")
    for platform, left in (("discord", 2), ("slack", 2)):
        [reply] = await visit.replies(platform, 1)
        await (await reply.query_selector("text=Stopping safely")).click()
        await visit.page.wait_for_selector(f"#{platform}-log .bot >> text=Alprazolam (Xanax): Stopping safely")
        [reply] = await visit.replies(platform, 1)
        await (await reply.query_selector("text=Share in channel")).click()
        mine, public = await visit.replies(platform, left)
        assert "private" in await mine.get_attribute("class")
        assert "private" not in await public.get_attribute("class")
        assert await public.query_selector("text=Share in channel") is None


async def test_a_mention_is_answered_for_everybody_under_the_question(visit: Visit) -> None:
    await visit.write("discord", SYNAPSES)
    for platform in ("discord", "slack"):
        [reply] = await visit.replies(platform, 1)
        assert "That was not tested." in await text_of(reply)
        assert "under" in await reply.get_attribute("class")
        assert "private" not in await reply.get_attribute("class")


async def test_the_action_on_a_message_answers_only_who_asks(visit: Visit) -> None:
    for platform, action in (("discord", "What does the evidence say?"), ("slack", "What is the evidence?")):
        await visit.page.click(f"#{platform}-log >> text={action}")
        [reply] = await visit.replies(platform, 1)
        assert "private" in await reply.get_attribute("class")


async def test_danger_is_one_line_for_everybody_and_a_card_for_who_presses(visit: Visit) -> None:
    await visit.write("discord", DANGER)
    for platform in ("discord", "slack"):
        [line] = await visit.replies(platform, 1)
        assert "private" not in await line.get_attribute("class")
        await (await line.query_selector("button.danger")).click()
        _, card = await visit.replies(platform, 2)
        assert "private" in await card.get_attribute("class")
        assert "911" in await text_of(card)


async def test_talk_that_does_not_mention_the_bot_is_not_answered(visit: Visit) -> None:
    await visit.write("slack", "does xanax destroy synapses?")
    await visit.page.wait_for_selector("#slack-log >> text=does xanax destroy synapses?")
    assert [one for one in visit.requests if "/api/ask" in one] == []


async def test_an_unknown_command_and_a_stopped_preview_are_said(browser: Browser, address: str) -> None:
    async with visiting(browser, address=address) as visit:
        await visit.write("slack", "/nothing here")
        await visit.page.wait_for_selector("#slack-log .alert >> text=/nothing is no command")
        await visit.page.route("**/api/ask", lambda route: route.abort())
        await visit.write("slack", "/benzo xanax")
        await visit.page.wait_for_selector("#slack-log .alert >> text=healthfacts is not running any more")


async def test_behind_a_reply_are_its_lengths_its_plain_text_and_the_very_json(visit: Visit) -> None:
    await visit.write("slack", "/benzo xanax")
    for platform in ("discord", "slack"):
        [reply] = await visit.replies(platform, 1)
        await (await reply.query_selector("summary")).click()
        await reply.wait_for_selector("pre")
        plain, written = [await text_of(one) for one in await reply.query_selector_all("pre")]
        answer = shipped().answer(Query("benzo", "xanax"))
        for line in answer.lines:
            assert line.text in plain
        for citation in answer.citations:
            assert citation.source.url in plain
        payload = json.loads(written)
        assert payload.keys() == ({"components"} if platform == "discord" else {"blocks", "text"})
        assert "of 4,000 characters" in await text_of(reply) or platform == "slack"
        assert await reply.query_selector("meter[aria-label]")


async def test_the_readmes_pictures_are_taken_of_it(tmp_path: Path) -> None:
    [phone] = [shot for shot in SHOTS if shot.name == "phone-discord"]
    [path] = await take(shipped(), tmp_path, Path(chromium()), [phone])
    with Image.open(path) as picture:
        assert (path.name, picture.format, picture.size) == ("phone-discord.png", "PNG", (780, 1688))
    assert path.stat().st_size < 150_000


# ---- Hostile text ----


async def test_hostile_text_stays_text(visit: Visit) -> None:
    for text in (f"/benzo {HOSTILE}", f"@Healthfacts {HOSTILE}", HOSTILE):
        await visit.write("slack", text)
    await visit.page.wait_for_function("() => document.querySelectorAll('#slack-log .message').length === 5")
    assert await visit.page.title() == "Healthfacts: preview"
    assert await visit.page.evaluate("document.querySelectorAll('main img, main script, main iframe').length") == 0
    elsewhere = "[...document.links].filter(one => !/^https?:/.test(one.href)).length"
    assert await visit.page.evaluate(elsewhere) == 0


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_even_a_payload_that_was_not_escaped_makes_no_html(visit: Visit, platform: str) -> None:
    drawn = await visit.page.evaluate(
        """async ([platform, text]) => {
          const { draw } = await import(`/static/${platform}.js`);
          const section = { type: 'section', text: { type: 'mrkdwn', text } };
          const header = { type: 'header', text: { type: 'plain_text', text } };
          const container = { type: 17, components: [{ type: 10, content: text }] };
          const payload = platform === 'discord' ? { components: [container] } : { text, blocks: [section, header] };
          const element = draw(payload, () => {});
          document.body.append(element);
          return [element.textContent, element.querySelectorAll('img, script, a').length];
        }""",
        [platform, HOSTILE],
    )
    assert "<img src=x" in drawn[0]
    assert drawn[1] == 0
    assert await visit.page.title() == "Healthfacts: preview"


async def test_discords_marks_are_read_as_discord_reads_them(visit: Visit) -> None:
    html = await visit.page.evaluate(
        r"""async () => {
          const { draw } = await import('/static/discord.js');
          const content = '## A \\*b\\* <https://a.example/x_(y)>\n**bold \\*\\* still** [1]\n-# small *it*\n1\\. https\\://no.example';
          return draw({ components: [{ type: 10, content }] }, () => {}).innerHTML;
        }"""
    )
    assert '<h3>A *b* <a href="https://a.example/x_(y)"' in html
    assert "<strong>bold ** still</strong> [1]" in html
    assert '<p class="subtext">small <em>it</em></p>' in html
    assert "<p>1. https://no.example</p>" in html


async def test_slacks_marks_are_read_as_slack_reads_them(visit: Visit) -> None:
    html = await visit.page.evaluate(
        r"""async () => {
          const { draw } = await import('/static/slack.js');
          const text = ['*What it is*', 'a &lt;b&gt; &amp;amp; <https://a.example/?a=1&amp;b=2|a.example>',
            '2*3*4 snake_case_name', '&gt; said'].join('\n');
          return draw({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] }, () => {}).innerHTML;
        }"""
    )
    assert "<p><strong>What it is</strong></p>" in html
    assert 'a &lt;b&gt; &amp;amp; <a href="https://a.example/?a=1&amp;b=2"' in html
    assert "2*3*4 snake_case_name" in html
    assert "<blockquote> said</blockquote>" in html


# ---- For everybody ----


@pytest.mark.parametrize(("width", "themes"), [(1280, ("light", "dark")), (390, ("dark",))])
async def test_it_meets_wcag_with_everything_open(
    browser: Browser, address: str, width: int, themes: tuple[str, ...]
) -> None:
    async with visiting(browser, width, address=address) as visit:
        await visit.write("slack", SYNAPSES)
        await visit.replies("slack", 1)
        await visit.write("slack", "/benzo clonidine")
        for platform in ("discord", "slack"):
            _, reply = await visit.replies(platform, 2)
            await (await reply.query_selector("summary")).click()
        await visit.page.click("#discord-input")
        await visit.page.keyboard.type("/benzo kl")
        await visit.page.wait_for_selector("#discord-drug-list li")
        await visit.page.keyboard.press("ArrowDown")
        for theme in themes:
            await visit.page.check(f"#theme-{theme}")
            assert await visit.faults() == []


async def test_each_platform_alone_meets_wcag_too(visit: Visit) -> None:
    for view in ("discord", "slack"):
        await visit.page.check(f"#view-{view}")
        assert await visit.faults() == []


async def test_with_the_keyboard_alone_one_asks_presses_and_is_told(visit: Visit) -> None:
    page = visit.page
    await page.keyboard.press("Tab")
    assert await text_of(await page.query_selector(":focus")) == "Skip to writing"
    await page.keyboard.press("Enter")
    await page.keyboard.type(SYNAPSES)
    await page.keyboard.press("Enter")
    await visit.replies("discord", 1)
    assert await page.evaluate("document.activeElement.id") == "discord-input"
    assert "New reply in Discord and Slack: Xanax (alprazolam)" in await text_of(
        await page.query_selector("[role=status]")
    )
    for _ in range(40):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == "Stopping safely":
            break
    await page.keyboard.press("Enter")
    _, opened = await visit.replies("discord", 2)
    assert await page.evaluate("document.activeElement.closest('.bot').classList.contains('private')")
    assert "Stopping safely" in await text_of(opened)
    assert "Only you can see it." in await text_of(await page.query_selector("[role=status]"))


async def test_escape_leaves_a_command_and_the_focus_stays(visit: Visit) -> None:
    await visit.page.click("#discord-input")
    await visit.page.keyboard.type("/benzo ")
    await visit.page.wait_for_selector("#discord-drug-list li")
    await visit.page.keyboard.press("Escape")  # closes the list
    assert await visit.page.is_hidden("#discord-drug-list")
    await visit.page.keyboard.press("Escape")  # leaves the command
    assert await visit.page.evaluate("document.activeElement.id") == "discord-input"


@pytest.mark.parametrize("width", [640, 390, 320])
async def test_zoomed_in_or_on_a_phone_nothing_has_to_be_scrolled_sideways(
    browser: Browser, address: str, width: int
) -> None:
    async with visiting(browser, width, 430, address=address) as visit:  # 1280 by 860 at 200 % is 640 by 430
        await visit.write("slack", "/benzo xanax full")
        await visit.replies("discord", 1)
        wide = """[...document.querySelectorAll('html, .log, .composer')]
          .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.id || one.tagName)"""
        assert await visit.page.evaluate(wide) == []


async def test_nothing_moves(visit: Visit) -> None:
    await visit.write("slack", "/benzo xanax")
    await visit.replies("slack", 1)
    assert await visit.page.evaluate("document.getAnimations().length") == 0
