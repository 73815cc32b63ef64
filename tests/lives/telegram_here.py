"""Calls the simulated Telegram without a socket, with latency and faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextvars import Context
from email.utils import formatdate
from functools import lru_cache
from random import Random
from typing import Any

import orjson
from aiohttp import ServerDisconnectedError

from bot.channels.telegram.calls import Call
from bot.channels.telegram.http_response import Response
from bot.channels.telegram.session import Session
from bot.machine import OnRequest
from simulator import dispatch
from simulator.http.polling import Poller
from simulator.schema.upload import FormText, Upload
from simulator.state.faults import Fault
from simulator.world import World

LATENCY = (0.005, 0.08)  # seconds one way
HOLD = 600
"""Seconds that getUpdates waits, instead of the 25 that the bot asks for. Otherwise 99 of 100 calls bring nothing."""
NO_FAULT = Fault()
Params = dict[str, Any]
Mark = Callable[[str], None]


class TelegramHere(Session):
    """The bot's own session, except that each call goes to a world in this process."""

    def __init__(
        self,
        server: str,
        token: str,
        on_request: OnRequest,
        world: World,
        chance: Random,
        mark: Mark,
        hold: int,
        poller: Poller | None = None,
        latency: tuple[float, float] = LATENCY,
    ) -> None:
        super().__init__(server, token, on_request)
        self._world = world
        self._poller = poller or Poller(world, hold)
        self._chance = chance
        self._mark = mark
        self._hold = hold
        self._latency = latency

    async def post(self, call: Call, seconds: float) -> Response:
        name, params = call.method, _received(call)
        if params.get("timeout"):
            params["timeout"], seconds = self._hold, seconds + self._hold
        async with asyncio.timeout(seconds):
            await self._travel()
            self._mark(f"before {name}")
            outcome = await self._outcome(name, params)
            self._mark(f"after {name}")
            date = _written(int(self._world.clock.now()))
            await self._travel()
            return await _apply_faults(outcome, date)

    async def _outcome(self, name: str, params: Params) -> dispatch.Outcome:
        if name == "getUpdates":
            return await self._poller.get_updates(params)
        # What Telegram begins outlives the process that asked for it.
        return Context().run(dispatch.attempt, self._world, name, params)

    async def _travel(self) -> None:
        await asyncio.sleep(self._chance.uniform(*self._latency))


@lru_cache(maxsize=1)
def _written(second: int) -> str:
    """The value of the header Date."""
    return formatdate(second, usegmt=True)


def _received(call: Call) -> Params:
    """The parameters as a server reads them: from JSON, or with files from a form."""
    if not call.files:
        return dict(orjson.loads(orjson.dumps(call.params)))
    fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in call.params.items()}
    form: Params = {name: FormText(value) for name, value in fields.items()}
    files = {name: Upload(file.name, "application/octet-stream", file.content) for name, file in call.files.items()}
    return form | files


async def _apply_faults(outcome: dispatch.Outcome, date: str) -> Response:
    """The response as it arrives, after the faults of the call."""
    fault = outcome.fault or NO_FAULT
    if fault.answer_delay:
        await asyncio.sleep(fault.answer_delay)
    if fault.reset:
        raise ServerDisconnectedError
    if fault.proxy_answer:
        return Response(fault.proxy_answer.status, fault.proxy_answer.body, date)
    body = _to_bytes(outcome.to_json())
    return Response(outcome.status, body.replace(*fault.damage) if fault.damage[0] else body, date)


def _to_bytes(answer: Any) -> bytes:
    try:
        return orjson.dumps(answer)
    except TypeError:  # a number of more than 64 bits, which other servers write all the same
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def telegram_here(
    world: World,
    chance: Random,
    mark: Mark,
    hold: int = HOLD,
    poller: Poller | None = None,
    latency: tuple[float, float] = LATENCY,
) -> Callable[[str, str, OnRequest], TelegramHere]:
    """An OpenSession for `open_app`. `mark` is called right before and right after the effect of each call."""
    return lambda server, token, on_request: TelegramHere(
        server, token, on_request, world, chance, mark, hold, poller, latency
    )
