"""What `/healthfacts privacy` says is what is kept: every table, every column."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fakes.everything import shipped
from sqlalchemy import Column, MetaData, String, Table

from bots.console.telling import asked_for, told
from bots.discord.panels import render_panel as on_discord
from bots.slack.panels import render_panel as on_slack
from core.app import load
from core.operating import about as page
from core.operating.about import GROUPS, about, kept, privacy, schema, tables_of

SAY = shipped().phrases("en")
PERSONAL = re.compile(r"user|reader|person|member|author|nick|mail|phone|asked|query|question|ip\b")


def untold(metadata: MetaData) -> list[str]:
    """Return the columns that the privacy text does not name."""
    missing = []
    for table in metadata.tables.values():
        try:
            text = SAY(f"privacy.table.{table.name}")
        except KeyError:
            missing.append(table.name)
            continue
        words = set(re.findall(r"\w+", text))
        missing += [f"{table.name}.{one.name}" for one in table.columns if one.name not in words | {"id"}]
    return missing


def test_every_table_and_every_column_is_told() -> None:
    assert untold(schema()) == []


def test_a_new_table_or_column_would_be_noticed() -> None:
    metadata = MetaData()
    Table("report", metadata, Column("at", String), Column("reader", String))
    Table("questions", metadata, Column("at", String))
    assert untold(metadata) == ["report.reader", "questions"]


def test_no_phrase_tells_of_a_table_or_column_that_there_is_not() -> None:
    for group in GROUPS:
        for name in tables_of(group):
            in_brackets = re.findall(r"\(([a-z_0-9, ]+)\)", SAY(f"privacy.table.{name}"))
            named = {one for part in in_brackets for one in re.findall(r"\w+", part)}
            assert named <= {one.name for one in schema().tables[name].columns}, name


def test_every_table_is_on_exactly_one_page() -> None:
    shown = [one for group in GROUPS for one in tables_of(group)]
    assert sorted(shown) == sorted(schema().tables)


def test_nothing_of_readers_has_a_column() -> None:
    people = {("notice", "person")}  # who set a digest up
    for table in schema().tables.values():
        for column in table.columns:
            assert (table.name, column.name) in people or not PERSONAL.search(column.name)


def test_all_of_it_fits_on_both_platforms() -> None:
    for panel in (about(shipped(), SAY), privacy(shipped(), SAY), *(kept(one)(shipped(), SAY) for one in GROUPS)):
        last = panel.parts[-1].text.split()[-1]
        assert last in str(on_discord(panel)).replace("\\", "")
        assert last in str(on_slack(panel)["blocks"])


def test_who_runs_it_is_told_and_that_nobody_said_so_too() -> None:
    app = load()
    unsaid = told(app, "about")
    assert "has not said who they are" in unsaid
    app.settings = replace(app.settings, operator="The Example Clinic", contact="help@clinic.example")
    said = told(app, "about")
    assert "Run by The Example Clinic. They can be reached at help@clinic.example." in said
    assert "help@clinic.example" in told(app, "privacy")


def test_the_counts_are_those_of_what_is_told_now() -> None:
    topic = shipped().topics["benzo"]
    line = next(part.text for part in about(shipped(), SAY).parts if "/benzo" in part.text)
    for number in (len(topic.drugs), len(topic.claims), len(topic.sources)):
        assert f" {number} " in line


def test_the_days_that_are_told_are_those_that_hold() -> None:
    from core import posts, reports  # noqa: PLC0415 - SQLAlchemy, which the other tests here load too

    assert f"{posts.KEPT.days} days" in SAY("privacy.public")
    assert posts.KEPT == reports.KEPT


@pytest.mark.parametrize("typed", ["privacy", "/privacy", "/healthfacts privacy", "PRIVACY"])
def test_the_prompt_tells_it_too(typed: str) -> None:
    assert asked_for(typed) == "privacy"
    assert asked_for("/benzo privacy") is None


def test_buttons_lead_to_pages_that_there_are() -> None:
    flows = {flow.name: flow for flow in page.telling()}
    for panel in (about(shipped(), SAY), privacy(shipped(), SAY), *(kept(one)(shipped(), SAY) for one in GROUPS)):
        for button in panel.buttons:
            verb = "/".join(button.action.split("/")[:2])
            assert flows[verb.partition("/")[0]].right(verb) == "anyone"
