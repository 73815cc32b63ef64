"""Two processes of the bot on one server, people who apply to them, and colleagues who work."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

from simulator.state.events import Event
from simulator.state.message import Message
from simulator.world import World
from storage.postgres.url import PostgresUrl
from tests.lives.colleagues import Colleague
from tests.lives.sentences import says
from tests.postgres_server import query
from tests.real.applicants import Bell, Person
from tests.real.balancer import Balancer, meet
from tests.real.launch import forked
from tests.scenarios.evidence import said
from tests.scenarios.named_in_log import find_named
from tests.scenarios.population import invent
from tests.scenarios.processes import BotProcess, Deployment, open_deployment, wait_for
from tests.scenarios.stage import HOOK, free_port

LEADS, LEADS_NO_LONGER = "this process leads now", "this process leads no longer"
SEED = 1
UNTIL_ANOTHER_LEADS = 10.0
"""Seconds from the death of the leader."""
UNTIL_STOPPED = 10.0
"""Seconds from SIGTERM to the end."""
SETTLED = 150.0
"""Seconds until everything due is done. News that died with a process are made good by the next sweep, in a minute."""
OFTEN = 0.15
"""Seconds between two presses of a colleague."""
DUE = (
    "SELECT (SELECT count(*) FROM outbox WHERE due_at <= {now}), (SELECT count(*) FROM erasures WHERE stage <> 'done')"
)

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'"


@dataclass
class Sent:
    """A message that Telegram has shown."""

    at: float
    chat: int | None
    text: str


@dataclass
class Pair:
    """`deaths`: when each process died that was killed, or began to stand still."""

    deployed: Deployment
    url: PostgresUrl
    both: list[BotProcess]
    patience: float
    people: list[Person] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    deaths: list[float] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.deployed.stage.world

    @property
    def leader(self) -> BotProcess:
        """Raises StopIteration while none leads."""
        return next(one for one in self.both if leads(one))

    @property
    def follower(self) -> BotProcess:
        return next(one for one in self.both if one is not self.leader)

    async def begin(self, *processes: BotProcess) -> None:
        """At the same time; returns when all of them answer."""
        for one in processes:
            one.begin()
        for one in processes:
            await _until_it_answers(one)

    async def kill(self, process: BotProcess) -> float:
        """Seconds until a process leads again."""
        self.deaths.append(monotonic())
        process.kill()
        await process.end()
        await self.until_one_leads()
        return monotonic() - self.deaths[-1]

    async def cut_off(self, leader: BotProcess) -> None:
        """All its connections to the server of the database end; returns when it has stopped leading."""
        times = leader.output.count(LEADS_NO_LONGER)
        query(self.url, CUT.format(name=name_of(leader)))
        await wait_for(lambda: leader.output.count(LEADS_NO_LONGER) > times)

    async def hold(self, process: BotProcess) -> float:
        """It stands still until another one leads and a while longer; in how many seconds another led."""
        self.deaths.append(since := monotonic())
        os.kill(process.pid, signal.SIGSTOP)
        other = next(one for one in self.both if one is not process)
        try:
            await wait_for(lambda: leads(other), 30)
            seconds = monotonic() - since
            await self.until_applied(10)
        finally:
            os.kill(process.pid, signal.SIGCONT)
        await wait_for(lambda: not leads(process))
        assert leads(other)
        return seconds

    async def stop(self, process: BotProcess) -> float:
        """As an operator stops it; in how many seconds it ends."""
        since = monotonic()
        assert await process.stop() == 0, process.output
        return monotonic() - since

    async def until_one_leads(self) -> None:
        await wait_for(lambda: any(map(leads, self.both)), 30)

    def invite(self, habits: list[str]) -> None:
        """People who are to apply."""
        bell, chance = Bell(self.world), Random(SEED)
        self.people = [
            Person(
                self.world.user(one.who.first_name, "kk", phone=one.who.phone, user_id=one.telegram_id),
                one.who, habit, Random(chance.getrandbits(64)), bell, self.patience, self._is_served, lambda *_: None,
            )
            for one, habit in zip(invent(len(habits), SEED), habits, strict=True)
        ]  # fmt: skip

    @asynccontextmanager
    async def load(self, at_once: int = 6) -> AsyncIterator[None]:
        """People apply and colleagues work beside what is done inside; at its end all people have come to theirs."""
        room, clerk = asyncio.Semaphore(at_once), asyncio.create_task(self._work())

        async def live(person: Person) -> None:
            async with room:
                assert await person.live(), f"{person.user.first_name}, who {person.habit}, came to no end"

        living = asyncio.gather(*(live(one) for one in self.people))
        try:
            yield
            await living
        finally:
            living.cancel()
            clerk.cancel()
            for outcome in await asyncio.gather(living, clerk, return_exceptions=True):
                if isinstance(outcome, Exception):
                    raise outcome
        await wait_for(self._is_settled, SETTLED)

    async def until_applied(self, number: int) -> None:
        """Until so many have their reference."""
        await wait_for(lambda: sum(has_applied(one) for one in self.people) >= number, 60)

    async def _work(self) -> None:
        stage, chance = self.deployed.stage, Random(SEED)
        colleagues = [Colleague(user, stage.group, taps=2) for user in (stage.madina, stage.timur)]
        while True:
            await asyncio.sleep(chance.uniform(0, 2 * OFTEN))
            with suppress(IndexError):
                chance.choice(colleagues).act(chance.choice(("works on", "works on the newest")), chance)

    def _is_served(self) -> bool:
        return any("ready" in one.output and one.alive for one in self.both) and not self.world.updates.pending

    def _is_settled(self) -> bool:
        [waiting] = query(self.url, DUE.format(now=self.world.clock.now_ms()))
        return not any(waiting) and not self.world.updates.pending


def has_applied(person: Person) -> bool:
    return any(says(one.text, "application.sent") for one in said(person.user.chat))


def name_of(process: BotProcess) -> str:
    """By which the server knows its connections."""
    return f"momu-{process.folder.name}"


def leads(process: BotProcess) -> bool:
    return process.alive and process.output.count(LEADS) > process.output.count(LEADS_NO_LONGER)


@asynccontextmanager
async def open_pair(
    folder: Path, urls: list[PostgresUrl], *, by_webhook: bool = True, patience: float = 3.0, hangs_up: float = 30.0
) -> AsyncIterator[Pair]:
    """Two processes that have not begun, each in a folder of its own as on a machine of its own.

    `patience` and `hangs_up` are in seconds: of people, and of the balancer.
    """
    ports = [free_port(), free_port()]
    async with AsyncExitStack() as opened:
        balancer = await opened.enter_async_context(Balancer(ports, hangs_up))
        main, keys, record = (url.secret for url in urls)
        given = {
            "DATABASE_URL": main, "KEYSTORE_URL": keys, "ERASURE_LOG": record,
            "MASTER_KEY": base64.b64encode(bytes(range(32))).decode(), "QUIET_HOURS": "00:00-00:00",
            "WORKING_HOURS": "00:00-24:00", "LEAD_ESCALATIONS": "", "DRAFT_REMINDERS": "", "LOG_LEVEL": "INFO",
            **({"WEBHOOK_URL": HOOK} if by_webhook else {}),
        }  # fmt: skip
        target = balancer.url if by_webhook else None
        deployed = await opened.enter_async_context(
            open_deployment(folder, webhook_target=target, is_first=True, **given)
        )
        both = [_process(folder / name, deployed, port, name) for name, port in zip("ab", ports, strict=True)]
        pair = Pair(deployed, urls[0], both, patience)
        pair.world.calls.kept = 1 << 30
        meet(pair.world)
        pair.world.listen(lambda event: _note(pair, event))
        try:
            yield pair
        finally:
            for one in both:
                for life in one.lives:
                    life.kill()
                    life.join(5)
    for one in both:
        assert find_named(one.said + one.output) == []


async def _until_it_answers(process: BotProcess) -> None:
    await wait_for(lambda: "ready" in process.output or not process.alive, 60)
    assert process.alive, process.output


def _process(folder: Path, deployed: Deployment, port: int, name: str) -> BotProcess:
    folder.mkdir(parents=True)
    environment: Mapping[str, str] = deployed.bot.environment
    process = BotProcess(folder, {**environment, "PORT": str(port)}, launch=forked().last)
    process.environment["DATABASE_URL"] += f"&application_name={name_of(process)}"
    return process


def _note(pair: Pair, event: Event) -> None:
    message: Message | None = event.message
    if event.kind == "message_sent" and message and message.by_bot:
        pair.sent.append(Sent(monotonic(), event.chat_id, message.text))
