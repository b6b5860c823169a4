"""The Bolt app: one for all connections, made without reading the environment."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bots.limiter import Limiter
from bots.pictures.gallery import Gallery
from bots.slack.commands import Desk
from bots.slack.edge import Edge
from bots.slack.in_flight import InFlight
from bots.slack.mentions import Mentions
from bots.slack.notify import NAME, Outlet
from bots.slack.operating import Operating
from bots.slack.quiet import library_logger
from bots.slack.replies import Replies
from bots.slack.rights import Rights
from bots.slack.uploads import Pictures
from core.operating.flows import FLOWS
from core.phrases import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bots.recording import Recorder
    from bots.slack.settings import Settings
    from core.app import App
    from core.door import Door

_OAUTH = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


def build_app(  # noqa: PLR0913, PLR0917 - every dependency is an argument
    app: App,
    settings: Settings,
    client: AsyncWebClient | None = None,
    in_flight: InFlight | None = None,
    door: Door | None = None,
    recorder: Recorder | None = None,
) -> AsyncApp:
    """Return a Bolt app that answers every topic's command, every button, mentions, and the action on messages.

    `client` gives the session, address and proxy for all that is sent; `in_flight` counts the replies that are being
    made; `door` leads to what operators do, and without it they have no command; `recorder` takes what was
    posted for everybody. The app serves Socket Mode only: over
    HTTP it would need a signing secret.
    """
    client = client or AsyncWebClient(logger=library_logger())

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Answer from the settings: Bolt's own way calls `auth.test`, a round trip, before the first answer."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=settings.bot_token)

    with _without_oauth():
        bolt = AsyncApp(
            name="healthfacts",
            logger=library_logger(),
            client=client,
            authorize=authorize,
            raise_error_for_unhandled_request=True,
            # what only HTTP or assistants need
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
    replies, limiter, counted = Replies(client, settings.bot_token), Limiter(), in_flight or InFlight()
    phrases = app.phrases(FALLBACK)
    edge, operating = Edge(replies, phrases, limiter, counted), None
    if door:
        rights = Rights(client, settings.bot_token, app.settings.slack_group, phrases)
        operating = Operating(
            app, edge, replies=replies, rights=rights, client=client, token=settings.bot_token, door=door, flows=FLOWS
        )
        operating.open(bolt)
        door.outlets[NAME] = Outlet(client, settings.bot_token, app.phrases(app.settings.locale))
    Desk(app, edge, replies, operating, recorder).open(bolt)
    Pictures(edge, replies, Gallery(app), client=client, token=settings.bot_token).open(bolt)
    Mentions(app, replies, limiter, counted, recorder).open(bolt)
    return bolt


@contextmanager
def _without_oauth() -> Iterator[None]:
    """Hide two variables: where both are set, Bolt turns its OAuth flow on, whatever it is given."""
    hidden = {name: os.environ.pop(name) for name in _OAUTH if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
