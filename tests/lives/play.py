"""A seed is played to its end: acts, troubles and deaths; then all trouble stops, and what is due is done."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from bot.refusal import REFUSALS
from simulator.state.limits import RealLimits
from tests.lives import people, trouble
from tests.lives.choice import CLOCK, DISK, NETWORK, OPERATOR, PROCESS, Choice
from tests.lives.choices import AT_START, FUSE, SHORT_FUSE, draw, fate_of, pick_trap
from tests.lives.colleagues import Colleague
from tests.lives.life import DAY, HOUR, MINUTE, Life, make_life
from tests.lives.mortal import PROCESS as RUNNING
from tests.lives.mortal import Killed, MortalTask, Process
from tests.lives.operator import Operator
from tests.lives.people import Person
from tests.lives.replicas import sharing_the_files
from tests.lives.seen import Seen, is_below
from tests.lives.supervisor import supervise
from tests.lives.trouble import Weather
from tests.lives.virtual_loop import Stuck, run
from tests.lives.virtual_machine import MONDAY

HOLD = 6 * 3600  # seconds that getUpdates waits
LAST_MOMENT = "hurries at the last moment"
PRIVATE = 5
"""In one life of so many contacts stand before the colleague who took an application alone."""
REPLICAS = 3
"""One life of so many has two replicas."""
DEPOSED = 0.15
"""How likely a leader that might have died only stops leading."""
FOLLOWER_DIES = 0.3
"""How likely the other one dies in its place."""
PATIENCE = 3 * DAY
"""Until everything due must be done once all trouble is over: a long weekend lies in it."""


class Act(NamedTuple):
    """Who did or suffered what, in the world's milliseconds."""

    at_ms: int
    who: str
    what: str


class Said(NamedTuple):
    """A line of the log at WARNING and above; `error` as the repr of what was logged with it."""

    at_ms: int
    process: int
    level: str
    text: str
    error: str


@dataclass
class Played:
    """What there is to judge. The bot has stopped; its files are in `life.folder`."""

    seed: int
    choices: Sequence[Choice]
    life: Life
    guests: dict[str, Person]
    """By the name that they have in `acts`, those who never came too."""
    operator: Operator
    weather: Weather
    seen: Seen
    acts: list[Act] = field(default_factory=list)
    logs: list[Said] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    """What nobody has caught."""
    deaths: list[Act] = field(default_factory=list)
    calm_at: int = 0
    """When all trouble was over; 0 if it never came to that."""
    is_quiet: bool = False
    """Whether everything due was done in the end."""
    has_flown: bool = False
    """Whether after that time has flown past everything that data is kept for."""

    @property
    def faults(self) -> int:
        return len(self.weather.struck) + len(self.life.disk.failures)

    @property
    def trace(self) -> str:
        """The same for the same seed, in any process."""
        told = repr((self.life.trace(), self.acts, self.deaths, self.logs, self.exceptions))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def play(seed: int, folder: Path, choices: Sequence[Choice] | None = None) -> Played:
    """In an empty folder; `choices` are those of the seed that are left."""
    _freeze()
    with sharing_the_files() if has_replicas(seed) else nullcontext():
        return run(_play(seed, folder, draw(seed) if choices is None else choices))


@cache
def _freeze() -> None:
    """What is loaded by now needs not be looked at whenever a life looks for what it has dropped."""
    gc.collect()
    gc.freeze()


async def _play(seed: int, folder: Path, choices: Sequence[Choice]) -> Played:
    played = _prepare(seed, folder, choices)
    asyncio.get_running_loop().set_exception_handler(lambda _, context: _note(played, context))
    ears = _Ears(played)
    logging.getLogger().addHandler(ears)
    try:
        with suppress(Stuck):
            await _live(played)
        await _end(played)
        gc.collect()
    finally:
        played.seen.close()
        logging.getLogger().removeHandler(ears)
    return played


async def _end(played: Played) -> None:
    life = played.life
    for process in [one for one in life.running if one.has_ended]:
        _report(played, process)
        life.running.remove(process)
    await life.stop()


def _prepare(seed: int, folder: Path, choices: Sequence[Choice]) -> Played:
    chance = Random(seed)
    life = make_life(seed, folder / "data", **_options(chance))
    if is_private(seed):
        life.options["staff_card"] = "private"
        life.group.takes_ephemeral = seed % (2 * PRIVATE) == 3
    life.hold = HOLD
    if has_replicas(seed):
        life.become_two(Random(-seed))
    if chance.random() < 0.2:
        life.world.limits = RealLimits()
    life.world.faults = weather = Weather(Random(chance.getrandbits(64)), now_ms=life.world.clock.now_ms)
    operator = Operator(life, folder / "backups")
    played = Played(
        seed, choices, life, people.invite(life, {one.who for one in choices}), operator, weather, _watch(life)
    )
    played.has_flown = chance.random() < 0.4
    return played


def has_replicas(seed: int) -> bool:
    return seed % REPLICAS == 0


def is_private(seed: int) -> bool:
    """Whether its setting is STAFF_CARD=private."""
    return seed % PRIVATE == 3


def _watch(life: Life) -> Seen:
    seen = Seen(life.world, life.folder, life.fellowship.balancer.would_confirm if life.fellowship else is_below)
    life.disk.on_write = seen.witness.look
    return seen


