"""Measures how long conversations wait for sweeps while a million leads are stored. The aim is at most 100 ms.

`python -m benchmarks.purge_beside [LEADS]` fills a store in a temporary folder; a million leads take some ten minutes.
It makes a hundredth of the leads due and runs every sweep several times. Meanwhile a person comes every five
milliseconds, whether the person before has been answered or not. The nightly scrub runs last and alone, because it
rewrites both files.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from benchmarks.erase_one import fill
from bot.channels.telegram.addresses import address_of
from bot.config.installation import make_installation
from bot.config.settings import load_settings
from bot.domain.retention import Retention
from bot.domain.schedule import Schedule
from bot.domain.time import DAY
from bot.domain.working_calendar import Hours, WorkingCalendar
from bot.jobs.sweeps import assemble_sweeps
from bot.machine import system_clock, system_freeze_objects
from storage import seen_updates
from storage.places import Places
from storage.statements import Statement
from storage.store import Store, open_store

ROUNDS = 5
ARRIVAL_INTERVAL_SECONDS = 0.005  # 200 people a second, far more than a million leads a year bring
SCHEDULE = Schedule(
    Retention({}),
    WorkingCalendar(ZoneInfo("Asia/Almaty"), Hours(0, 24 * 60)),
    Hours(0, 0),
    (DAY,),
    (DAY,),
)


async def talk(store: Store, waited: list[float]) -> None:
    """Send people at fixed times, however busy the bot is, and note the milliseconds until each one's commit."""
    loop, beside = asyncio.get_running_loop(), asyncio.TaskGroup()
    started = loop.time()
    async with beside:
        for number in count():
            comes_at = started + number * ARRIVAL_INTERVAL_SECONDS
            await asyncio.sleep(max(0.0, comes_at - loop.time()))
            beside.create_task(serve(store, number, comes_at, waited))


async def serve(store: Store, number: int, came_at: float, waited: list[float]) -> None:
    """Read and commit one update; every fifth is a consent with a new key."""
    keys = [store.vault.make_seal(os.urandom(32), system_clock())[1]] if number % 5 == 0 else []
    await store.visitor(address_of(number))
    await store.commit([seen_updates.add(-number, system_clock())], keys)
    waited.append((asyncio.get_running_loop().time() - came_at) * 1000)


async def measure(store: Store, leads: int) -> None:
    """Print the longest waits beside each sweep."""
    due = "UPDATE leads SET destroy_at = 1, nudge_at = 1, warn_at = 1 WHERE rowid % 100 = 0"
    await store.commit([Statement(due), Statement("UPDATE persons SET policy_asked = '1'")])
    await store.engine.checkpoint()
    os.sync()  # otherwise the first sweep waits for the disk to write the prepared rows
    system_freeze_objects()
    settings = load_settings(need_token=False, _env_file=None)
    here = make_installation(settings, store, system_clock, os.urandom)
    here = replace(here, schedule=SCHEDULE, policy=replace(here.policy, version="2"))
    jobs = {name: sweep.job for name, sweep in assemble_sweeps(here, system_clock).items()}
    scrub = jobs.pop("scrub_database")
    waited: list[float] = []
    talking = asyncio.create_task(talk(store, waited))
    await asyncio.sleep(1)
    alone, took, worst = list(waited), dict.fromkeys(jobs, 0.0), dict.fromkeys(jobs, 0.0)
    waited.clear()
    for _ in range(ROUNDS):
        for job in jobs:
            began = time.perf_counter()
            before = len(waited)
            await jobs[job]()
            took[job] = max(took[job], (time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.1)  # people who came during the job are served
            worst[job] = max(worst[job], max(waited[before:], default=0.0))
    talking.cancel()
    for job in jobs:
        print(f"  {job}: {took[job]:.0f} ms at most, longest wait {worst[job]:.0f} ms")
    print(
        f"{leads} leads: waits beside the sweeps p50 {median(waited):.1f}, p99 {quantiles(waited, n=100)[98]:.1f}, "
        f"max {max(waited):.0f} ms; alone p50 {median(alone):.1f}, max {max(alone):.0f} ms"
    )
    began = time.perf_counter()
    await scrub()
    print(f"the nightly scrub: {time.perf_counter() - began:.1f} s")


async def main(leads: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = await open_store(
            Places(folder / "momu.db", folder / "keys.db", folder / "erasures.log"), bytes(32), os.urandom
        )
        await fill(store, leads)
        await measure(store, leads)
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
