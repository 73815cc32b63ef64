"""Does nothing get lost, doubled or left behind when the real process is killed again and again?

`make kill KILLS=100 APPLICATIONS=2000` does the same for longer, with the bot as it ships.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.real.kill import PATIENCE, tell
from tests.real.launch import forked
from tests.real.plan import draw
from tests.real.run import run
from tests.scenarios.processes import Running

SEED = 1
KILLS, APPLICATIONS = 6, 40


async def test_no_kill_loses_or_doubles_anything(tmp_path: Path) -> None:
    figures = await run(draw(SEED, KILLS, APPLICATIONS), tmp_path, forked(), PATIENCE)
    assert figures.wrong == [], tell(SEED, figures)
    assert figures.kills.total() == KILLS
    assert figures.applied == APPLICATIONS


async def test_what_can_be_read_on_the_disk_is_found(tmp_path: Path) -> None:
    figures = await run(draw(SEED, kills=1, applications=3), tmp_path, forked("plain_at_rest"), PATIENCE)
    assert any(one.startswith("disk: ") for one in figures.wrong), tell(SEED, figures)


async def test_a_process_that_ends_by_itself_is_noticed_also_after_the_last_kill(tmp_path: Path) -> None:
    usual = forked()

    def without_token(environment: Mapping[str, str], folder: Path, out: Path, err: Path) -> Running:
        return usual.last({**environment, "BOT_TOKEN": ""}, folder, out, err)

    plan = draw(SEED, kills=0, applications=1)
    figures = await run(plan, tmp_path, replace(usual, last=without_token), PATIENCE)
    assert figures.wrong[0].startswith("end: process 2 ended by itself with 2"), tell(SEED, figures)
