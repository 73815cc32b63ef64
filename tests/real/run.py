"""A run: people apply, colleagues work, and the process is killed and begun again; then all is quiet, and judged."""

from __future__ import annotations

import asyncio
import sqlite3
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
from tests.lives.played import Act, Said
from tests.lives.seen import Seen
from tests.real import output
from tests.real.after import lost_answers, played, readable_now
from tests.real.applicants import Bell, Person
from tests.real.figures import Figures
from tests.real.launch import Launches
from tests.real.plan import AT_START, Plan
from tests.real.reaper import Ambush, Reaper
from tests.scenarios.population import invent
from tests.scenarios.processes import Deployment, Launch, open_deployment, wait_for

AT_ONCE = 40  # people who apply at the same time, or a quarter of all, so that some come new at each kill
QUIET = 600.0  # seconds after the last kill within which everything due has to be done
STUCK = 60.0  # seconds without anybody's progress after which the next kill comes all the same
READY = '"ready"'
KILLED = -9  # exit code
START = 120.0  # seconds that a start may take on a busy machine
SCANS = 3  # times that the files are read while people apply, each when a process has just been killed
WAITING = (
    "SELECT count(*) FROM outbox WHERE due_at <= ?",
    "SELECT count(*) FROM erasures WHERE stage <> 'done' AND requested_at <= ?",
)
"""What is asked for with the present moment."""


class EndedByItself(Exception):
    """A process that nobody has killed or stopped is gone."""


