"""How does a call reach the simulated Telegram without a socket, and how long does it take?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from random import Random
from typing import Any

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile

from bot.channels.telegram.answers import Answer
from bot.channels.telegram.session import Session
from bot.domain.time import Moment
from bot.machine import Listen
from simulator import dispatch
from simulator.http.polling import Poller
from simulator.schema.upload import FormText, Upload
from simulator.world import World

LATENCY = (0.005, 0.08)  # seconds one way
HOLD = 600
"""Seconds that getUpdates waits instead of the 25 that the bot asks for: else 99 of 100 calls would bring nothing."""
Params = dict[str, FormText | Upload]


class TelegramHere(Session):
    """Hands each call over to a world in this process; all else of it is the bot's own session."""

    def __init__(self, api: TelegramAPIServer, listen: Listen, world: World, chance: Random) -> None:
        super().__init__(api, listen)
        self._world = world
        self._poller = Poller(world, HOLD)
        self._chance = chance

    async def post(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> Answer:
        hear = self.listen()
        name, params = method.__api_method__, await self._form(bot, method)
        if params.get("timeout", "0") != "0":
            params["timeout"], seconds = FormText(HOLD), seconds + HOLD
        async with asyncio.timeout(seconds):
            await self._travel()
            outcome = await self._outcome(name, params)
            date = Moment(self._world.clock.now() * 1000)
            await self._travel()
        if outcome.status == 200:
            hear(date)
        return Answer(outcome.status, json.dumps(outcome.to_json(), ensure_ascii=False).encode())

    async def _outcome(self, name: str, params: Params) -> dispatch.Outcome:
        if name == "getUpdates":
            return await self._poller.get_updates(dict(params))
        return dispatch.attempt(self._world, name, params)

    async def _travel(self) -> None:
        await asyncio.sleep(self._chance.uniform(*LATENCY))

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


def telegram_here(world: World, chance: Random) -> Callable[[TelegramAPIServer, Listen], TelegramHere]:
    """For `open_app`."""
    return lambda api, listen: TelegramHere(api, listen, world, chance)
