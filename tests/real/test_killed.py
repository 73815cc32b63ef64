"""Does nothing get lost, doubled or left behind when the real process is killed again and again?

`make kill KILLS=100 APPLICATIONS=2000` does the same for longer, with the bot as it ships.
"""

from __future__ import annotations

from pathlib import Path

from tests.real.kill import tell
from tests.real.plan import draw
from tests.real.run import run

SEED = 1
PATIENCE = 4.0  # seconds


async def test_ten_kills_while_a_hundred_apply(tmp_path: Path) -> None:
    figures = await run(draw(SEED, kills=10, applications=100), tmp_path, None, PATIENCE)
    assert figures.wrong == [], tell(SEED, figures)
    assert figures.kills.total() == 10
    assert figures.applied == 100
