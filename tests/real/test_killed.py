"""Does nothing get lost, doubled or left behind when the real process is killed again and again?

`make kill KILLS=100 APPLICATIONS=2000` does the same for longer, with the bot as it ships.
"""

from __future__ import annotations

from pathlib import Path

from tests.real.kill import tell
from tests.real.launch import fork_with
from tests.real.plan import CONFIRMED, Kill, Plan, draw
from tests.real.run import run

SEED = 1
PATIENCE = 4.0  # seconds


async def test_ten_kills_while_a_hundred_apply(tmp_path: Path) -> None:
    figures = await run(draw(SEED, kills=10, applications=100), tmp_path, None, PATIENCE)
    assert figures.wrong == [], tell(SEED, figures)
    assert figures.kills.total() == 10
    assert figures.applied == 100


async def test_who_replies_before_committing_is_found(tmp_path: Path) -> None:
    plan = Plan(SEED, [Kill(2 * number, CONFIRMED, number) for number in range(4)], ["does as asked"] * 20)
    figures = await run(plan, tmp_path, fork_with("reply_before_commit"), PATIENCE, quiet=10)
    assert any("stored" in one or "not in the database" in one for one in figures.wrong), tell(SEED, figures)
