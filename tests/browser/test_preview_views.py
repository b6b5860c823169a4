"""The other views in a real browser: articles, digests, what operators do, and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fakes.browser import visiting

if TYPE_CHECKING:
    from fakes.browser import Visit
    from playwright.async_api import Browser

pytestmark = pytest.mark.asyncio(loop_scope="session")

ARTICLE = """Lormetazepam and spines in mice

Mice that got lormetazepam for three weeks lost dendritic spines, according to a study in Invented Journal (2024). \
The researchers say that lormetazepam may slow learning, but people were not tested.

“We looked at mice only,” said Dr Ann Example.

References
1. Example A, et al. Lormetazepam and spines. Invented Journal. 2024;1:1-9. doi:10.5555/example.77

Comments
bob wrote: it ruined my brain forever, everybody should quit today!
jane wrote: <img src=x onerror="document.title='taken'"> not my experience
"""


async def text_of(visit: Visit, selector: str) -> str:
    return str(await visit.page.inner_text(selector))


async def read(visit: Visit, text: str = ARTICLE) -> None:
    await visit.open("Article")
    await visit.page.fill("#article-text", text)
    await visit.page.click("text=Read it")
    await visit.page.wait_for_selector("#paper, #article-read .alert")


# ---- Articles ----


async def test_zones_and_claims_are_told_apart_by_name_and_not_by_colour_alone(visit: Visit) -> None:
    await read(visit)
    for kind, label in (("article", "ARTICLE"), ("comments", "COMMENTS"), ("reference", "REFERENCES")):
        assert (await text_of(visit, f".paper .zone.{kind} .tag")).upper() == label
    borders = "[...document.querySelectorAll('.paper .zone')].map(one => getComputedStyle(one).borderLeftStyle)"
    assert len(set(await visit.page.evaluate(borders))) >= 3
    assert await visit.page.query_selector(".zone.comments .claim") is None
    assert "1 finding" in await text_of(visit, ".claim sup")
    assert "ruined my brain" in await text_of(visit, ".zone.comments")
    assert "10.5555/example.77" in await text_of(visit, ".beside")


async def test_hostile_text_in_an_article_stays_text(visit: Visit) -> None:
    await read(visit)
    assert "<img src=x onerror=" in await text_of(visit, ".paper")
    assert await visit.page.query_selector(".paper img") is None
    assert await visit.page.title() == "Healthfacts: preview"


async def test_with_the_keyboard_one_goes_from_claim_to_claim(visit: Visit) -> None:
    await read(visit)
    await visit.page.focus(".claim[tabindex='0']")
    await visit.page.keyboard.press("ArrowDown")
    assert await text_of(visit, "#step") == "Claim 2 of 3"
    assert "Wording" in await text_of(visit, "#claim")
    assert "careful" in await text_of(visit, "#claim")
    await visit.page.keyboard.press("End")
    assert await text_of(visit, "#step") == "Claim 3 of 3"
    assert "Ann Example" in await text_of(visit, "#claim")
    assert await visit.page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    await visit.page.click("text=Previous claim")
    assert await text_of(visit, "#step") == "Claim 2 of 3"


async def test_what_is_wrong_with_a_draft_is_told_and_what_is_approved_is_in_the_chat_at_once(visit: Visit) -> None:
    page = visit.page
    await read(visit)
    await page.click("text=Add it")
    await page.wait_for_selector(".panel")
    assert "draft" in await text_of(visit, ".panel h3")
    await page.click(".panel >> text=Edit")
    await page.wait_for_selector("dialog[open]")
    await page.fill("[name=statement]", "mice lost spines")
    await page.click("dialog >> [type=submit]")
    await page.wait_for_selector(".panel >> text=begin it with a capital letter")
    await page.click(".panel >> text=Edit")
    await page.fill("[name=statement]", "Mice that got lormetazepam lost some connections between brain cells.")
    await page.click("dialog >> [type=submit]")
    await page.wait_for_selector(".panel >> text=Mice that got lormetazepam lost some connections")
    await page.click(".panel >> text=Approve")
    await page.wait_for_selector(".panel h3 >> text=published")
    await page.wait_for_selector(".claim.told")
    await visit.open("Chat")
    await visit.write("slack", "/benzo lormetazepam memory")
    [reply] = await visit.replies("slack", 1)
    assert "Mice that got lormetazepam lost some connections between brain cells." in await reply.inner_text()


async def test_what_is_no_article_is_said_in_one_line(visit: Visit) -> None:
    await visit.open("Article")
    await visit.page.click("text=Read it")
    assert "Paste a text" in await text_of(visit, "#article-read .alert")
    await visit.page.fill("#article-link", "http://127.0.0.1:9/secret")
    await visit.page.click("text=Read it")
    await visit.page.wait_for_selector("#article-read .alert >> text=127.0.0.1")


async def test_of_a_very_long_text_the_page_shows_the_beginning_and_says_so(visit: Visit) -> None:
    await visit.open("Article")
    paragraph = "Mice that got lormetazepam lost spines in a study of 12 mice. " * 8
    await visit.page.fill("#article-text", f"{paragraph}\n\n" * 200)
    await visit.page.click("text=Read it")
    await visit.page.wait_for_selector("#article-read .note")
    assert "Shown are the first" in await text_of(visit, "#article-read .note")
    assert await visit.page.evaluate("document.querySelector('.paper').textContent.length") < 80_000
    assert await visit.page.evaluate("document.querySelectorAll('*').length") < 3_000


# ---- Digests ----


async def test_a_digest_is_shown_with_its_times_as_both_platforms_get_it(visit: Visit) -> None:
    page = visit.page
    await visit.open("Digest")
    await page.wait_for_selector("#digest-told .discord .bot")
    await page.fill("#digest-when", "Mondays 09:00")
    await page.fill("#digest-zone", "Europe/Berlin")
    await page.click("text=Show it")
    await page.wait_for_selector("th >> text=Europe/Berlin")
    times = await page.eval_on_selector_all("tbody tr", "rows => rows.map(row => row.innerText)")
    assert len(times) == 3
    assert all("Mon" in one and "09:00" in one for one in times)
    for platform in ("discord", "slack"):
        assert "Do not stop or cut down suddenly." in await text_of(visit, f"#digest-told .{platform} .bot")
    await page.check("[name=nothing_new][value=skip]")
    await page.click("text=Show it")
    await page.wait_for_selector("text=nothing would be posted")
    await page.fill("#digest-when", "sometimes")
    await page.click("text=Show it")
    await page.wait_for_selector("#digest-told .alert >> text=that is no schedule")


# ---- What operators do ----


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_operators_have_their_commands_panels_and_forms(visit: Visit, platform: str) -> None:
    page = visit.page
    await visit.write(platform, "/healthfacts country set")
    await page.wait_for_selector(f"dialog.{platform}[open]")
    assert await page.evaluate("document.activeElement.closest('dialog') !== null")
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    await page.keyboard.press("Escape")
    await page.wait_for_selector("dialog", state="detached")
    await visit.write(platform, "/healthfacts country set")
    await page.select_option("dialog select", label="Canada")
    await page.click("dialog >> [type=submit]")
    [reply] = await visit.replies(platform, 1)
    assert "Canada" in await reply.inner_text()
    assert "private" in await reply.get_attribute("class")


async def test_what_looks_wrong_can_be_reported_from_either(visit: Visit) -> None:
    page = visit.page
    await visit.write("slack", "/benzo xanax")
    for platform in ("discord", "slack"):
        [reply] = await visit.replies(platform, 1)
        await (await reply.query_selector("text=This looks wrong")).click()
        await page.wait_for_selector("dialog[open]")
        await page.keyboard.press("Escape")
        await page.wait_for_selector("dialog", state="detached")


async def test_a_command_with_options_has_fields_in_discord(visit: Visit) -> None:
    page = visit.page
    await page.click("#discord-input")
    await page.keyboard.type("/healthfacts review sh")
    await page.wait_for_selector("#discord-input-list li")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.type("shi-found")
    await page.keyboard.press("Enter")
    [reply] = await visit.replies("discord", 1)
    assert "shi-found" in await reply.inner_text()
    await (await reply.query_selector("text=Withdraw")).click()
    await page.wait_for_selector("dialog[open] textarea[required]")
    await page.keyboard.press("Escape")


# ---- Pictures ----


async def test_a_picture_is_shown_to_who_presses_with_its_words(visit: Visit) -> None:
    await visit.write("slack", "/benzo xanax duration")
    for platform in ("discord", "slack"):
        [reply] = await visit.replies(platform, 1)
        await (await reply.query_selector("text=Picture")).click()
        _, shown = await visit.replies(platform, 2)
        image: Any = await shown.query_selector("img")
        assert await image.evaluate("one => one.decode().then(() => one.naturalWidth)") == 900
        assert "Alprazolam (Xanax) 6 to 20 h" in await image.get_attribute("alt")
        assert "private" in await shown.get_attribute("class")
        assert "Alprazolam (Xanax) 6 to 20 h" in await shown.inner_text()


# ---- For everybody ----


@pytest.mark.parametrize(("width", "themes"), [(1280, ("light", "dark")), (390, ("light",))])
async def test_every_view_meets_wcag(browser: Browser, address: str, width: int, themes: tuple[str, ...]) -> None:
    async with visiting(browser, width, address=address) as visit:

        async def no_faults() -> None:
            for theme in themes:
                # a dialog keeps the keyboard and the pointer from what is behind it
                await visit.page.evaluate("id => { document.getElementById(id).checked = true; }", f"theme-{theme}")
                assert await visit.faults() == [], theme

        await read(visit)
        await visit.page.click("text=Add it")
        await visit.page.wait_for_selector(".panel")
        await no_faults()
        await visit.open("Digest")
        await visit.page.wait_for_selector("#digest-told .discord .bot")
        await no_faults()
        await visit.open("Chat")
        await visit.write("slack", "/benzo xanax duration")
        [reply] = await visit.replies("slack", 1)
        await (await reply.query_selector("text=Picture")).click()
        await visit.replies("slack", 2)
        await visit.write("slack", "/healthfacts digest add")
        await visit.page.wait_for_selector("dialog[open]")
        await no_faults()


@pytest.mark.parametrize("width", [640, 320])
async def test_the_views_need_no_scrolling_sideways(browser: Browser, address: str, width: int) -> None:
    async with visiting(browser, width, 430, address=address) as visit:
        await read(visit)
        await visit.open("Digest")
        await visit.page.wait_for_selector("#digest-told .discord .bot")
        for view in ("Article", "Digest"):
            await visit.open(view)
            assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), view
            assert await visit.page.evaluate("document.getAnimations().length") == 0
