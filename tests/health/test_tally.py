"""Does a day leave a line an hour, with counts and nothing else?"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from bot.health.tally import Tally, tell_hourly


async def test_a_day_leaves_a_line_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    tally, slept = Tally(), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) > 24:
            raise asyncio.CancelledError
        tally.add("updates stored", 2)
        if len(slept) == 1:
            tally.add("facts told")

    with suppress(asyncio.CancelledError):
        await tell_hourly(tally, sleep)
    said = [record.getMessage() for record in caplog.records]
    assert set(slept) == {3600.0}
    assert len(said) == 24
    assert said[:2] == ["the last hour: facts told: 1, updates stored: 2", "the last hour: updates stored: 2"]


def test_an_hour_without_anything_says_so() -> None:
    assert Tally().take() == "nothing"
