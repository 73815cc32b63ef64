"""A new scene for each test: an empty store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene

pytest.register_assert_rewrite("tests.handlers.cases")


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    store = await open_in_memory()
    yield Scene(store)
    await close(store)
