"""`healthfacts article ...` and `healthfacts claim ...`: adding articles, and deciding what of them is told."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentTypeError
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bots.console.progress import waiting
from core.errors import WrongUse

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Awaitable, Callable

    from core.app import App
    from core.articles.model import Article
    from core.articles.review.service import Review
    from core.articles.review.values import Added, Decided
    from core.office import Office
    from core.storage.standings import Looked

    Act = Callable[[App, Namespace], int]

STATUSES = ("draft", "published", "rejected", "withdrawn")
MOST_PAPERS = 3
"""Papers of an article that are looked up while somebody waits; a running bot looks up the others."""
PLACE = "a file, an address, or - for standard input"


def add_article(parser: ArgumentParser) -> None:
    """Add what `article` takes; each action leaves in `act` what runs it."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    def add(name: str, act: Act, summary: str) -> ArgumentParser:
        one = actions.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        one.set_defaults(act=act)
        return one

    parse = add("parse", _parse, "show what is in an article; this changes nothing")
    parse.add_argument("place", metavar="FILE|URL|-", help=PLACE)
    parse.add_argument(
        "--json", action="store_true", help="print it as one JSON object, the text and its zones included"
    )
    new = add("add", _add, "store an article, and its claims as drafts")
    new.add_argument("place", metavar="FILE|URL|-", help=PLACE)
    new.add_argument("--topic", metavar="T", help="the topic's command; by default the one that the article is on")
    new.add_argument("--url", metavar="ADDRESS", help="where people can look up what was read from a file")
    listing = add("list", _list, "list the claims of articles")
    listing.add_argument("--status", choices=STATUSES)
    show = add("show", _show, "show a document with its claims, or a claim with all that is known of it")
    show.add_argument("id", metavar="ID")
    approve = add("approve", _approve, "publish claims: they are told from now on")
    approve.add_argument("claims", metavar="CLAIM", nargs="+")
    approve.add_argument("--review-by", type=_date, metavar="DATE", help="when it is due again; in a year by default")
    _add_edit(add("edit", _edit, "change what a claim says, or what is said of it"))
    reject = add("reject", _reject, "decide that drafts are not published")
    reject.add_argument("claims", metavar="CLAIM", nargs="+")
    reject.add_argument("--reason", required=True)
    verify = add(
        "verify", _verify, "look in an article for what the built-in claims are pinned to; exit 1 if one is missing"
    )
    verify.add_argument("place", metavar="FILE|URL|-", help=PLACE)
    for one in (new, approve, reject):
        _add_name(one)


def add_claim(parser: ArgumentParser) -> None:
    """Add what `claim` takes."""
    parser.add_argument("action", choices=("show", "withdraw", "restore"))
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--reason", help="why it is withdrawn; told to everybody where the claim was posted")
    _add_name(parser)
    parser.set_defaults(act=_claim)


def _add_edit(parser: ArgumentParser) -> None:
    parser.add_argument("claims", metavar="CLAIM", nargs=1)
    parser.add_argument(
        "--statement", metavar="TEXT", help='what is told, in own words; "" to tell the quotation again'
    )
    parser.add_argument("--aspects", type=_words, metavar="A,B", help="what it answers: aspects of the topic")
    parser.add_argument("--about", type=_words, metavar="A,B", help="what the evidence is on: drugs or classes")
    parser.add_argument("--species", metavar="S", help="in whom it was seen")
    parser.add_argument("--study", metavar="S", help="the kind of study")
    parser.add_argument("--review-by", type=_date, metavar="DATE", help="when it is due for review again")
    _add_name(parser)


def _add_name(parser: ArgumentParser) -> None:
    parser.add_argument("--as", dest="who", metavar="NAME", help="who decides; by default the user of this machine")


def _parse(app: App, options: Namespace) -> int:
    from bots.console import parsed  # noqa: PLC0415 - half a second, which only reading an article needs
    from core.articles.parse import to_json  # noqa: PLC0415 - the same

    article, _ = _read(app, options.place)
    print(json.dumps(to_json(article), ensure_ascii=False) if options.json else parsed.to_text(article))
    return 0


