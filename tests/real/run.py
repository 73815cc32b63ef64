"""A run: people apply, colleagues work, and the process is killed and begun again; then all is quiet, and judged."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

from simulator.state.waiting import NeverTrue
from tests.lives.choice import OPERATOR
from tests.lives.colleagues import Colleague
from tests.lives.oracles import judge
from tests.lives.oracles.leads import GROUP_LIMIT
from tests.lives.play import Act, Said
from tests.lives.seen import Seen
from tests.real import output
from tests.real.after import lost_answers, played, readable_now
from tests.real.applicants import Bell, Person
from tests.real.plan import AT_START, Plan
from tests.real.reaper import Ambush, Reaper
from tests.scenarios.population import invent
from tests.scenarios.processes import Deployment, Launch, open_deployment, wait_for

AT_ONCE = 60  # people who apply at the same time
QUIET = 900.0  # seconds after the last kill within which everything due has to be done
STUCK = 120.0  # seconds without anybody's progress after which the next kill comes all the same
READY = '"ready"'
START = 120.0  # seconds that a start may take on a busy machine
WAITING = (
    "SELECT count(*) FROM outbox WHERE due_at <= ?",
    "SELECT count(*) FROM erasures WHERE stage <> 'done' AND requested_at <= ?",
)
"""What is asked for with the present moment."""


@dataclass
class Figures:
    """What came of a run. `starts` are seconds until a process answers people."""

    kills: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    applied: int = 0
    calls: int = 0
    waits: int = 0
    starts: list[float] = field(default_factory=list)
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Run:
    """`tick` is called whenever something was done: with the number of kills and of those who have applied."""

    plan: Plan
    deployed: Deployment
    patience: float
    quiet: float
    tick: Callable[[int, int], None]
    figures: Figures = field(default_factory=Figures)
    acts: list[Act] = field(default_factory=list)
    deaths: list[Act] = field(default_factory=list)
    logs: list[Said] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    begun: int = 0
    """Processes until now."""

    def __post_init__(self) -> None:
        stage = self.deployed.stage
        self.world, self.data = stage.world, stage.folder
        self.world.calls.kept = 1 << 30
        self.world.faults = self.ambush = Ambush(Random(self.plan.seed), now_ms=self.world.clock.now_ms)
        self.reaper = Reaper(self.deployed.bot, self.world, self.data, self.ambush)
        self.seen = Seen(self.world, self.data)
        bell = Bell(self.world)
        chance = Random(self.plan.seed)
        self.people = [
            Person(
                self.world.user(one.who.first_name, "kk", phone=one.who.phone, user_id=one.telegram_id),
                one.who, habit, Random(chance.getrandbits(64)), bell, self.patience, self._tell,
            )
            for one, habit in zip(invent(len(self.plan.habits), self.plan.seed), self.plan.habits, strict=True)
        ]  # fmt: skip
        self.chance = chance

    async def play(self) -> Figures:
        began = monotonic()
        self._begin()
        await self._ready()
        clerk = asyncio.create_task(self._work())
        try:
            await asyncio.gather(self._apply(), self._reap())
        finally:
            clerk.cancel()
        await self._settle()
        self.exceptions += readable_now(self.deployed)
        await self._stop()
        self.seen.close()
        figures = self.figures
        figures.seconds, figures.calls = monotonic() - began, self.world.calls.total
        figures.waits = sum(one.tries for one in self.people)
        figures.wrong = [*self.exceptions, *lost_answers(self.people, self.seen)]
        figures.wrong += judge(played(self.deployed, self.seen, self.ambush, self.acts, self.deaths, self.logs))
        return figures

    async def _apply(self) -> None:
        room = asyncio.Semaphore(AT_ONCE)

        async def live(person: Person) -> None:
            async with room:
                if not await person.live():
                    self.exceptions.append(f"{person.user.first_name}, who {person.habit}, came to no end")
                self.figures.applied += 1
                self.tick(self.figures.kills.total(), self.figures.applied)

        await asyncio.gather(*(live(one) for one in self.people))

    async def _reap(self) -> None:
        for kill in self.plan.kills:
            if kill.moment == AT_START and self.figures.kills:
                await asyncio.sleep(Random(kill.seed).uniform(0, max(self.figures.starts)))
                self.deployed.bot.kill()
                await self.deployed.bot.end()
                moment = kill.moment
            else:
                await self._ready()
                await self._until_applied(kill.applied)
                moment = await self.reaper.kill(kill)
            self._bury(moment)
            self._begin()
            self.figures.kills[moment] += 1
            self.tick(self.figures.kills.total(), self.figures.applied)
        await self._ready()

    async def _until_applied(self, number: int) -> None:
        with suppress(NeverTrue):
            await wait_for(lambda: self.figures.applied >= number or not self.deployed.bot.alive, STUCK)

    async def _work(self) -> None:
        """Colleagues press on cards, as they come to hand."""
        group, stage = self.deployed.stage.group, self.deployed.stage
        colleagues = [Colleague(user, group) for user in (stage.madina, stage.timur)]
        while True:
            await asyncio.sleep(self.chance.uniform(0.2, 1.5))
            who = self.chance.choice(colleagues)
            with suppress(IndexError, PermissionError):
                what = self.chance.choice(("presses on a card", "presses on the newest card"))
                self._tell(who.user.first_name, what + who.act(what, self.chance))

    async def _settle(self) -> None:
        """Until everything due is done.

        A process sends a group 20 messages a minute, and the next one does not know of them: the operator stops and
        starts the bot, or hundreds of cards would take an hour.
        """
        deadline = monotonic() + self.quiet
        while waiting := self._waiting():
            if monotonic() > deadline:
                self.exceptions.append(f"not everything was done in {self.quiet:.0f} s: {waiting}")
                return
            with suppress(NeverTrue):
                await wait_for(lambda: not self._waiting() or self._has_filled_the_group(), min(START, self.quiet))
            if self._waiting():
                await self._stop()
                self._tell(OPERATOR, "stops and starts")
                self._begin()
                await self._ready()

    def _has_filled_the_group(self) -> bool:
        """The process has sent all that it may send in this minute."""
        told = [call for call in self.world.calls[self._calls_before :] if call.method.startswith(("send", "edit"))]
        in_group = [call for call in told if call.params.get("chat_id") == self.deployed.stage.group.id]
        return len(in_group) >= GROUP_LIMIT

    def _waiting(self) -> list[int]:
        """How much of each kind is not done; nothing if all is."""
        with closing(sqlite3.connect(f"file:{self.data / 'momu.db'}?mode=ro", uri=True)) as books:
            counts = [books.execute(sql, (self.world.clock.now_ms(),)).fetchone()[0] for sql in WAITING]
        return [*counts, len(self.world.updates.pending)] if any(counts) or self.world.updates.pending else []

    def _begin(self) -> None:
        self.begun += 1
        self._calls_before, self._began = len(self.world.calls), monotonic()
        self.deployed.bot.begin()

    async def _ready(self) -> None:
        """Until the process answers people."""
        bot = self.deployed.bot
        if READY in bot.output:
            return
        await wait_for(lambda: READY in bot.output or not bot.alive, START)
        self.figures.starts.append(monotonic() - self._began)

    async def _stop(self) -> None:
        if await self.deployed.bot.stop() != 0:
            self.exceptions.append(f"process {self.begun} did not end well")
        self._read(was_killed=False)

    def _bury(self, moment: str) -> None:
        self.deaths.append(Act(self.world.clock.now_ms(), f"process {self.begun}", f"killed {moment}"))
        if self.deployed.bot.process and self.deployed.bot.process.exitcode != -9:
            self.exceptions.append(f"process {self.begun} ended by itself: {self.deployed.bot.output[-500:]}")
        self._read(was_killed=True)

    def _read(self, was_killed: bool) -> None:
        said, strange = output.read(self.begun, self.deployed.bot.output, was_killed)
        self.logs += said
        self.exceptions += strange
        self.figures.restarts += 1

    def _tell(self, who: str, what: str) -> None:
        self.acts.append(Act(self.world.clock.now_ms(), who, what))


async def run(
    plan: Plan,
    folder: Path,
    launch: Launch | None,
    patience: float,
    quiet: float = QUIET,
    tick: Callable[[int, int], None] = lambda *_: None,
) -> Figures:
    """In an empty folder. Without `launch` the process is forked. `patience` and `quiet` are in seconds."""
    async with open_deployment(folder, LOG_FORMAT="json", TZ="UTC") as deployed:
        deployed.bot.launch = launch
        return await Run(plan, deployed, patience, quiet, tick).play()
