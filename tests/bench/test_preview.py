"""How soon the preview is seen, and how soon an answer is painted on both platforms after Enter.

Beside them a floor in the same browser: a page of bare text, and a letter that is painted after its key was pressed.
"""

from __future__ import annotations

from statistics import median

from bench.report import tell
from fakes.browser import Visit, chromium, visiting
from playwright.async_api import async_playwright

from bots.preview.server import STATIC

ROUNDS = 9
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
WATCH = """() => {
  let pressed;
  const counted = () => ['discord-log', 'slack-log'].map((id) => document.getElementById(id).childElementCount);
  const before = counted();
  document.addEventListener('keydown', (event) => { if (event.key === 'Enter') pressed = event.timeStamp; }, true);
  window.painted = new Promise((resolve) => {
    const watcher = new MutationObserver(() => {
      if (!counted().every((now, at) => now > before[at])) return;
      watcher.disconnect();
      // a frame begins, and its painting is done when the next task comes
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now() - pressed);
        channel.port2.postMessage(null);
      });
    });
    for (const id of ['discord-log', 'slack-log']) watcher.observe(document.getElementById(id), { childList: true });
  });
}"""


LETTER = """() => {
  window.painted = new Promise((resolve) => {
    document.addEventListener('keydown', (event) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now() - event.timeStamp);
      channel.port2.postMessage(null);
    }), { once: true, capture: true });
  });
}"""


async def pressed(visit: Visit, watch: str, key: str) -> float:
    """Milliseconds from a key to the paint that `watch` waits for."""
    await visit.page.evaluate(watch)
    await visit.page.press("#slack-input", key)
    return float(await visit.page.evaluate("window.painted"))


async def first_paint(visit: Visit) -> float:
    """Milliseconds from asking for the page to the first of it that is seen."""
    await visit.page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    return float(await visit.page.evaluate(FIRST_PAINT))


async def test_first_paint_and_answers() -> None:
    program = chromium()
    first, text, answers, letters = [], [], [], []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program)
        for _ in range(ROUNDS):
            async with visiting(browser, guarded=False) as visit:
                first.append(await first_paint(visit))
                await visit.page.fill("#slack-input", "/benzo xana")
                letters.append(await pressed(visit, LETTER, "x"))
                answers.append(await pressed(visit, WATCH, "Enter"))
                await visit.page.goto(f"{visit.address}static/dom.js")
                text.append(await first_paint(visit))
        await browser.close()
    tell("a page of bare text, first contentful paint", median(text), "ms")
    tell("preview, first contentful paint", median(first), "ms", 300)
    tell("a letter, from its key to its paint", median(letters), "ms")
    tell("preview, Enter to both answers painted", median(answers), "ms", 50)
    assert median(first) <= 300
    assert median(answers) <= 50


def test_the_size_of_the_page() -> None:
    kilobytes = sum(path.stat().st_size for path in STATIC.iterdir()) / 1000
    tell("preview, the whole page", kilobytes, "kB", 100)
    assert kilobytes <= 100
