"""The whole bot in one process, in whose door go updates at random: what became of them, in figures."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.app import App
from bot.channels.telegram.adapter import Telegram
from bot.channels.telegram.client import Client
from bot.channels.telegram.session import Session
from bot.config.settings import load_settings
from bot.dialogue.adapter import Source
from bot.dialogue.event import Event, Unreadable
from bot.dialogue.taken import Take, Taken
from bot.health.time_check import TimeCheck
from bot.machine import Machine, OnRequest
from storage.store import open_store
from tests.door.damage import spoil
from tests.door.telegram import ANSWERING, SAYING, AnyTelegram, Raw
from tests.door.updates import Crowd
from tests.lives.virtual_machine import VirtualClock, VirtualTriggers, virtual_machine
from tests.people import BIN
from tests.same_thread import at_once, open_engine
from tests.scenarios.stage import TOKEN

GROUP, COLLEAGUES = -1_001_234_567_890, (21, 22)
BATCH = 60  # updates that come at once, at most
TWICE, DAMAGED = 0.02, 0.25
"""How many are brought again in the same batch, and how many are damaged."""
BUGS = ("bug", "cannot be decided")
"""What a log says of an error that nobody expected."""


@dataclass
class Figures:
    """Of a run. `pairs` are the methods of two messages that answered one update; `too_much` are updates that were
    answered with more; `bugs` are logged errors; `wrong` is what Telegram would refuse."""

    brought: int = 0
    damaged: int = 0
    unreadable: int = 0
    answered: int = 0
    consents: int = 0
    erasures: int = 0
    pairs: Counter[str] = field(default_factory=Counter)
    too_much: list[str] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)


class Bugs(logging.Handler):
    """Whatever is logged as nobody's fault but ours."""

    def __init__(self, figures: Figures) -> None:
        super().__init__(logging.ERROR)
        self._figures = figures

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        if record.exc_info or any(sign in text for sign in BUGS):
            self._figures.bugs.append(text)


class Watched(Telegram):
    """Telegram's adapter, which tells of each call the update that it answers."""

    figures: Figures

    def source(self, take: Take) -> Source:
        async def each(events: Sequence[Event | Unreadable], patience: float, grace: float) -> list[Taken]:
            works = [asyncio.create_task(one(event, patience, grace)) for event in events]
            return [taken for work in works for taken in await work]

        async def one(event: Event | Unreadable, patience: float, grace: float) -> list[Taken]:
            ANSWERING.set(event.number)
            self.figures.unreadable += isinstance(event, Unreadable)
            return await take([event], patience, grace)

        return super().source(each)


class Fuzz:
    """`progress` is told how many updates have come, after each batch."""

    def __init__(
        self, seed: int, number: int, regulars: int, progress: Callable[[int], object] = lambda brought: None
    ) -> None:
        self._chance = Random(seed)
        self._left = number
        self._progress = progress
        self._crowd = Crowd(Random(seed + 1), GROUP, COLLEAGUES, regulars)
        self._over = asyncio.Event()
        self.figures = Figures()

    async def run(self, folder: Path) -> Figures:
        """Until all have come, and a while longer."""
        clock = VirtualClock()
        machine = virtual_machine(clock.now_ms, clock.monotonic, self._chance)
        settings = load_settings(
            need_token=True,
            _env_file=None,
            bot_token=TOKEN,
            operator_bin=BIN,
            database_url=folder / "momu.db",
            staff_chat_id=GROUP,
        )
        store = await open_store(
            settings.places, bytes(32), machine.entropy, sleep=machine.sleep, in_thread=at_once, open_engine=open_engine
        )
        check = TimeCheck(machine.clock, machine.monotonic)
        client = Client.at("http://telegram", TOKEN, check.on_request, self._open_session(machine))
        watched = Watched(client, machine, None)
        watched.figures = self.figures
        handler = Bugs(self.figures)
        logging.getLogger().addHandler(handler)
        asyncio.get_running_loop().set_exception_handler(lambda _, told: self.figures.bugs.append(str(told)))
        running = asyncio.create_task(App(settings, watched, store, check, machine, VirtualTriggers()).run())
        over = asyncio.create_task(self._over.wait())
        try:
            await asyncio.wait([running, over], return_when=asyncio.FIRST_COMPLETED)
            running.cancel()
            [outcome] = await asyncio.gather(running, return_exceptions=True)
            if not isinstance(outcome, asyncio.CancelledError):
                raise AssertionError("\n".join(["the bot has ended by itself", *self.figures.bugs])) from outcome
            [[self.figures.consents], [self.figures.erasures]] = [
                *await store.engine.read("SELECT count(*) FROM consents"),
                *await store.engine.read("SELECT count(*) FROM erasures"),
            ]
        finally:
            logging.getLogger().removeHandler(handler)
            over.cancel()
            await store.close()
        return self.figures

    def _open_session(self, machine: Machine) -> Callable[..., Session]:
        def opened(server: str, token: str, on_request: OnRequest) -> Session:
            self._telegram = AnyTelegram(
                server, token, on_request, self._chance, self._bring, self._hear, machine.sleep
            )
            return self._telegram

        return opened

    def _hear(self, chat_id: int, message: int, text: str, data: list[str]) -> None:
        self._crowd.hear(chat_id, text, [(message, one) for one in data])

    def _bring(self) -> list[Raw]:
        self._look_back()
        batch: list[Raw] = []
        for _ in range(min(self._left, self._chance.randint(1, BATCH))):
            self._left -= 1
            update = self._crowd.happen()
            number = update["update_id"]
            is_damaged = self._chance.random() < DAMAGED
            self.figures.damaged += is_damaged
            written = spoil(update, self._chance) if is_damaged else json.dumps(update).encode()
            batch += [(number, written)] * (2 if self._chance.random() < TWICE else 1)
        self.figures.brought += len(batch)
        self._progress(self.figures.brought)
        if not batch:
            self._over.set()
        return batch

    def _look_back(self) -> None:
        """How was each of the updates before answered?"""
        told, self._telegram.said = self._telegram.said, Counter()
        figures = self.figures
        for update in {update for update, _ in told}:
            messages = [name for name in SAYING for _ in range(told[update, name])]
            figures.answered += 1
            if len(messages) > 1:
                figures.pairs["+".join(messages)] += 1
            if len(messages) > 2 or told[update, "answerCallbackQuery"] > 1:
                figures.too_much.append(f"update {update}: {messages}")
        figures.wrong, figures.calls = self._telegram.wrong, self._telegram.calls
