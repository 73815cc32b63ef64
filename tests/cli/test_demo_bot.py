"""Does the demo say in one line why its bot does not run?"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from bot.cli import demo_bot
from bot.cli.demo_bot import BotTask, demo_settings, make_token
from bot.dialogue.field_words import FieldUnnamed
from simulator.state.clock import SimulatedClock

REASON = "locales/en: no text field.city.ask"


async def test_a_known_reason_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise FieldUnnamed(REASON)

    monkeypatch.setattr(demo_bot, "open_app", refuse)
    bot = BotTask(demo_settings(make_token(), "http://127.0.0.1:9", -1001, tmp_path), SimulatedClock())
    await bot.start()
    await bot.stop()
    assert bot.state == "crashed"
    [told] = [record for record in caplog.records if record.name == demo_bot.__name__]
    assert REASON in told.getMessage()
    assert told.exc_info is None
