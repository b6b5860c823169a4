"""`/healthfacts about` and `/healthfacts privacy`, for everybody: who runs this, what its facts are from, what is kept.

What is kept is told from the real schema: each table of the store has a phrase that says what it is for and names its
columns, and a test fails where a table or a column has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.operating.panels import Button, Command, Panel, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import MetaData

    from core.app import App
    from core.catalog import Topic
    from core.office import Office
    from core.operating.panels import Request, Right
    from core.phrases import Phrases

PROJECT = "healthfacts"
GROUPS = {
    "public": ("post", "post_claim", "report", "server_setting"),
    "facts": ("document", "claim", "built_in", "decision", "revision", "feed", "feed_item", "feed_key", "standing"),
    "digests": (),
}
"""Pages of the schema, by what the tables are about; those that are named nowhere are of digests."""
TABLES = "privacy/tables"


class Telling:
    """A command that everybody may use and that only tells something. `name` is its word, and its phrases' prefix."""

    forms: frozenset[str] = frozenset()

    def __init__(self, name: str, panels: dict[str, Callable[[App, Phrases], Panel]]) -> None:
        self.name = name
        self._panels = panels

    def commands(self, say: Phrases) -> tuple[Command, ...]:
        """Return the command."""
        return (Command((self.name,), say(f"{self.name}.command"), "anyone"),)

    def right(self, verb: str) -> Right:
        """Return what a verb takes: nothing. Raises KeyError for one that there is not."""
        if verb not in self._panels:
            raise KeyError(verb)
        return "anyone"

    async def handle(self, request: Request, office: Office, say: Phrases) -> Panel:
        """Tell it."""
        verb = "/".join((request.verb, *request.arguments)) if request.arguments else request.verb
        return self._panels.get(verb, self._panels[self.name])(office.app, say)


def about(app: App, say: Phrases) -> Panel:
    """Return who runs the bot, and what it tells from where."""
    from importlib.metadata import version  # noqa: PLC0415 - 10 ms that a start can do without

    operator, contact = app.settings.operator, app.settings.contact
    run_by = [
        say("about.operator", operator=operator) if operator else say("about.operator.unknown"),
        say("about.contact", contact=contact) if contact else say("about.contact.unknown"),
    ]
    parts = [
        Part(say("about.what")),
        Part(" ".join(run_by)),
        *(Part(_topic(topic, say)) for topic in app.topics.values()),
        Part(say("about.sources")),
        Part(say("about.report")),
        Part(say("about.version", version=version(PROJECT)), "quiet"),
    ]
    return Panel(say("about.title"), tuple(parts), (Button(say("privacy.title"), "privacy"),))


def privacy(app: App, say: Phrases) -> Panel:
    """Return what is kept, for how long, and what is not, in plain words."""
    contact = app.settings.contact
    heads = ("not", "limit", "public", "people", "platforms", "removing")
    parts = [
        part for one in heads for part in (Part(say(f"privacy.{one}.head"), "heading"), Part(say(f"privacy.{one}")))
    ]
    parts.append(Part(say("about.contact", contact=contact) if contact else say("about.contact.unknown")))
    buttons = tuple(Button(say(f"privacy.group.{one}"), f"{TABLES}/{one}") for one in GROUPS)
    return Panel(say("privacy.title"), tuple(parts), buttons)


def schema() -> MetaData:
    """Return the store's real schema. Costs 0.3 s where SQLAlchemy is not loaded yet."""
    from core.storage import tables, tables_digests, tables_feeds, tables_trust  # noqa: F401, PLC0415 - see above

    return tables.metadata


def tables_of(group: str) -> tuple[str, ...]:
    """Return the tables of a group, as the schema has them."""
    named = {one for tables in GROUPS.values() for one in tables}
    there = schema().tables
    return tuple(one for one in GROUPS[group] if one in there) or tuple(one for one in there if one not in named)


def kept(group: str) -> Callable[[App, Phrases], Panel]:
    """Return what draws a page of the schema."""

    def panel(_: App, say: Phrases) -> Panel:
        back = Button(say("privacy.title"), "privacy")
        parts = [Part(say("privacy.schema"), "quiet"), *_tables(group, say)]
        return Panel(say(f"privacy.group.{group}"), tuple(parts), (back,))

    return panel


def _tables(group: str, say: Phrases) -> Iterator[Part]:
    for one in tables_of(group):
        yield Part(f"{one}: {say(f'privacy.table.{one}')}")


def _topic(topic: Topic, say: Phrases) -> str:
    return say(
        "about.topic",
        title=topic.title,
        command=topic.command,
        drugs=len(topic.drugs),
        claims=len(topic.claims),
        sources=len(topic.sources),
        reviewed=say.date(max(one.reviewed_on for one in topic.claims.values())),
    )


def telling() -> tuple[Telling, Telling]:
    """Return the two flows."""
    pages = {f"{TABLES}/{one}": kept(one) for one in GROUPS}
    return Telling("about", {"about": about}), Telling("privacy", {"privacy": privacy, TABLES: privacy, **pages})
