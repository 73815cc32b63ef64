"""The HTTP server of the Bot API: /bot<token>/<method>, as at api.telegram.org."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from email.utils import formatdate
from typing import Any, Self

from aiohttp import web

from simulator import dispatch
from simulator.dispatch import Outcome
from simulator.errors import ApiError
from simulator.http.delivery import WebhookDelivery
from simulator.http.polling import Poller
from simulator.http.posting import HttpPost
from simulator.http.request import parameters_of
from simulator.state.content import Document, Media
from simulator.world import World

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
SERVED = frozenset({"GET", "POST"})
MAX_REQUEST_BYTES = 55 * 1024 * 1024


class Server:
    """`async with Server(world) as server`: then `server.url` answers, and updates go to the webhook if one is set.

    `webhook_pace` multiplies the delays between delivery attempts. `webhook_target` is the scheme and host to which
    a public webhook URL leads, as through a reverse proxy. More routes may be added to `app` before the start. `date`
    makes the Date header of each answer from the world's time; it may return None for no header.
    """

    def __init__(
        self,
        world: World,
        port: int = 0,
        host: str = "127.0.0.1",
        webhook_pace: float = 1.0,
        webhook_target: str | None = None,
    ) -> None:
        self.world = world
        self.host = host
        self.port = port
        self.app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        self.app.router.add_route("*", "/bot{token}/{method}", self._bot_api)
        self.app.router.add_get("/file/bot{token}/files/{file_id}", self._file, allow_head=False)
        self.app.on_response_prepare.append(self._tell_time)
        self.date: Callable[[], str | None] = lambda: formatdate(world.clock.now(), usegmt=True)
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
        self._poller = Poller(world)
        self._webhook_pace, self._webhook_target = webhook_pace, webhook_target

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def __aenter__(self) -> Self:
        self.app.router.add_route("*", "/{tail:.*}", self._not_found)
        await self._runner.setup()
        answer: Any = self._runner.server  # there, once it is set up
        self._door = await asyncio.get_running_loop().create_server(answer, self.host, self.port)
        self.port = self._door.sockets[0].getsockname()[1]
        self._post = HttpPost(self._webhook_target)
        self._delivery = WebhookDelivery(self.world, self._webhook_pace, self._post)
        await self._delivery.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._poller.stop()
        await self._delivery.stop()
        await self._post.close()
        await self._shut()
        await self._runner.cleanup()

    async def _shut(self) -> None:
        """Lets nobody in any more.

        A connection that is being accepted gets three turns of the loop: if the door closes meanwhile, Python 3.11
        leaves it open for ever (https://github.com/python/cpython/issues/109564).
        """
        for listening in self._door.sockets:
            asyncio.get_running_loop().remove_reader(listening)
        for _ in range(3):
            await asyncio.sleep(0)
        self._door.close()

    async def _tell_time(self, _request: web.Request, response: web.StreamResponse) -> None:
        """Replaces the machine's time in the Date header by the world's."""
        date = self.date()
        response.headers.popall("Date", None)
        if date is not None:
            response.headers["Date"] = date

    async def _bot_api(self, request: web.Request) -> web.StreamResponse:
        if request.method not in SERVED:
            return _not_implemented()
        if refusal := self._token_refusal(request):
            return _json(refusal.to_json(), refusal.code)
        method = request.match_info["method"]
        try:
            params = await parameters_of(request)
        except ApiError as error:
            outcome = Outcome(error=error)
            dispatch.record(self.world, method, {}, outcome)
            return _json(outcome.to_json(), outcome.status)
        if method == "getUpdates":
            outcome = await self._poller.get_updates(params)
        else:
            outcome = dispatch.attempt(self.world, method, params)
        return await self._answer(request, outcome)

    async def _answer(self, request: web.Request, outcome: Outcome) -> web.StreamResponse:
        fault = outcome.fault
        if fault and fault.answer_delay:
            await asyncio.sleep(fault.answer_delay)
        if fault and fault.reset:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fault and fault.proxy_answer:
            headers = {"Content-Type": fault.proxy_answer.kind}
            if fault.proxy_answer.location:
                headers["Location"] = fault.proxy_answer.location
            return web.Response(status=fault.proxy_answer.status, body=fault.proxy_answer.body, headers=headers)
        return _json(outcome.to_json(), outcome.status, *(fault.damage if fault else ()))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._token_refusal(request):
            return _json(refusal.to_json(), refusal.code)
        found = self.world.files.get(request.match_info["file_id"])
        if not isinstance(found, Document | Media):
            return await self._not_found(request)
        return web.Response(body=found.content)

    async def _not_found(self, request: web.Request) -> web.StreamResponse:
        if request.method not in SERVED:
            return _not_implemented()
        error = ApiError(404, "Not Found")
        return _json(error.to_json(), error.code)

    def _token_refusal(self, request: web.Request) -> ApiError | None:
        token = request.match_info["token"]
        if token == self.world.token:
            return None
        well_formed = token.partition(":")[0].isdigit()
        return ApiError(401, "Unauthorized" if well_formed else "Unauthorized: invalid token specified")


def _not_implemented() -> web.Response:
    """Telegram's server knows GET and POST; any other method ends the connection (tdlib, HttpReader::parse_head)."""
    response = web.Response(status=501, headers={"Content-Length": "0"})
    response.force_close()
    return response


def _json(body: object, status: int, found: bytes = b"", instead: bytes = b"") -> web.Response:
    said = _encode(body).encode()
    said = said.replace(found, instead) if found else said
    return web.Response(body=said, status=status, content_type="application/json", charset="utf-8")
