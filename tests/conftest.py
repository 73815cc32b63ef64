"""What makes all tests quicker, and none of them different? And a store, for those that need one."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from bot.clock import system_entropy
from storage.places import Places
from storage.store import Store, open_store

LONGEST = "test_two_thousand.py"

# How long an example takes says something about the machine, not about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# Every bot reads all certificates of the world at its start, 35 ms each time; no test speaks TLS.
ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begins first, or at the end everybody waits for it alone."""
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    places = Places(tmp_path / "momu.db", tmp_path / "keys.db", tmp_path / "erasures.log")
    opened = await open_store(places, bytes(32), system_entropy)
    yield opened
    await opened.close()
