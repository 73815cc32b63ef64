"""A seed is played to its end: acts, troubles and deaths; then all trouble stops, and what is due is done."""

from __future__ import annotations

import asyncio
import gc
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing, nullcontext, suppress
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from simulator.state.limits import RealLimits
from tests.lives import people, trouble
from tests.lives.befall import befall
from tests.lives.choice import Choice
from tests.lives.choices import draw
from tests.lives.colleagues import Colleague
from tests.lives.heard import Ears, note, report
from tests.lives.life import DAY, HOUR, MINUTE, Life, make_life
from tests.lives.operator import Operator
from tests.lives.played import Played
from tests.lives.replicas import sharing_the_files
from tests.lives.seen import Seen, is_below
from tests.lives.supervisor import supervise
from tests.lives.trouble import Weather
from tests.lives.virtual_loop import Stuck, run

HOLD = 6 * 3600  # seconds that getUpdates waits
LAST_MOMENT = "hurries at the last moment"
PRIVATE = 5
"""In one life of so many contacts stand before the colleague who took an application alone."""
REPLICAS = 3
"""One life of so many has two replicas."""
PATIENCE = 3 * DAY
"""Until everything due must be done once all trouble is over: a long weekend lies in it."""


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
    asyncio.get_running_loop().set_exception_handler(lambda _, context: note(played, context))
    ears = Ears(played)
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
        report(played, process)
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
    life.on_death = partial(report, played)
    await life.start()
    if not life.group.takes_ephemeral:
        life.madina.start()  # sees contacts in her private chat; Timur has started nothing
    supervisor = asyncio.create_task(supervise(life, Random(played.seed), partial(report, played)))
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
                played.tell(choice.who, choice.what + doer.act(choice.what, Random(choice.seed)))
        else:
            others.append(asyncio.create_task(befall(played, choice)))
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
        played.tell(choice.who, choice.what + played.guests[choice.who].act("hurries", Random(choice.seed)))


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
