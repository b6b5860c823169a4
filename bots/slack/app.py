"""The Bolt app: one for all connections, made without reading the environment."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bots.limiter import Limiter
from bots.slack.commands import Desk
from bots.slack.in_flight import InFlight
from bots.slack.mentions import Mentions
from bots.slack.quiet import library_logger
from bots.slack.replies import Replies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bots.slack.settings import Settings
    from core.app import App

_OAUTH = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


def build_app(
    app: App,
    settings: Settings,
    client: AsyncWebClient | None = None,
    in_flight: InFlight | None = None,
) -> AsyncApp:
    """Return a Bolt app that answers every topic's command, every button, mentions, and the action on messages.

    `client` gives the session, address and proxy for all that is sent; `in_flight` counts the replies that are being
    made. The app serves Socket Mode only: over HTTP it would need a signing secret.
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
    Desk(app, replies, limiter, counted).open(bolt)
    Mentions(app, replies, limiter, counted).open(bolt)
    return bolt


@contextmanager
def _without_oauth() -> Iterator[None]:
    """Hide two variables: where both are set, Bolt turns its OAuth flow on, whatever it is given."""
    hidden = {name: os.environ.pop(name) for name in _OAUTH if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
