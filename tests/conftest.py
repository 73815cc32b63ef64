"""What all tests share: settings that make them faster without changing them, and a store."""

from __future__ import annotations

import os
import shutil
import ssl
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from bot.machine import system_entropy
from storage.places import Places
from storage.store import Store, open_store
from tests.empty_files import place_empty_files

SLOWEST_FILE = "test_two_thousand.py"

# The duration of an example depends on the machine, not on the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

MEMORY = Path("/dev/shm")  # noqa: S108
MEMORY_NEEDED = 2**31  # bytes; a container may have 64 MB
# No test needs its files to outlive the machine, and a disk that many share takes milliseconds for each commit.
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # noqa: TID251

# Every bot loads all root certificates when it starts, which takes 35 ms; no test uses TLS.
ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Starts the slowest file first; otherwise all workers wait for it at the end."""
    items.sort(key=lambda item: item.path.name != SLOWEST_FILE)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    place_empty_files(tmp_path)
    places = Places(tmp_path / "momu.db", tmp_path / "keys.db", tmp_path / "erasures.log")
    opened = await open_store(places, bytes(32), system_entropy)
    yield opened
    await opened.close()
