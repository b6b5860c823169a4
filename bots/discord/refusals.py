"""What a refusal of Discord's means for a digest.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson

from core.digests.publishing import Undeliverable

if TYPE_CHECKING:
    from collections.abc import Mapping

TARGET = {
    10003: "unknown_channel",
    10004: "unknown_channel",  # the server
    50001: "missing_access",
    50007: "closed",  # nobody can be written to who does not want it
    50008: "wrong_kind",
    50013: "missing_permission",
    50024: "wrong_kind",
    50083: "archived",
    160005: "archived",  # the thread is locked
    40067: "tag_required",
    160006: "full",  # the most active threads that a server may have
}
_WITHOUT_CODE: Mapping[int, str] = {HTTPStatus.FORBIDDEN: "missing_access", HTTPStatus.NOT_FOUND: "unknown_channel"}
BANNED_SECONDS = 60.0
"""How long to wait where Cloudflare, and not Discord, turns the whole machine away without saying for how long."""
INVALID = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})
"""What counts towards 10,000 invalid requests in ten minutes: .../topics/rate-limits#invalid-request-limit."""


def refusal_of(status: int, headers: Mapping[str, str], body: bytes, *, sends: bool) -> Undeliverable:
    """Return what an answer with an error status means. `sends`: the request was to post something."""
    told = _json(body)
    code = int(told.get("code") or 0)
    detail = f"HTTP {status}" + (f", code {code}" if code else "")
    invalid = status in INVALID
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _rate_limited(headers, told, detail)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Undeliverable("failing", detail=detail, maybe_sent=sends)
    if status == HTTPStatus.UNAUTHORIZED:
        return Undeliverable("token", "token", detail=detail, invalid=invalid)
    reason = TARGET.get(code) or _WITHOUT_CODE.get(status)
    return Undeliverable(reason or "message", "target" if reason else "message", detail=detail, invalid=invalid)


def _rate_limited(headers: Mapping[str, str], told: Mapping[str, Any], detail: str) -> Undeliverable:
    """Return for how long to wait: for the channel, or for everything. Without "Via" it is Cloudflare that refuses."""
    banned = "Via" not in headers
    after = _seconds(told.get("retry_after"), headers.get("Retry-After"), BANNED_SECONDS if banned else 1.0)
    everywhere = banned or bool(told.get("global")) or headers.get("X-RateLimit-Scope") == "global"
    return Undeliverable("busy", detail=detail, after=after, everywhere=everywhere, invalid=True)


def _seconds(*said: object) -> float:
    """Return the first that is a number of seconds."""
    for one in said:
        try:
            return max(0.0, float(str(one)))
        except ValueError:
            continue
    return BANNED_SECONDS


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:  # Cloudflare answers with a page
        return {}
    return told if isinstance(told, dict) else {}
