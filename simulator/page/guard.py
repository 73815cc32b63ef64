"""Refuses requests that do not come from the demo page: other pages in the browser reach 127.0.0.1 too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
OWN_NAMES = ("127.0.0.1", "localhost")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    if refusal := _refusal(request):
        return web.Response(status=403, text=refusal, headers=HEADERS)
    return await handler(request)


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Adds the headers to every response, streams and errors too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _refusal(request: web.Request) -> str | None:
    """A foreign Host means a foreign name that points at this computer; a foreign Origin means another page."""
    own = _own_hosts(request)
    if request.host.lower() not in own:
        return "this is not my name"
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"http://{request.host.lower()}":
        return "another page may not do this"
    followed_link = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    if not followed_link and request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return "another page may not do this"
    if request.method == "POST" and (origin is None or request.content_type != "application/json"):
        return "only the page itself may do this"
    return None


def _own_hosts(request: web.Request) -> set[str]:
    socket = request.transport.get_extra_info("sockname") if request.transport else None
    port = socket[1] if socket else 0
    return {f"{name}:{port}" for name in OWN_NAMES} | ({*OWN_NAMES} if port == 80 else set())
