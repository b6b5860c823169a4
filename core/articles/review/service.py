"""Reviewing: what an operator may do with articles and claims. The command line and the chats call this, and only this.

Every change is one transaction that leaves a decision behind: who, when, why, and what changed. Whoever acts is an
operator, not a reader, so their name is kept with what they decided.

Pressing twice does the same as pressing once. Who passes the `version` that they looked at cannot overwrite what
somebody else decided meanwhile. Everything that cannot be done is a WrongUse, one line that says what to do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from core.articles.review.deciding import after, changes, is_done
from core.articles.review.drafting import drafts_of, names_topic
from core.articles.review.identity import canonical_address, csl_of, doi_of, is_web
from core.articles.review.telling import needs_of, told, wrong_in
from core.articles.review.values import Added, BuiltInEntry, ClaimEntry, Decided, DocumentEntry, Edit
from core.errors import WrongUse
from core.overlay import standing_alone
from core.storage import decisions, documents
from core.storage.rows import Decision, StoredDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from core.articles.model import Article
    from core.articles.review.values import Same
    from core.catalog import Topic
    from core.phrases import Phrases
    from core.storage.engine import Store
    from core.storage.rows import Action, ClaimStatus, StoredClaim

LONGEST_NAME = 100
LONGEST_REASON = 300
"""Characters."""
_NOTHING = Edit()


class Review:
    """The articles and claims of one store. `topics` are those of `config/`, with nothing over them.

    `say` has the words around a quotation; `clock` returns the time with its zone. Every method raises StoreFault when
    the store does not work.
    """

    def __init__(self, store: Store, topics: Iterable[Topic], say: Phrases, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._topics = {topic.id: topic for topic in topics}
        self._say = say
        self._clock = clock

    async def add(
        self, article: Article, topic: str | None = None, *, address: str | None, retrieved_on: date, who: str
    ) -> Added:
        """Store an article and its claims as drafts. One that is there already is recognised, and nothing is stored.

        `topic` is an id or a command, by default the topic that the article is on. `address` is where it was read, None
        for a file; adding a file's text again with an address says where it can be looked up.
        """
        on = self._topic_of(article, topic)
        web = address if is_web(address) else article.study.url if is_web(article.study.url) else None
        new = StoredDocument(
            id=0,
            topic=on.id,
            sha256=article.sha256,
            address=web,
            canonical=canonical_address(web),
            doi=doi_of(article.study),
            csl=csl_of(article, web),
            text=article.text,
            retrieved_on=retrieved_on,
            added_at=self._clock(),
            added_by=_line(who, "a name", LONGEST_NAME),
        )
        drafts = list(drafts_of(article, on))
        try:
            return await self._add(new, drafts)
        except IntegrityError:  # another process has added it since we looked
            return await self._add(new, drafts)

    async def claims(self, status: ClaimStatus | None = None) -> list[StoredClaim]:
        """Return the claims of added articles, all or of one status, in the order in which they were added."""
        async with self._store.read() as connection:
            return await documents.claims_by_status(connection, status)

    async def show(self, entry: str) -> DocumentEntry | ClaimEntry | BuiltInEntry:
        """Return a document ("3" or "doc-3"), an added claim or a built-in one, with all that is known of it."""
        number = entry.removeprefix("doc-")
        async with self._store.read() as connection:
            if number.isdecimal() and number.isascii():
                document = await documents.find_document(connection, int(number[:9]))
                if document is None:
                    raise WrongUse(f"there is no document {number}; `healthfacts article list` names those there are")
                return DocumentEntry(document, await documents.find_claims(connection, document.id))
            history = await decisions.history(connection, entry)
            if topic := self._built_in(entry):
                known = await decisions.find_built_in(connection, entry)
                reason, version = (known.reason, known.version) if known else (None, 0)
                return BuiltInEntry(topic.claims[entry], topic, reason, history, version)
            claim, document, topic = await self._found(connection, entry)
            wrong = await self._wrong_in(connection, claim, document, topic)
            shown = told(claim, document.csl, self._say)
            return ClaimEntry(claim, document, shown, needs_of(claim, topic), tuple(wrong), history)

    async def history(self, claim_id: str) -> list[Decision]:
        """Return the decisions about a claim, built-in or added, the first one first."""
        async with self._store.read() as connection:
            return await decisions.history(connection, claim_id)

    async def approve(
        self, claim_id: str, who: str, review_by: date | None = None, *, version: int | None = None
    ) -> Decided:
        """Publish a claim: it is told from now on, and due for review by `review_by`, else in a year."""
        return await self._decide(claim_id, "approve", who, version, edit=Edit(review_by=review_by))

    async def edit(self, claim_id: str, who: str, edit: Edit, *, version: int | None = None) -> Decided:
        """Change what a claim says of itself. A published one thereby counts as reviewed today."""
        return await self._decide(claim_id, "edit", who, version, edit=edit)

    async def reject(self, claim_id: str, who: str, reason: str, *, version: int | None = None) -> Decided:
        """Decide that a draft is not to be published."""
        return await self._decide(claim_id, "reject", who, version, _line(reason, "a reason", LONGEST_REASON))

    async def withdraw(self, claim_id: str, who: str, reason: str, *, version: int | None = None) -> Decided:
        """Stop telling a claim, built-in or added, and with it whatever must not be told without it."""
        reason = _line(reason, "a reason", LONGEST_REASON)
        if topic := self._built_in(claim_id):
            return await self._decide_built_in(claim_id, topic, "withdraw", who, version, reason)
        return await self._decide(claim_id, "withdraw", who, version, reason)

    async def restore(self, claim_id: str, who: str, *, version: int | None = None) -> Decided:
        """Tell a withdrawn claim again, or make a rejected one a draft again."""
        if topic := self._built_in(claim_id):
            return await self._decide_built_in(claim_id, topic, "restore", who, version, None)
        return await self._decide(claim_id, "restore", who, version)

    async def _add(self, new: StoredDocument, drafts: list[StoredClaim]) -> Added:
        async with self._store.begin() as connection:
            known = await documents.find_same(connection, sha256=new.sha256, canonical=new.canonical, doi=new.doi)
            if known is None:
                number = await documents.insert_document(connection, new)
                numbered = [replace(one, id=f"a{number}-{n}", document=number) for n, one in enumerate(drafts, 1)]
                await documents.insert_claims(connection, numbered)
                return Added(number, len(drafts))
            if new.address and not known.address:
                csl = {**known.csl, "URL": new.address} if known.csl["type"] == "webpage" else known.csl
                await documents.update_document(connection, replace(new, id=known.id, csl=csl))
                await decisions.bump(connection)
            return Added(known.id, await documents.drafts_in(connection, known.id), _same(new, known))

    async def _decide(  # noqa: PLR0913, PLR0917 - a decision has this many parts
        self,
        claim_id: str,
        action: Action,
        who: str,
        version: int | None,
        reason: str | None = None,
        edit: Edit = _NOTHING,
    ) -> Decided:
        """Make a decision about an added claim, if it may be made, and write it down if it changes anything."""
        who, now = _line(who, "a name", LONGEST_NAME), self._clock()
        if edit.review_by and edit.review_by <= now.date():
            raise WrongUse(f"the review date {edit.review_by} is not in the future; give a later one")
        async with self._store.begin() as connection:
            before, document, topic = await self._found(connection, claim_id)
            done = is_done(before, action)
            if version is not None and before.version not in {version, version + done}:
                raise _changed_meanwhile(claim_id)
            new = before if done else after(before, action, now.date(), reason, edit)
            if new == before:
                return Decided(claim_id, before.status, before.version, changed=False)
            faults = await self._wrong_in(connection, new, document, topic)
            if new.status != "published":  # a draft may have faults, but an edit must not bring new ones
                known = await self._wrong_in(connection, before, document, topic)
                faults = [one for one in faults if one not in known] if action == "edit" else []
            if faults:
                raise WrongUse(f"{claim_id}: {'; '.join(faults)}")
            made = Decision(claim_id, before.version + 1, action, who, now, reason, changes(before, new))
            if not await decisions.change_claim(connection, made, new):
                raise _changed_meanwhile(claim_id)
            if "published" in {before.status, new.status}:
                await decisions.bump(connection)
            return Decided(claim_id, new.status, made.version, changed=True)

    async def _decide_built_in(  # noqa: PLR0913, PLR0917 - the same
        self, claim_id: str, topic: Topic, action: Action, who: str, version: int | None, reason: str | None
    ) -> Decided:
        if reason and any(claim_id in group.safety for group in topic.classes):
            raise WrongUse(f"{claim_id} is a safety line, without which nothing is answered; change it in claims.toml")
        status: ClaimStatus = "withdrawn" if reason else "published"
        who, now = _line(who, "a name", LONGEST_NAME), self._clock()
        without = standing_alone(topic.claims, [claim_id])
        also = tuple(one for one in topic.claims if one not in without and one != claim_id)
        try:
            async with self._store.begin() as connection:
                known = await decisions.find_built_in(connection, claim_id)
                at = known.version if known else 0
                done = bool(known and known.reason) == bool(reason)
                if version is not None and at not in {version, version + done}:
                    raise _changed_meanwhile(claim_id)
                if done:
                    return Decided(claim_id, status, at, changed=False)
                changed = {"status": ["published", "withdrawn"] if reason else ["withdrawn", "published"]}
                made = Decision(claim_id, at + 1, action, who, now, reason, changed)
                if not await decisions.change_built_in(connection, made, topic.id):
                    raise _changed_meanwhile(claim_id)
                await decisions.bump(connection)
                return Decided(claim_id, status, made.version, changed=True, also=also)
        except IntegrityError:  # another process decided first
            raise _changed_meanwhile(claim_id) from None

    def _topic_of(self, article: Article, wanted: str | None) -> Topic:
        """Return the topic that an article belongs to. Raises WrongUse for an article that is on none of them."""
        topics = [one for one in self._topics.values() if wanted in {None, one.id, one.command}]
        if not topics:
            raise WrongUse(f"there is no topic {wanted!r}, only {', '.join(self._topics)}")
        on = next((one for one in topics if names_topic(article, one)), None)
        if on is None:
            titles = " or ".join(one.title for one in topics)
            raise WrongUse(f"the article names no drug or class of {titles}, so nothing of it was added")
        return on

    def _built_in(self, claim_id: str) -> Topic | None:
        return next((topic for topic in self._topics.values() if claim_id in topic.claims), None)

    async def _found(self, connection: AsyncConnection, claim_id: str) -> tuple[StoredClaim, StoredDocument, Topic]:
        """Return an added claim with its document and topic. Raises WrongUse where there is none."""
        claim = await documents.find_claim(connection, claim_id)
        if claim is None:
            raise WrongUse(f"there is no claim {claim_id!r}; `healthfacts article list` names those of added articles")
        document = await documents.find_document(connection, claim.document)
        topic = self._topics.get(document.topic) if document else None
        if document is None or topic is None:
            raise WrongUse(f"{claim_id} belongs to a topic that is not in config/ any more")
        return claim, document, topic

    async def _wrong_in(
        self, connection: AsyncConnection, claim: StoredClaim, document: StoredDocument, topic: Topic
    ) -> list[str]:
        gone = {one.claim for one in await decisions.withdrawn_built_ins(connection)}
        return list(wrong_in(claim, document.csl, topic, self._say, gone))


def _same(new: StoredDocument, known: StoredDocument) -> Same:
    """Return by what a document was recognised."""
    if new.sha256 == known.sha256:
        return "text"
    return "doi" if new.doi and new.doi == known.doi else "address"


def _line(text: str, what: str, longest: int) -> str:
    """Return a text that is kept, as one line. Raises WrongUse for an empty or a long one."""
    line = " ".join(text.split())
    if not line or len(line) > longest:
        raise WrongUse(f"{what} is needed, of at most {longest} characters")
    return line


def _changed_meanwhile(claim_id: str) -> WrongUse:
    return WrongUse(f"{claim_id} was changed by somebody else meanwhile; look at it again and then decide")
