"""What stands before replicas: it hands each request to the next process in turn that lets it in."""

from __future__ import annotations

from itertools import count
from typing import Any, Self

import aiohttp
from aiohttp import web

from simulator.state.updates import Update
from simulator.world import World

GIVEN_UP = 502


class Balancer:
    """`async with Balancer(ports) as balancer`: then `balancer.url` answers.

    What a process has begun to take and not answered is not given to another one, as by a proxy: Telegram asks again.
    """

    def __init__(self, ports: list[int], patience: float) -> None:
        """`patience`: seconds for an answer."""
        self._ports, self._turns = ports, count()
        self._timeout = aiohttp.ClientTimeout(total=patience)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True), timeout=self._timeout)
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._hand_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _hand_on(self, request: web.Request) -> web.Response:
        body, first = await request.read(), next(self._turns)
        for number in range(len(self._ports)):
            port = self._ports[(first + number) % len(self._ports)]
            address = f"http://127.0.0.1:{port}{request.path_qs}"
            try:
                async with self._session.request(request.method, address, data=body, headers=request.headers) as answer:
                    headers = {name: answer.headers[name] for name in ("Retry-After",) if name in answer.headers}
                    return web.Response(status=answer.status, body=await answer.read(), headers=headers)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                break
        return web.Response(status=GIVEN_UP)


def meet(world: World) -> None:
    """From now on presses wait for no others of the same person, so that the halves of a double tap are decided by two
    processes at the same time."""
    put, lanes = world.updates.put, count(1 << 60)

    def put_apart(kind: str, content: dict[str, Any], lane: int, expires_ms: int) -> Update | None:
        return put(kind, content, next(lanes) if kind == "callback_query" else lane, expires_ms)

    vars(world.updates)["put"] = put_apart
