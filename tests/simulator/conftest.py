"""What tests of the simulator share: a world with one person who has written and one staff group."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from simulator.actors.user import User
from simulator.http.server import Server
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.world import World

TOKEN = "123456789:AAF-invented-token-for-the-tests-xx"


class QuickSession(AiohttpSession):
    """Closes without the quarter of a second that aiogram waits for TLS."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def world(clock: SimulatedClock) -> World:
    return World(TOKEN, clock, seed=7)


@pytest.fixture
def aigul(world: World) -> User:
    """A person who has started the bot; the bot has received her /start."""
    user = world.user("Айгүл", phone="77011234567")
    user.start()
    world.updates.drop_all()
    return user


@pytest.fixture
def bolat(world: World) -> User:
    """A colleague in the staff group who has never started the bot."""
    return world.user("Болат", language_code="ru")


@pytest.fixture
def staff(world: World, bolat: User) -> Group:
    return world.supergroup("Лиды", members=[bolat])


@pytest.fixture
async def server(world: World) -> AsyncIterator[Server]:
    async with Server(world, webhook_pace=0.01) as running:
        yield running


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    """aiogram's own client, so that every answer has to fit its models."""
    session = QuickSession(api=TelegramAPIServer.from_base(server.url))
    async with Bot(TOKEN, session=session) as client:
        yield client
