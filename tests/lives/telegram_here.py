"""Calls the simulated Telegram without a socket, with latency and faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextvars import Context
from random import Random
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from aiohttp import ServerDisconnectedError

from bot.channels.telegram.responses import ApiResponse
from bot.channels.telegram.session import Session
from bot.domain.time import Moment
from bot.machine import OnRequest
from simulator import dispatch
from simulator.http.polling import Poller
from simulator.schema.upload import FormText, Upload
from simulator.state.faults import Fault
from simulator.world import World

LATENCY = (0.005, 0.08)  # seconds one way
HOLD = 600
"""Seconds that getUpdates waits, instead of the 25 that the bot asks for. Otherwise 99 of 100 calls bring nothing."""
Params = dict[str, FormText | Upload]
Mark = Callable[[str], None]


class TelegramHere(Session):
    """The bot's own session, except that each call goes to a world in this process.

    Of its making it leaves out what aiogram's session over HTTP does: it loads all root certificates, in 35 ms.
    """

    def __init__(
        self,
        api: TelegramAPIServer,
        on_request: OnRequest,
        world: World,
        chance: Random,
        mark: Mark,
        hold: int,
        poller: Poller | None = None,
        latency: tuple[float, float] = LATENCY,
    ) -> None:
        BaseSession.__init__(self, api=api)
        self._session = None
        self.on_request = on_request
        self._world = world
        self._poller = poller or Poller(world, hold)
        self._chance = chance
        self._mark = mark
        self._hold = hold
        self._latency = latency

    async def post(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> ApiResponse:
        on_response = self.on_request()
        name, params = method.__api_method__, await self._form(bot, method)
        if params.get("timeout", "0") != "0":
            params["timeout"], seconds = FormText(self._hold), seconds + self._hold
        async with asyncio.timeout(seconds):
            await self._travel()
            self._mark(f"before {name}")
            outcome = await self._outcome(name, params)
            self._mark(f"after {name}")
            date = Moment(self._world.clock.now() * 1000)
            await self._travel()
            answer = await _apply_faults(outcome)
        if answer.status == 200:
            on_response(date)
        return answer

    async def _outcome(self, name: str, params: Params) -> dispatch.Outcome:
        if name == "getUpdates":
            return await self._poller.get_updates(dict(params))
        # What Telegram begins outlives the process that asked for it.
        return Context().run(dispatch.attempt, self._world, name, params)

    async def _travel(self) -> None:
        await asyncio.sleep(self._chance.uniform(*self._latency))

    async def _form(self, bot: Bot, method: TelegramMethod[Any]) -> Params:
        """As `build_form_data` of aiogram, which makes a form of aiohttp's."""
        files: dict[str, InputFile] = {}
        prepared = {
            key: self.prepare_value(value, bot=bot, files=files)
            for key, value in method.model_dump(warnings=False).items()
        }
        form: Params = {key: FormText(value) for key, value in prepared.items() if value}
        for key, file in files.items():
            content = b"".join([part async for part in file.read(bot)])
            form[key] = Upload(file.filename or key, "application/octet-stream", content)
        return form


async def _apply_faults(outcome: dispatch.Outcome) -> ApiResponse:
    """The response as it arrives, after the faults of the call."""
    fault = outcome.fault or Fault()
    await asyncio.sleep(fault.answer_delay)
    if fault.reset:
        raise ServerDisconnectedError
    if fault.proxy_answer:
        return ApiResponse(fault.proxy_answer.status, fault.proxy_answer.body)
    body = json.dumps(outcome.to_json(), ensure_ascii=False, separators=(",", ":")).encode()
    return ApiResponse(outcome.status, body.replace(*fault.damage) if fault.damage[0] else body)


def telegram_here(
    world: World,
    chance: Random,
    mark: Mark,
    hold: int = HOLD,
    poller: Poller | None = None,
    latency: tuple[float, float] = LATENCY,
) -> Callable[[TelegramAPIServer, OnRequest], TelegramHere]:
    """An OpenSession for `open_app`. `mark` is called right before and right after the effect of each call."""
    return lambda api, on_request: TelegramHere(api, on_request, world, chance, mark, hold, poller, latency)
