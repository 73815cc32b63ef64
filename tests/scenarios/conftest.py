"""The stage of each scenario."""

import logging
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.leaping_loop import LeapingLoop
from tests.scenarios.stage import Stage, open_stage, open_stage_over_http


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    return {"leaping": LeapingLoop}


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command leaves logs that end in its own output, and that is closed when the next test logs something."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
async def stage_over_http(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage_over_http(tmp_path / "data") as opened:
        yield opened
