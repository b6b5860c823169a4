"""`python -m bots.preview.shots FOLDER`: pictures of real replies, for the README, taken of the preview itself.

Needs Playwright (in the development dependencies) and Debian's Chromium, or another that $CHROMIUM names. Nothing is
fetched: the browser is only let to the preview.
"""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from bots.preview.client import serving
from bots.preview.settings import Settings
from core.app import load
from core.errors import Fault, HealthfactsError, WrongUse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from playwright.async_api import Browser, Page, Route

    from core.app import App

COLOURS = (256, 128, 64, 32)
"""Of a picture: as many as let it be `MOST_BYTES`, since a README should open fast."""
MOST_BYTES = 60_000


class Shot(NamedTuple):
    """A picture: what it is called, how large the window is, and what is done in it first."""

    name: str
    theme: str
    width: int
    height: int
    view: str
    do: Callable[[Page], Awaitable[None]]
    scale: int = 1


def chromium(environ: Mapping[str, str]) -> Path:
    """Return the browser to drive. Raises Fault where there is none."""
    found = environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        raise Fault("there is no Chromium; apt-get install chromium, or name one in CHROMIUM")
    return Path(found)


def shoot(app: App, folder: Path, environ: Mapping[str, str]) -> list[Path]:
    """Take every picture into `folder`, and return the files. Raises Fault where there is no browser to drive."""
    browser_path = chromium(environ)
    folder.mkdir(parents=True, exist_ok=True)
    return asyncio.run(take(app, folder, browser_path, SHOTS))


async def take(app: App, folder: Path, browser_path: Path, shots: Iterable[Shot]) -> list[Path]:
    """Take some pictures into `folder`, which there is, and return the files."""
    try:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - only developers have it
    except ImportError:
        raise Fault("pictures of the preview need Playwright; run it from a checkout with uv run") from None
    async with serving(app, Settings()) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path)
        try:
            return [await _taken(browser, address, shot, folder) for shot in shots]
        finally:
            await browser.close()


async def only_here(route: Route) -> None:
    """Let a request through to this machine, and none anywhere else."""
    if urlsplit(route.request.url).hostname in {"127.0.0.1", None}:
        await route.continue_()
    else:
        await route.abort()


async def opened(browser: Browser, address: str, width: int, height: int, scale: int = 1) -> Page:
    """Open the preview in a window of its own, and wait until it can be used."""
    context = await browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
    await context.route("**/*", only_here)
    page = await context.new_page()
    await page.goto(address)
    await page.wait_for_selector("[data-ready]")
    return page


async def _taken(browser: Browser, address: str, shot: Shot, folder: Path) -> Path:
    page = await opened(browser, address, shot.width, shot.height, shot.scale)
    await page.check(f"#theme-{shot.theme}")
    await page.check(f"#view-{shot.view}")
    await shot.do(page)
    path = folder / f"{shot.name}.png"
    path.write_bytes(_small(await page.screenshot()))
    await page.context.close()
    return path


def _small(png: bytes) -> bytes:
    from PIL import Image  # noqa: PLC0415 - the extra `charts`

    whole = Image.open(io.BytesIO(png)).convert("RGB")
    small = b""
    for colours in COLOURS:
        written = io.BytesIO()
        # the method that keeps what is rare too: a badge of 20 pixels must not become grey
        few = whole.quantize(colours, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
        small = written.getvalue()
        if len(small) <= MOST_BYTES:
            break
    return small


def _asking(text: str, platform: str = "slack") -> Callable[[Page], Awaitable[None]]:
    """Return what writes `text` on a platform (and so on the other too), and waits for the reply."""

    async def ask(page: Page) -> None:
        await page.fill(f"#{platform}-input", text)
        await page.keyboard.press("Enter")  # in Discord a command has moved to a field of its own by now
        await page.wait_for_selector(f"#{platform}-log .bot")
        await _settled(page)

    return ask


async def _settled(page: Page) -> None:
    """Take focus and pointer away, and on a phone scroll down to the channel."""
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")


async def _choosing(page: Page) -> None:
    """Half-type a name in Discord, misspelt, and mark what is offered."""
    await page.click("#discord-input")
    await page.keyboard.type("/benzo klon")
    await page.wait_for_selector("#discord-drug-list li")
    await page.keyboard.press("ArrowDown")


async def _in_danger(page: Page) -> None:
    """Tell of danger in a channel, and open the card that only who presses sees."""
    await _asking("@Healthfacts i took all my pills")(page)
    for platform in ("discord", "slack"):
        await page.click(f"#{platform}-log .bot .danger")
        await page.wait_for_selector(f"#{platform}-log .bot.private")
        await page.evaluate(f"document.getElementById('{platform}-log').scrollTop = 0")
    await _settled(page)


async def _reading(page: Page) -> None:
    """Read an article, and go to a claim of it."""
    await page.click("nav >> text=Article")
    await page.fill("#article-text", ARTICLE)
    await page.click("text=Read it")
    await page.wait_for_selector("#paper")
    await page.click("text=Next claim")
    await _settled(page)


async def _pictured(page: Page) -> None:
    """Ask for the picture beside an answer, on both platforms."""
    await _asking("/benzo xanax people")(page)
    for platform in ("discord", "slack"):
        await page.click(f"#{platform}-log .bot >> text=Picture")
        await page.wait_for_selector(f"#{platform}-log .bot img")
    await _settled(page)


ARTICLE = """\
Lormetazepam and the connections between brain cells

Mice that were given lormetazepam for three weeks lost some dendritic spines, according to a study in Invented Journal \
(2024). The study included 48 mice. The researchers say that learning may have been slower, but people were not tested.

“We looked at mice only,” said Dr Ann Example.

References
1. Example A, et al. Lormetazepam and spines. Invented Journal. 2024;1:1-9. doi:10.5555/example.77

Comments
bob wrote: it ruined my brain forever, everybody should quit today!

Subscribe to our newsletter. All rights reserved. Cookie settings
"""
"""An invented article: nobody's words are shown."""

SHOTS = (
    Shot("command", "light", 1100, 780, "both", _asking("/benzo xanax")),
    Shot("mention", "dark", 1100, 780, "both", _asking("@Healthfacts does xanax destroy synapses?")),
    Shot("article", "light", 1100, 780, "both", _reading),
    Shot("picture", "dark", 1100, 780, "both", _pictured),
    Shot("danger", "light", 1200, 1200, "both", _in_danger),
    Shot("choosing", "dark", 1200, 700, "discord", _choosing),
    Shot("phone-discord", "dark", 390, 844, "discord", _asking("/benzo clonidine", "discord"), 2),
    Shot("phone-slack", "light", 390, 844, "slack", _asking("@Healthfacts was this in people?"), 2),
)
"""The first four are those of the README."""


def main(arguments: list[str]) -> int:
    """Take the pictures into the folder that is named, and print their files."""
    try:
        if len(arguments) != 1:
            raise WrongUse("name one folder: python -m bots.preview.shots FOLDER")
        for path in shoot(load(), Path(arguments[0]), os.environ):
            print(path)
    except HealthfactsError as error:
        print(f"healthfacts: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
