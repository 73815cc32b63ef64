"""Does the bot end, and say so, when a part of it ends that should live as long as it does?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.running_parts import PartEnded
from tests.people import AIGERIM
from tests.scenarios.stage import Stage, open_stage

PARTS = {
    "deliveries": "bot.outbox.worker.OutboxWorker._start_lanes",
    "updates": "bot.intake.receive.Receiver.take",
    "commands": "bot.channels.telegram.adapter.publish_commands",
}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "data") as opened:
        await opened.guest(AIGERIM).apply()
        await opened.stop()
        yield opened


async def break_off(*_: object, **__: object) -> None:
    raise KeyError(AIGERIM.phone)


@pytest.mark.parametrize("part", PARTS)
async def test_a_dead_part_ends_the_bot(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(PARTS[part], break_off)
        stage.madina.write("/help", chat=stage.group)
        with pytest.raises(PartEnded, match=part):
            await stage.start_and_wait()
    assert f"{part} ended in a bug" in [record.getMessage() for record in caplog.records]
    assert "Task exception was never retrieved" not in caplog.text
    await stage.start()  # as a supervisor does; everything goes on
    await stage.guest(AIGERIM).agree()
