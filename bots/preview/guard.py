"""Who may ask the preview, and what the page may do: the headers of every response.

- A page elsewhere must not read it through a name of its own that leads to this machine (DNS rebinding), so without a
  token the `Host` has to be a name of loopback.
- A page elsewhere must not post to it either: a POST needs an `Origin` that is the page's own.
- Beyond loopback every request needs the token: once in the address, then in a cookie, or as `Authorization: Bearer`.
"""

from __future__ import annotations

from http import HTTPStatus
from secrets import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from core.logs import cause, log

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

COOKIE = "healthfacts_preview"
NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Server": "healthfacts",
}


def guarded(token: str = "") -> Middleware:
    """Return the middleware that lets in only who may ask, and lets no error out with a reader's words."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = _refused(request, token) or await handler(request)
        except web.HTTPException as error:
            response = refusal(error.status, error.reason)
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, aiohttp would log it with its words
            log.error("preview.request_failed", **cause(error))
            response = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong here; the log says where")
        response.headers.update(HEADERS)
        return response

    return middleware


def refusal(status: int, what: str) -> web.Response:
    """Return an error in one line that says what to do."""
    return web.json_response({"error": what}, status=status)


def _refused(request: web.Request, token: str) -> web.Response | None:
    if token:
        if request.method == hdrs.METH_GET and _same(request.query.get("token", ""), token):
            return _admitted(request, token)
        if not _knows(request, token):
            return refusal(HTTPStatus.UNAUTHORIZED, "open the address that healthfacts printed, with its token")
    elif _name(request.host) not in NAMES:
        return refusal(HTTPStatus.FORBIDDEN, "open it under 127.0.0.1 or localhost")
    if request.method not in {hdrs.METH_GET, hdrs.METH_HEAD} and not _from_our_page(request):
        return refusal(HTTPStatus.FORBIDDEN, "only the preview's own page may ask")
    return None


def _admitted(request: web.Request, token: str) -> web.Response:
    """Keep the token in a cookie, and take it out of the address."""
    response = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: request.path})
    response.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
    return response


def _knows(request: web.Request, token: str) -> bool:
    bearer = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
    return _same(request.cookies.get(COOKIE, ""), token) or _same(bearer, token)


def _same(given: str, token: str) -> bool:
    return compare_digest(given.encode(), token.encode())


def _from_our_page(request: web.Request) -> bool:
    return urlsplit(request.headers.get(hdrs.ORIGIN, "")).netloc == request.host


def _name(host: str) -> str:
    """Return a `Host` without its port, "" for one that is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