def _options(chance: Random) -> dict[str, Any]:
    """Short times, or a life would be mostly waiting."""
    hour, day = int(HOUR * 1000), int(DAY * 1000)
    return {
        "sweep_interval": chance.choice((10, 20, 30, 60)) * 60_000,
        "draft_reminders": chance.choice(((hour, 24 * hour), (hour // 2, 6 * hour))),
        "draft_ttl": chance.choice((12 * hour, 72 * hour)),
        "retention_open": 3 * day,
        "retention_closed": chance.choice((day, 2 * day)),
        "retention_spam": day // 2,
        "retention_proof": 5 * day,
        "staff_card": chance.choice(("claim", "claim", "full")),
    }


async def _live(played: Played) -> None:
    life = played.life
    await life.start()
    if not life.group.takes_ephemeral:
        life.madina.start()  # sees contacts in her private chat; Timur has started nothing
    supervisor = asyncio.create_task(supervise(life, Random(played.seed), partial(_report, played)))
    pairs = ((life.madina, 2 if life.fellowship else 1), (life.timur, 1))
    colleagues = {user.first_name: Colleague(user, life.group, taps) for user, taps in pairs}
    others: list[asyncio.Task[None]] = []
    loop = asyncio.get_running_loop()
    for choice in played.choices:
        await asyncio.sleep(max(choice.at - loop.time(), 0))
        doer = played.guests.get(choice.who) or colleagues.get(choice.who)
        if choice.what == LAST_MOMENT:
            others.append(asyncio.create_task(_act_at_the_last_moment(played, choice)))
        elif doer:
            with suppress(IndexError, PermissionError):
                _tell(played, choice, doer.act(choice.what, Random(choice.seed)))
        else:
            others.append(asyncio.create_task(_befall(played, choice)))
    await asyncio.gather(*others)
    trouble.end(life, played.weather)
    life.doom = None
    for process in life.running:
        process.fuse, process.trap = None, ""
    played.calm_at = life.world.clock.now_ms()
    played.is_quiet = await _settle(life)
    if played.has_flown:
        async with life.door:
            await life.stop()
            life.options["sweep_interval"] = int(6 * HOUR * 1000)
            await life.start()
        await asyncio.sleep(12 * DAY)
        played.is_quiet = await _settle(life)
    supervisor.cancel()


async def _act_at_the_last_moment(played: Played, choice: Choice) -> None:
    """As soon as the key for the record of an erasure is to be written, if one is within some hours."""
    with suppress(TimeoutError, IndexError, PermissionError):
        async with asyncio.timeout(3 * HOUR):
            await played.life.disk.comes("a write of keys.db waits")
        _tell(played, choice, played.guests[choice.who].act("hurries", Random(choice.seed)))


def _tell(played: Played, choice: Choice, words: str) -> None:
    played.acts.append(Act(played.life.world.clock.now_ms(), choice.who, choice.what + words))


async def _befall(played: Played, choice: Choice) -> None:
    """What is no act of a person in a chat."""
    chance, life = Random(choice.seed), played.life
    with suppress(IndexError):
        match choice.who:
            case name if name == PROCESS and life.process and choice.what == "dies at a call":
                life.process.trap = pick_trap(chance)
            case name if name == PROCESS and life.process:
                fate = fate_of(choice.what)
                fuse = chance.randrange(SHORT_FUSE if fate else FUSE)
                if chance.random() < 0.3:
                    life.doom = chance.randrange(AT_START)
                if life.fellowship and chance.random() < DEPOSED:
                    life.fellowship.throne.depose()
                elif len(life.running) > 1 and chance.random() < FOLLOWER_DIES:
                    life.running[life.running[0] is life.process].light(fuse, fate)
                else:
                    life.process.light(fuse, fate)
            case name if name == OPERATOR:
                _tell(played, choice, await played.operator.act(choice.what, chance))
            case name if name in (NETWORK, DISK, CLOCK):
                _tell(played, choice, "")
                await trouble.befall(life, played.weather, choice.what, chance)


def _report(played: Played, process: Process) -> None:
    over_at = int(MONDAY) + round(process.over_at * 1000)
    if process.is_dead:
        played.deaths.append(Act(over_at, f"process {process.number}", f"killed {process.death}"))
    elif (
        not isinstance(process.outcome, REFUSALS) or 0 < played.calm_at < over_at
    ):  # when all is well nothing is refused
        played.exceptions.append(f"process {process.number} ended with {process.outcome!r}")


async def _settle(life: Life) -> bool:
    """Lets the bot run until everything due is done; whether it was. One that has just died is started again first:
    its machine may take hours for that."""
    interval = life.options["sweep_interval"] / 1000
    waited = 0.0
    while not life.running:  # noqa: ASYNC110 (the supervisor starts it)
        await asyncio.sleep(60.0)
    while waited < PATIENCE:
        pause = max(2 * interval, HOUR) + 5 * MINUTE
        await asyncio.sleep(pause)
        waited += pause
        if _is_quiet(life):
            return True
    return False


def _is_quiet(life: Life) -> bool:
    with closing(sqlite3.connect(life.folder / "momu.db")) as database:
        [[due]] = database.execute("SELECT count(*) FROM outbox WHERE due_at <= ?", (life.world.clock.now_ms(),))
    return not due and not life.world.updates.pending


def _note(played: Played, context: dict[str, Any]) -> None:
    task, error = context.get("task", context.get("future")), context.get("exception")
    process = task.process if isinstance(task, MortalTask) else RUNNING.get()
    if (process and process.is_dead) or isinstance(error, Killed):
        return
    played.exceptions.append(f"{context['message']}: {error!r}")


class _Ears(logging.Handler):
    """Hears what living processes log."""

    def __init__(self, played: Played) -> None:
        super().__init__(logging.WARNING)
        self._played = played

    def emit(self, record: logging.LogRecord) -> None:
        process = RUNNING.get()
        if process is None or process.is_dead:
            return
        error = repr(record.exc_info[1]) if record.exc_info else ""
        now = self._played.life.world.clock.now_ms()
        self._played.logs.append(Said(now, process.number, record.levelname, record.getMessage(), error))
