"""What makes all tests quicker, and none of them different?"""

from __future__ import annotations

import ssl
from functools import cache

import pytest
from hypothesis import settings

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