@dataclass
class Run:
    """`tick` is called whenever something was done: with the number of kills and of those who have applied."""

    plan: Plan
    deployed: Deployment
    launches: Launches
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
    _is_stopping: bool = False

    def __post_init__(self) -> None:
        stage = self.deployed.stage
        self.world, self.data, self.bot = stage.world, stage.folder, self.deployed.bot
        self.world.calls.kept = 1 << 30
        self.world.faults = self.ambush = Ambush(Random(self.plan.seed), now_ms=self.world.clock.now_ms)
        self.reaper = Reaper(self.bot, self.world, self.data, self.ambush)
        self.seen = Seen(self.world, self.data)
        self.seen.readable = []  # `readable_now` says why it must not look
        bell = Bell(self.world)
        chance = Random(self.plan.seed)
        self.people = [
            Person(
                self.world.user(one.who.first_name, "kk", phone=one.who.phone, user_id=one.telegram_id),
                one.who, habit, Random(chance.getrandbits(64)), bell, self.patience, self._is_served, self._tell,
            )
            for one, habit in zip(invent(len(self.plan.habits), self.plan.seed), self.plan.habits, strict=True)
        ]  # fmt: skip
        self.chance = chance

    async def play(self) -> Figures:
        began = monotonic()
        self._begin(self.launches.killed)
        watch = asyncio.create_task(self._watch())
        live = asyncio.create_task(self._live())
        await asyncio.wait((watch, live), return_when=asyncio.FIRST_COMPLETED)
        for task in (watch, live):
            task.cancel()
        for ended in await asyncio.gather(watch, live, return_exceptions=True):
            if isinstance(ended, EndedByItself):
                self.exceptions.append(str(ended))
            elif isinstance(ended, Exception):
                raise ended
        self.seen.close()
        figures, self._judging = self.figures, monotonic()
        figures.seconds, figures.calls = self._judging - began, self.world.calls.total
        figures.waits = sum(one.tries for one in self.people)
        figures.wrong = [*self.exceptions, *lost_answers(self.people, self.seen)]
        figures.wrong += judge(played(self.deployed, self.seen, self.ambush, self.acts, self.deaths, self.logs))
        figures.judged = monotonic() - self._judging
        return figures

    async def _live(self) -> None:
        await self._ready()
        clerk = asyncio.create_task(self._work())
        try:
            await asyncio.gather(self._apply(), self._reap())
        finally:
            clerk.cancel()
        with suppress(asyncio.CancelledError):
            await clerk  # who may have come to grief
        since = monotonic()
        await self._settle()
        self.exceptions += await readable_now(self.deployed, "while the bot runs")
        await self._stop()
        self.figures.settled = monotonic() - since

    async def _watch(self) -> None:
        """Raises EndedByItself."""
        while True:
            process = self.bot.process
            if process and not self._is_stopping and process.exitcode not in (None, KILLED):
                last = self.bot.output[-500:]
                raise EndedByItself(f"end: process {self.begun} ended by itself with {process.exitcode}: {last}")
            await asyncio.sleep(0.05)

    async def _apply(self) -> None:
        room = asyncio.Semaphore(min(AT_ONCE, len(self.people) // 4 or 1))

        async def live(person: Person) -> None:
            async with room:
                if not await person.live():
                    self.exceptions.append(f"people: {person.user.first_name}, who {person.habit}, came to no end")
                self.figures.applied += 1
                self.tick(self.figures.kills.total(), self.figures.applied)

        await asyncio.gather(*(live(one) for one in self.people))

    async def _reap(self) -> None:
        read_at = {number * len(self.plan.kills) // (SCANS + 1) for number in range(1, SCANS + 1)}
        for number, kill in enumerate(self.plan.kills):
            if kill.moment == AT_START and number:
                await asyncio.sleep(Random(kill.seed).uniform(0, max(self.figures.starts)))
                self.bot.kill()
                await self.bot.end()
                moment = kill.moment
            else:
                await self._ready()
                await self._until_applied(kill.applied)
                moment = await self.reaper.kill(kill)
            self._bury(moment)
            if number in read_at:
                self.exceptions += await readable_now(self.deployed, f"after kill {number + 1}")
            self._begin(self.launches.killed)
            self.figures.kills[moment] += 1
            self.tick(self.figures.kills.total(), self.figures.applied)
        await self._ready()

    async def _until_applied(self, number: int) -> None:
        with suppress(NeverTrue):
            await wait_for(lambda: self.figures.applied >= number, STUCK)

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

        The operator stops the bot and starts one that does not keep the pace of a group, or hundreds of cards would
        take an hour.
        """
        await self._stop()
        self._tell(OPERATOR, "stops and starts")
        self._begin(self.launches.last)
        await self._ready()
        with suppress(NeverTrue):
            await wait_for(lambda: not self._waiting(), self.quiet)
        if waiting := self._waiting():
            self.exceptions.append(f"due: not everything was done in {self.quiet:.0f} s: {waiting}")

    def _waiting(self) -> list[int]:
        """How much of each kind is not done; nothing if all is."""
        with closing(sqlite3.connect(f"file:{self.data / 'momu.db'}?mode=ro", uri=True)) as books:
            counts = [books.execute(sql, (self.world.clock.now_ms(),)).fetchone()[0] for sql in WAITING]
        return [*counts, len(self.world.updates.pending)] if any(counts) or self.world.updates.pending else []

    def _is_served(self) -> bool:
        """Whether the bot answers people, and nobody's message waits for it."""
        return self._is_ready and self.bot.alive and not self.world.updates.pending

    def _begin(self, launch: Launch) -> None:
        self.begun += 1
        self._is_ready, self._began = False, monotonic()
        self.bot.launch = launch
        self.bot.begin()
        self._is_stopping = False

    async def _ready(self) -> None:
        """Until the process answers people."""
        if self._is_ready:
            return
        await wait_for(lambda: READY in self.bot.output, START)
        self._is_ready = True
        self.figures.starts.append(monotonic() - self._began)

    async def _stop(self) -> None:
        self._is_stopping = True
        if await self.bot.stop() != 0:
            self.exceptions.append(f"end: process {self.begun} did not end well")
        self._read(was_killed=False)

    def _bury(self, moment: str) -> None:
        self.deaths.append(Act(self.world.clock.now_ms(), f"process {self.begun}", f"killed {moment}"))
        self._read(was_killed=True)

    def _read(self, was_killed: bool) -> None:
        said, strange = output.read(self.begun, self.bot.output, was_killed)
        self.logs += said
        self.exceptions += strange
        self.figures.restarts += 1

    def _tell(self, who: str, what: str) -> None:
        self.acts.append(Act(self.world.clock.now_ms(), who, what))


async def run(
    plan: Plan,
    folder: Path,
    launches: Launches,
    patience: float,
    quiet: float = QUIET,
    tick: Callable[[int, int], None] = lambda *_: None,
) -> Figures:
    """In an empty folder. `patience` and `quiet` are in seconds."""
    async with open_deployment(folder, is_first=True, LOG_FORMAT="json", TZ="UTC") as deployed:
        return await Run(plan, deployed, launches, patience, quiet, tick).play()
