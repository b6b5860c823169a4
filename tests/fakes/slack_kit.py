"""What the Slack tests share: a small app with answers made by hand, and the real client serving the fake."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, cast

from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

from bots.slack.client import serve
from bots.slack.settings import Settings
from core.app import CONFIG, App
from core.catalog import Questions, Topic
from core.model import Answer, AnswerId, Block, Citation, Disclaimer, FollowUp, Line, Query, Source
from core.phrases import Phrases, load_phrases

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from core.door import Door

SETTINGS = Settings(BOT_TOKEN, APP_TOKEN)
TOPIC = Topic(
    id="benzodiazepines",
    questions=Questions("", (), (), {}, ()),
    command="benzo",
    title="Benzodiazepines",
    description="Short, sourced facts about a benzodiazepine",
    main_class="benzodiazepine",
    classes=(),
    aspects=(),
    buttons=(),
)


def source(name: str, url: str, reference: str) -> Source:
    return Source(name, {}, reference, url, "ok", date(2026, 11, 23), date(2026, 11, 23))


SHI = source(
    "shi-2022",
    "https://doi.org/10.1038/s41593-022-01013-9",
    "Shi Y, Cui M, … Dorostkar MM. Nature Neuroscience 2022;25:317-329",
)
FDA = source(
    "fda-2020",
    "https://www.fda.gov/drugs/drug-safety-and-availability/boxed-warning?a=1&b=2",
    "US Food and Drug Administration. Boxed Warning. 23 Sep 2020",
)
XANAX = AnswerId("benzo", "alprazolam", "overview")
MEMORY = XANAX._replace(aspect="memory")
HELP = AnswerId("benzo", "-", "help")
OVERVIEW = Answer(
    "answer",
    "Xanax (alprazolam)",
    blocks=(
        Block(None, (Line("A benzodiazepine. Used for anxiety and panic disorder.", (2,), rank=1),)),
        Block(
            "What studies in mice found",
            (
                Line("Mice given diazepam again and again lost connections between brain cells.", (1,), ("lost",), 2),
                Line("After the drug was stopped the loss faded within weeks.", (1,), ("faded",), 3, ("lost",)),
            ),
        ),
        Block(
            "What that does not tell you",
            (Line("You asked about Xanax. The study gave diazepam to mice. It did not test Xanax, or people.", (1,)),),
        ),
    ),
    citations=(Citation(1, SHI), Citation(2, FDA)),
    safety=(Line("Do not stop or cut down suddenly. Withdrawal can cause seizures.", (2,), ("safety",)),),
    disclaimers=(
        Disclaimer("general", "General information, not medical advice."),
        Disclaimer("reviewed", "Reviewed 23 Nov 2026."),
    ),
    follow_ups=(
        FollowUp("Memory", MEMORY, "aspect"),
        FollowUp("In people?", XANAX._replace(aspect="people"), "aspect"),
        FollowUp("More detail", XANAX._replace(length="full"), "more"),
        FollowUp("Sources", XANAX._replace(aspect="sources"), "sources"),
    ),
    id=XANAX,
    topic="benzodiazepines",
    drug="alprazolam",
    matched="brand",
)
UNKNOWN = Answer(
    "unknown",
    "I do not know that name",
    blocks=(Block(None, (Line("I have nothing on “flibber”. No data does not mean it is safe."),)),),
    disclaimers=(Disclaimer("no-data", "No data does not mean safe. A pharmacist or doctor can help."),),
    follow_ups=(FollowUp("Benzodiazepines", AnswerId("benzo", "benzodiazepine", "overview"), "drug"),),
    topic="benzodiazepines",
)
ASK = Answer(
    "ask",
    "Which one do you mean?",
    blocks=(Block(None, (Line("“clona” may be Clonazepam (Klonopin) or Clobazam (Onfi)."),)),),
    follow_ups=(
        FollowUp("Clonazepam (Klonopin)", AnswerId("benzo", "clonazepam", "overview"), "drug"),
        FollowUp("Clobazam (Onfi)", AnswerId("benzo", "clobazam", "overview"), "drug"),
    ),
    topic="benzodiazepines",
    suggestions=("clonazepam", "clobazam"),
)
CARD = Answer("urgent", "Get help now", (Block(None, (Line("Call your emergency number."),)),), id=HELP, topic="benzo")


@dataclass
class SampleApp:
    """Answers from two tables; what is not in them raises KeyError, with the reader's words in its message."""

    topics: Mapping[str, Topic] = field(default_factory=lambda: {TOPIC.command: TOPIC})
    by_text: dict[str, Answer] = field(default_factory=lambda: {"xanax": OVERVIEW, "flibber": UNKNOWN, "clona": ASK})
    by_id: dict[AnswerId, Answer] = field(
        default_factory=lambda: {XANAX: OVERVIEW, MEMORY: replace(OVERVIEW, title="Memory", id=MEMORY), HELP: CARD}
    )
    asked: list[Query] = field(default_factory=list)

    def answer(self, query: Query) -> Answer:
        self.asked.append(query)
        return self.by_text[query.text]

    def country_of(self, platform: str, server: str) -> str:
        assert (platform, server) == ("slack", "T1")
        return ""

    def open(self, answer_id: AnswerId, locale: str, country: str = "") -> Answer:  # noqa: ARG002
        assert locale == "en"
        return self.by_id.get(answer_id, UNKNOWN)

    def phrases(self, locale: str) -> Phrases:
        return PHRASES[locale]

    @property
    def as_app(self) -> App:
        return cast("App", self)


PHRASES = load_phrases(CONFIG / "locales")
ENGLISH = PHRASES["en"]


@asynccontextmanager
async def serving(
    app: App, slack: FakeSlack, *, connections: int = 2, door: Door | None = None
) -> AsyncIterator[asyncio.Event]:
    """Run the real client against the fake until the block ends; yields its stop."""
    stop = asyncio.Event()
    task = asyncio.create_task(serve(app, SETTINGS, stop, slack.base_url, door=door))
    try:
        await slack.connected(connections)
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(task, 15)


@asynccontextmanager
async def a_bot(app: SampleApp | App | None = None) -> AsyncIterator[FakeSlack]:
    """A fake Slack with our bot connected to it."""
    async with FakeSlack() as slack, serving(cast("App", app or SampleApp()), slack):
        yield slack
