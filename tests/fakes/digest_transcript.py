"""Sets a digest up, previews it and has it posted, on each fake platform with its real client, and prints it all.

PYTHONPATH=.:tests python -m fakes.digest_transcript
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from fakes import discord_operators, slack_operators
from fakes.destinations import Platforms
from fakes.digesting import Clock, log_is, publishers
from fakes.discord_destinations import Place
from fakes.discord_limits import text_of
from fakes.discord_payloads import CHANNEL
from fakes.operators import a_site
from fakes.slack import FakeSlack
from fakes.slack_destinations import Channel
from fakes.slack_destinations import Destinations as Slack
from fakes.slack_kit import serving

from core.digests.desk import Digests
from core.logs import set_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.operators import Site

    from core.digests.publishing import Publisher

WHEN = {"when": "Mondays 09:00", "zone": "Europe/Berlin"}


async def in_discord(folder: Path) -> list[tuple[str, str]]:
    async with discord_operators.a_server(folder) as (site, discord), publishers(site.app, None) as opened:
        discord.destinations.places[CHANNEL] = Place(CHANNEL)
        _open(site, opened)
        ann = discord_operators.Operator(discord)
        form = await ann.do("digest add")
        seen = [("/healthfacts digest add", _form(form.modal["title"], list(form.fields)))]
        shown = await ann.fill(form, **WHEN)
        seen.append((f"filled in: {WHEN}", shown.text))
        seen.append(("[Preview]   (only who pressed sees it)", (await ann.press(shown, "Preview")).text))
        seen.append(("[Send now]", (await ann.press(shown, "Send now")).text))
        await _sent(site)
        seen.append(("in the channel", text_of(discord.destinations.places[CHANNEL].posts[0]["components"])))
        seen.append(("/healthfacts digest log", (await ann.do("digest log")).text))
        return seen


async def in_slack(folder: Path) -> list[tuple[str, str]]:
    platforms = Platforms(slack=Slack(Channel("C1")))
    async with (
        a_site(folder) as site,
        FakeSlack() as slack,
        serving(site.app, slack, door=site.door),
        platforms,
        publishers(site.app, platforms) as opened,
    ):
        _open(site, opened)
        ann = slack_operators.Operator(slack)
        opening = await slack.command("digest add", "/healthfacts", who=ann.id)
        view = await slack.modal(opening)
        fields = [block["element"]["action_id"] for block in view["blocks"]]
        seen = [("/healthfacts digest add", _form(view["title"]["text"], fields))]
        shown = await ann.fill(opening, channel="C1", **WHEN)
        seen.append((f"filled in: {WHEN}", shown["text"]))
        seen.append(("[Preview]   (only who pressed sees it)", (await ann.press(shown, "Preview"))["text"]))
        seen.append(("[Send now]", (await ann.press(shown, "Send now"))["text"]))
        await _sent(site)
        seen.append(("in the channel", platforms.slack.channels["C1"].messages[0]["text"]))
        seen.append(("/healthfacts digest log", (await ann.do("digest log"))["text"]))
        return seen


def _open(site: Site, opened: Mapping[str, Publisher]) -> None:
    site.office.digests = Digests(site.app, site.office.store, opened, Clock())


def _form(title: str, fields: list[str]) -> str:
    return f"a form, “{title}”: {', '.join(fields)}"


async def _sent(site: Site) -> None:
    """Run the rounds that send until the digest is posted."""
    stop = asyncio.Event()
    sending = asyncio.create_task(site.office.digests.run(stop))
    (of,) = await site.office.digests.of()
    await log_is(site.office.digests, of, "sent")
    stop.set()
    await sending


async def main() -> None:
    set_up("ERROR")
    for name, happens in (("Discord", in_discord), ("Slack", in_slack)):
        with tempfile.TemporaryDirectory() as folder:
            seen = await happens(Path(folder))
        sys.stdout.write(f"==== {name} ====\n" + "\n".join(f"--- {what}\n{text}\n" for what, text in seen) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
