"""Do the same conversations go the same way where Telegram brings the updates? Tests of other files, on that stage.

Of a test with many cases the first one: what the others say about handlers does not depend on how updates come.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import FunctionType

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
                globals()[f"{short}_{name.removeprefix('test')}"] = with_first_case(test)


def with_first_case(test: FunctionType) -> FunctionType:
    copied = FunctionType(test.__code__, test.__globals__, test.__name__, test.__defaults__, test.__closure__)
    copied.__dict__.update(vars(test), pytestmark=[first_of(mark) for mark in vars(test).get("pytestmark", ())])
    return copied


def first_of(mark: pytest.Mark) -> pytest.Mark:
    """A parametrization with its first case only."""
    if mark.name != "parametrize":
        return mark
    names, values = mark.args
    return pytest.mark.parametrize(names, list(values)[:1]).mark


take_over()
