"""Does everybody get through when many come at once, with Telegram's real limits?

`python -m benchmarks.crowd` lets three hundred come.
"""

from __future__ import annotations

from simulator.state.limits import RealLimits
from tests.scenarios.crowd import Crowd
from tests.scenarios.stage import Stage

PEOPLE = 45  # at once; 30 were greeted, and nobody came further, when each prompt was tried three times
LONGEST = 180.0  # seconds; fifteen messages an application, at 25 a second, are 27


async def test_a_crowd_that_comes_at_once_gets_through(stage: Stage) -> None:
    stage.world.limits = RealLimits()
    crowd = Crowd(stage, PEOPLE)
    await crowd.apply(LONGEST)
    assert len(set(crowd.references())) == PEOPLE
    assert stage.query("SELECT count(*), count(DISTINCT person) FROM leads") == [(PEOPLE, PEOPLE)]
    # What Telegram has to refuse to make its number known: three; thousands where all try again at once.
    assert sum(call.status == 429 for call in stage.world.calls) < PEOPLE
