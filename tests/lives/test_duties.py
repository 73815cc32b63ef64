"""Does the operator of a life name all who are stored when a breach is told of, though a clock is wrong?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lives.duties import end_of_window
from tests.lives.life import HOUR, make_life


@pytest.mark.parametrize("hours", [-30, 0, 30])
async def test_a_breach_ends_after_all_that_either_clock_has_said(tmp_path: Path, hours: int) -> None:
    life = make_life(1, tmp_path)
    life.clock_error = hours * int(HOUR * 1000)
    assert end_of_window(life) > max(life.clock(), life.world.clock.now_ms())
