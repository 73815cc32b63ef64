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
from tests.scenarios import presenting, saved_worlds
from tests.scenarios.named_in_log import find_named
from tests.scenarios.stage import Stage, open_stage, open_stage_over_http


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    return {"leaping": LeapingLoop}


PLAYED = {
    "test_application": "the conversation itself",
    "test_at_rest": "whether its bytes are in any file",
    "test_before_consent": "what its first steps leave",
    "test_consent": "its first steps",
    "test_consent_card": "its first steps",
    "test_costs": "what one more costs",
    "test_crossings": "what crosses within it",
    "test_doctor": "commands with the clock of this machine",
    "test_form": "the conversation itself",
    "test_languages": "the language of each of its steps",
    "test_late_after_restart": "processes with the clock of this machine",
    "test_logs": "what it logs",
    "test_one_set_of_buttons": "what the bot remembers of a chat",
    "test_opened_files": "the files that it opens",
    "test_order": "the order of its steps",
    "test_pace": "how fast it may go on",
    "test_restored_in_doubt": "commands with the clock of this machine",
    "test_said_around_it": "what is said within it",
    "test_temporary_files": "the files that it opens",
}
"""Modules whose scenarios play every conversation whole, and what they look at."""

PRESENTED = {
    "test_at_rest": "every byte that a start leaves",
    "test_before_consent": "every byte that a start leaves",
    "test_delivery": "the menu of a group that has moved",
    "test_doctor": "what Telegram shows of the bot",
    "test_done_is_done": "answers that fit no model",
    "test_field_reports": "texts and menus that Telegram refuses",
    "test_logged_out": "calls of a bot whose token is another's",
    "test_logs": "what a start logs",
    "test_opened_files": "the files that a start opens",
    "test_parts": "the end of a part, and this is one",
    "test_polling": "what a start does while Telegram is away",
    "test_saved_worlds": "the calls of each start",
    "test_sent_elsewhere": "calls that are sent to another server",
    "test_staffroom": "the menus",
    "test_stopping": "what is under way when the bot is stopped",
    "test_telegram_away": "a start without Telegram",
}
"""Modules whose bots publish their menus and their profile and sweep at their first start, and what they look at."""


@pytest.fixture(autouse=True)
def shorten(request: pytest.FixtureRequest) -> Iterator[None]:
    """No presentation but for those modules, and saved worlds for all but those, and but for who reads the log."""
    module = request.module.__name__.rpartition(".")[2]
    presenting.in_use = module in PRESENTED
    saved_worlds.in_use = module not in PLAYED and "caplog" not in request.fixturenames
    yield
    presenting.in_use = saved_worlds.in_use = True


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