def _add(app: App, options: Namespace) -> int:
    from bots.console import articles, reviewing  # noqa: PLC0415 - SQLAlchemy takes 0.3 s, which few commands need

    who = reviewing.operator(options.who)
    article, address = _read(app, options.place)

    async def add(office: Office) -> tuple[Added, tuple[Looked, ...]]:
        done = await office.add(article, who, options.topic, address=options.url or address)
        return done, await office.look_up(article.study.dois[:MOST_PAPERS])

    with waiting("storing it, and asking whether its papers still stand"):
        done, papers = reviewing.in_office(app, add)
    print(articles.added(done))
    print(*map(articles.paper, papers), sep="\n", end="\n" if papers else "")
    return 0


def _list(app: App, options: Namespace) -> int:
    from bots.console import articles, reviewing  # noqa: PLC0415 - the same

    print(articles.listed(reviewing.looked_at(app, lambda review: review.claims(options.status), [])))
    return 0


def _show(app: App, options: Namespace) -> int:
    from bots.console.claims import shown  # noqa: PLC0415 - the same

    print(shown(app, options.id))
    return 0


def _approve(app: App, options: Namespace) -> int:
    return _decide(
        app, options, options.claims, lambda review, one, who: review.approve(one, who, review_by=options.review_by)
    )


def _edit(app: App, options: Namespace) -> int:
    from core.articles.review.values import Edit  # noqa: PLC0415 - the same

    names = ("statement", "aspects", "about", "species", "study", "review_by")
    edit = Edit(**{name: getattr(options, name) for name in names})
    if edit == Edit():
        raise WrongUse("article edit changes nothing; see healthfacts article edit --help for what it can change")
    return _decide(app, options, options.claims, lambda review, one, who: review.edit(one, who, edit))


def _reject(app: App, options: Namespace) -> int:
    return _decide(app, options, options.claims, lambda review, one, who: review.reject(one, who, options.reason))


def _verify(app: App, options: Namespace) -> int:
    from bots.console import articles  # noqa: PLC0415 - the same
    from core.articles.review.verify import pinned, verify  # noqa: PLC0415 - the same

    article, _ = _read(app, options.place)
    name = Path(options.place).name
    known = {evidence.document for _, evidence in pinned(app.built_in.values())}
    found = verify(article, app.built_in.values(), name if name in known else None)
    print(articles.verified(found))
    return 1 if any(one.found == "missing" for one in found) else 0


def _claim(app: App, options: Namespace) -> int:
    if options.action == "show":
        return _show(app, options)
    if options.action == "restore":
        return _decide(app, options, [options.id], lambda review, one, who: review.restore(one, who))
    if not options.reason:
        raise WrongUse("claim withdraw needs --reason, which is kept with the claim; see healthfacts claim --help")
    code = _decide(app, options, [options.id], lambda review, one, who: review.withdraw(one, who, options.reason))
    if not code:
        from bots.console.posts import told_where  # noqa: PLC0415 - the same

        print(told_where(app, options.id))
    return code


def _read(app: App, place: str) -> tuple[Article, str | None]:
    """Read an article; while somebody types one there is nothing to say."""
    from bots.console import reviewing  # noqa: PLC0415 - the same

    with nullcontext() if place == "-" else waiting("reading the article"):
        return reviewing.read_article(app, place)


def _decide(
    app: App, options: Namespace, claims: list[str], do: Callable[[Review, str, str], Awaitable[Decided]]
) -> int:
    """Decide about each claim and print what came of it, a line each; exit 2 if one could not be decided about."""
    from bots.console import articles, reviewing  # noqa: PLC0415 - the same

    who = reviewing.operator(options.who)
    outcomes = reviewing.each(app, claims, lambda review, one: do(review, one, who))
    for one in outcomes:
        if isinstance(one, WrongUse):
            print(f"healthfacts: {one}", file=sys.stderr)
        else:
            print(articles.decided(one))
    return WrongUse.exit_code if any(isinstance(one, WrongUse) for one in outcomes) else 0


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date such as 2027-11-26") from None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
