"""Is a job that has stopped succeeding told of in the group, once and in words, while everything else goes on?"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.state.message import Message
from tests.people import AIGERIM
from tests.scenarios.stage import Stage, open_stage, words
from tests.scenarios.timed_stage import DAY, HOUR

KK = words("kk")
WHAT = KK("job.warn_of_ends")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "data") as opened:
        yield opened


async def fail(*_: object) -> Counter[str]:
    raise OSError("as told")


def alarms(stage: Stage) -> list[Message]:
    return [message for message in stage.group.messages if message.text.startswith("⚠️ Бот ")]


def reasons(stage: Stage) -> tuple[str, ...]:
    assert stage.app
    return stage.app.readiness().reasons


async def test_staff_hear_once_and_the_bot_is_not_ready_until_it_succeeds_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.world.until(lambda: reasons(stage) == ())
    monkeypatch.setattr("bot.jobs.sweeps.warn_of_ends", fail)
    stage.world.clock.advance(HOUR)
    await stage.world.until(lambda: alarms(stage))
    assert WHAT in alarms(stage)[0].text
    assert "warn_of_ends" in alarms(stage)[0].text
    await stage.world.until(lambda: len(reasons(stage)) == 1)
    assert reasons(stage)[0].startswith("warn_of_ends has not succeeded for")
    stage.world.clock.advance(HOUR)
    await stage.world.until(lambda: stage.query("SELECT 1 FROM outbox") == [])
    await stage.restart()
    await stage.sweep()
    assert len(alarms(stage)) == 1
    monkeypatch.undo()
    await stage.sweep()
    await stage.world.until(lambda: reasons(stage) == ())


async def test_the_others_go_on(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.jobs.sweeps.purge_proofs", fail)
    await stage.guest(AIGERIM).apply()
    await stage.pass_time(366 * DAY)
    await stage.pass_time(1)
    assert stage.rows("persons", "leads") == [[], []]
