"""The stage of each scenario."""

import io
import logging
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC
from pathlib import Path

import pytest

from bot.config.log_lines import OURS, JsonLines
from tests.leaping_loop import LeapingLoop
from tests.scenarios.named_in_log import find_named
from tests.scenarios.stage import Stage, open_stage, open_stage_over_http


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    return {"leaping": LeapingLoop}


@pytest.fixture(autouse=True)
def log_at_debug() -> Iterator[None]:
    """Each scenario runs at DEBUG, and its log names nobody and does not hold the token.

    A command leaves logs that end in its own output, which is closed when the next test logs something; they go.
    """
    root, own = logging.getLogger(), [logging.getLogger(name) for name in OURS]
    handlers, levels, source = list(root.handlers), [one.level for one in (root, *own)], logging._srcfile
    stream = io.StringIO()
    written = logging.StreamHandler(stream)
    written.setFormatter(JsonLines(UTC))
    root.addHandler(written)
    for logger in own:
        logger.setLevel(logging.DEBUG)
    yield
    root.handlers[:], logging._srcfile = handlers, source
    for logger, level in zip((root, *own), levels, strict=True):
        logger.setLevel(level)
    assert find_named(stream.getvalue()) == []


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
async def stage_over_http(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage_over_http(tmp_path / "data") as opened:
        yield opened
