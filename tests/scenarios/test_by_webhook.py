"""Do the same conversations go the same way where Telegram brings the updates? Tests of other files, on that stage."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios import test_application, test_crossings, test_forget_me, test_order, test_staff
from tests.scenarios.stage import Stage, open_stage_by_doors

CHOSEN = (test_application, test_crossings, test_forget_me, test_order, test_staff)
WITH_ANOTHER_STAGE = "full_card"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage_by_doors(tmp_path / "data") as opened:
        yield opened


def take_over() -> None:
    for module in CHOSEN:
        short = module.__name__.rpartition(".")[2]
        for name, test in vars(module).items():
            if name.startswith("test_") and WITH_ANOTHER_STAGE not in name:
                globals()[f"{short}_{name.removeprefix('test')}"] = test


take_over()
