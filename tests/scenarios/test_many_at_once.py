"""Does everybody get through when many come at once, with Telegram's real limits?

`python -m benchmarks.crowd` lets three hundred come.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from simulator.state.limits import RealLimits
from tests.quick_loop import QuickClock, QuickLoop
from tests.scenarios.crowd import Crowd
from tests.scenarios.stage import open_stage

QUICK = 5  # times
PEOPLE = 45  # at once; 30 were greeted, and nobody came further, when each prompt was tried three times
LONGEST = 180.0  # seconds of theirs; fifteen messages an application, at 25 a second, are 27


async def come(folder: Path) -> None:
    async with open_stage(folder, clock=QuickClock(QUICK)) as stage:
        stage.world.limits = RealLimits()
        crowd = Crowd(stage, PEOPLE)
        await crowd.apply(LONGEST)
        assert len(set(crowd.references())) == PEOPLE
        assert stage.query("SELECT count(*), count(DISTINCT person) FROM leads") == [(PEOPLE, PEOPLE)]
        # What Telegram has to refuse to make its number known, and what a busy machine lets arrive too close together:
        # three on a free one, thousands where all try again at once.
        assert sum(call.status == 429 for call in stage.world.calls) < PEOPLE


def test_a_crowd_that_comes_at_once_gets_through(tmp_path: Path) -> None:
    with asyncio.Runner(loop_factory=lambda: QuickLoop(QUICK)) as runner:
        runner.run(come(tmp_path / "data"))
