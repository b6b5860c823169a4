"""From a feed on this machine to a reviewed answer in both chats, with the real clients; printed as it went:

PYTHONPATH=.:tests python -m fakes.review_transcript
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from fakes.discord import FakeDiscord
from fakes.discord_operators import Operator as OnDiscord
from fakes.discord_running import running
from fakes.feeds import rss, rss_item
from fakes.operators import DOI, IN_PEOPLE, a_site, feeding
from fakes.slack import FakeSlack
from fakes.slack_kit import serving
from fakes.slack_operators import Operator as OnSlack
from fakes.web import FakeWeb

from core.articles.online.feed_sources import FeedSource
from core.logs import set_up

TITLE = "Alprazolam and remembering words: an invented trial"
OWN_WORDS = "In one trial people on alprazolam remembered fewer words than people on placebo."
QUESTION = "alprazolam memory"


async def transcript(folder: Path) -> str:
    """Return what was asked, shown and answered, in order."""
    told: list[str] = []

    def tell(what: str, shown: str) -> None:
        told.append(f"=== {what}\n{shown}\n")

    async with AsyncExitStack() as stack:
        journal = await stack.enter_async_context(FakeWeb())
        item = rss_item(
            TITLE,
            link="https://journal.example/articles/1",
            guid="https://journal.example/articles/1",
            description=f"{IN_PEOPLE} The trial had 80 participants.",
            prism_doi=DOI,
        )
        feed = FeedSource("a-journal", "feed", address=journal.answer("/feed.xml", rss(item)), enabled=True)
        with feeding(feed):
            site = await stack.enter_async_context(a_site(folder))
        discord = await stack.enter_async_context(FakeDiscord())
        await stack.enter_async_context(running(site.app, discord, door=site.door))
        slack = await stack.enter_async_context(FakeSlack())
        await stack.enter_async_context(serving(site.app, slack, door=site.door))
        ann, bob = OnDiscord(discord), OnSlack(slack, "UBOB")

        (feeds,) = site.office.feeds.values()
        tell("the feed is polled", str(await feeds.poll_due()))
        before = await discord.command("benzo", drug="alprazolam", about="memory")
        tell("Discord, anybody: /benzo drug:alprazolam about:memory", before.text)

        drafts = await ann.do("review list")
        tell("Discord, ann: /healthfacts review list", drafts.text)
        draft = await ann.press(drafts, "a1-1")
        tell("Discord, ann presses [a1-1]", f"{draft.text}\n[{'] ['.join(draft.buttons)}]")
        form = await ann.press(draft, "Edit")
        fields = {"statement": OWN_WORDS, "species": "human", "study": "randomised trial", "aspects": "memory"}
        edited = await ann.fill(form, draft, **fields)
        tell("Discord, ann presses [Edit] and fills the form", f"{fields}\n\n{edited.text}")

        seen = await bob.do("review show a1-1")
        tell("Slack, bob: /healthfacts review show a1-1", seen["text"])
        tell("Slack, bob presses [Approve]", (await bob.press(seen, "Approve"))["text"])

        after = await discord.command("benzo", drug="alprazolam", about="memory")
        tell("Discord, anybody: /benzo drug:alprazolam about:memory", after.text)
        answer = await slack.reply(await slack.command(QUESTION))
        tell(f"Slack, anybody: /benzo {QUESTION}", answer["text"])
    return "\n".join(told)


def main() -> None:
    set_up("ERROR")
    with TemporaryDirectory() as folder:
        sys.stdout.write(asyncio.run(transcript(Path(folder))))


if __name__ == "__main__":
    main()
