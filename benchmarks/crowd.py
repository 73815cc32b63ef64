"""Measures how long hundreds of people take to apply at the same time, under Telegram's real limits.

`python -m benchmarks.crowd [PEOPLE]` runs the bot, its database and the simulated Telegram in one thread, on a clock
that passes only while everybody waits: the seconds are those that the limits cost. Nobody pauses to think: each person
acts as soon as the bot has asked.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from simulator.state.limits import RealLimits
from tests.leaping_loop import LeapingLoop
from tests.scenarios.crowd import Crowd
from tests.scenarios.stage import open_stage


async def measure(folder: Path, people: int) -> None:
    async with open_stage(folder) as stage:
        world = stage.world
        world.limits = RealLimits()
        crowd = Crowd(stage, people)
        statuses: Counter[int] = Counter()
        world.listen(lambda event: statuses.update([world.calls[-1].status] if event.kind == "call" else []))
        began = world.clock.now_ms()
        await crowd.apply(people * 1.0 + 30)
        seconds = (world.clock.now_ms() - began) / 1000
        assert len(set(crowd.references())) == people
        print(f"{people} people have applied after {seconds:.0f} s; {statuses.total()} calls, {statuses[429]} refused")


if __name__ == "__main__":
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=LeapingLoop) as runner:
        runner.run(measure(Path(folder) / "data", people))
