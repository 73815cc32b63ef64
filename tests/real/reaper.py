"""Kills the process of the bot (-9) at planned moments, and says which moment each was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from simulator.state import faults
from simulator.state.events import Event
from simulator.state.faults import Fault, Faults
from simulator.world import World
from tests.real.plan import CONFIRMED, DONE, FILE, LOST, Kill
from tests.scenarios.processes import BotProcess

LONGEST = 4.0
"""Seconds for which a moment is waited for; then the process is killed as it is."""
ANSWERS_AFTER = (0.01, 0.06)
"""Seconds that Telegram takes to answer a call, as from another city. Much happens meanwhile."""
CALLS = (
    ("sendMessage", "group"), ("sendMessage", "person"), ("sendMessage", "person"), ("editMessageText", "group"),
    ("editMessageText", "person"), ("answerCallbackQuery", ""), ("deleteMessages", ""),
    ("sendDocument", ""),
)  # fmt: skip
FILES = ("momu.db-wal", "momu.db-wal", "keys.db-wal", "erasures.log")


@dataclass
class Trap:
    """Springs at the `left`th call of this kind."""

    method: str
    where: str
    left: int
    is_lost: bool
    spring: Callable[[], None]

    def fits(self, method: str, params: Mapping[str, Any]) -> bool:
        chat = params.get("chat_id")
        in_group = str(chat).startswith("-")
        return method == self.method and (not self.where or (self.where == "group") is in_group)


@dataclass
class Ambush(Faults):
    """The world's faults: answers take some time, and a process dies while its call is on the way."""

    now_ms: Callable[[], int] = lambda: 0
    trap: Trap | None = None
    struck: list[tuple[int, str, str]] = field(default_factory=list)
    """As in `tests/lives/trouble.py`: when, which method, what."""

    def take(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        trap = self.trap
        if trap is None or not trap.fits(method, params):
            return self._slow(method)
        trap.left -= 1
        if trap.left:
            return self._slow(method)
        self.trap = None
        trap.spring()
        if not trap.is_lost:
            return None
        self.struck.append((self.now_ms(), method, "lost with its process"))
        return faults.reset_before_effect()

    def _slow(self, method: str) -> Fault | None:
        return None if method == "getUpdates" else faults.slow(self.chance.uniform(*ANSWERS_AFTER))


@dataclass
class Reaper:
    bot: BotProcess
    world: World
    data: Path
    ambush: Ambush

    async def kill(self, kill: Kill) -> str:
        """Waits for the moment, and until the process is dead; which moment it was."""
        chance = Random(kill.seed)
        match kill.moment:
            case moment if moment in (LOST, DONE):
                method, where = chance.choice(CALLS)
                await self._at_call(method, where, chance.choice((1, 1, 2, 5)), moment == LOST)
                told = f"{'before' if moment == LOST else 'after'} the effect of {method} {where}".rstrip()
            case moment if moment == CONFIRMED:
                await self._when_confirmed()
                told = moment
            case moment if moment == FILE:
                name = chance.choice(FILES)
                await self._at_change(self.data / name, chance.choice((0.0, 0.0, 0.001, 0.005)))
                told = f"while {name} was written"
            case _:
                await asyncio.sleep(chance.uniform(0, 1.5))
                told = kill.moment
        came = not self.bot.alive or kill.moment not in (LOST, DONE, FILE, CONFIRMED)
        self.bot.kill()
        await self.bot.end()
        return told if came else f"at some time, for no {told.split(' of ')[-1].removeprefix('while ')}"

    async def _at_call(self, method: str, where: str, nth: int, is_lost: bool) -> None:
        sprung = asyncio.Event()

        def spring() -> None:
            self.bot.kill()
            sprung.set()

        self.ambush.trap = Trap(method, where, nth, is_lost, spring)
        try:
            async with asyncio.timeout(LONGEST):
                await sprung.wait()
                await self.bot.end()
        except TimeoutError:
            self.ambush.trap = None

    async def _when_confirmed(self) -> None:
        """At the instant at which Telegram is told that updates are done."""
        world, sprung = self.world, asyncio.Event()

        def hear(event: Event) -> None:
            if event.kind == "updates_confirmed" and not sprung.is_set():
                self.bot.kill()
                sprung.set()

        stop = world.listen(hear)
        try:
            async with asyncio.timeout(LONGEST):
                await sprung.wait()
                await self.bot.end()
        except TimeoutError:
            pass
        finally:
            stop()

    async def _at_change(self, path: Path, later: float) -> None:
        """As soon as the file is another: in the middle of a commit, or a little later."""
        before, deadline = _look(path), asyncio.get_running_loop().time() + LONGEST
        while _look(path) == before:
            if asyncio.get_running_loop().time() > deadline:
                return
            await asyncio.sleep(0.0005)
        if later:
            await asyncio.sleep(later)
        self.bot.kill()
        await self.bot.end()


def _look(path: Path) -> tuple[int, int]:
    try:
        seen = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return seen.st_size, seen.st_mtime_ns
