"""`healthfacts reports ...`: what readers reported as wrong, for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import WrongUse

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from core.app import App


def add_reports(parser: ArgumentParser) -> None:
    """Add what `reports` takes."""
    parser.add_argument("action", nargs="?", choices=("list", "show", "close"), default="list")
    parser.add_argument("id", metavar="ID", nargs="?", help="the number of a report")
    parser.add_argument("--closed", action="store_true", help="list those that were closed")
    parser.add_argument("--reason", help="why it is closed; kept with the report")
    parser.add_argument("--as", dest="who", metavar="NAME", help="who closes; by default the user of this machine")
    parser.set_defaults(act=_reports)


def _reports(app: App, options: Namespace) -> int:
    from bots.console import reports  # noqa: PLC0415 - asyncio and SQLAlchemy, which few commands need

    if options.action == "list":
        print(reports.listed(app, "closed" if options.closed else "open"))
        return 0
    if options.id is None:
        raise WrongUse(f"reports {options.action} needs the number of a report; `healthfacts reports` names them")
    if options.action == "close":
        if not options.reason:
            raise WrongUse("reports close needs --reason, which is kept with the report")
        reports.close(app, options.id, options.who, options.reason)
    print(reports.shown(app, options.id))
    return 0
