"""What does each part of the bot remember with?"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import system_entropy
from storage.places import Places
from storage.store import Store, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    places = Places(tmp_path / "momu.db", tmp_path / "keys.db", tmp_path / "erasures.log")
    opened = await open_store(places, bytes(32), system_entropy)
    yield opened
    await opened.close()
