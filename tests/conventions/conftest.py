"""What was parsed for the conventions is forgotten after them: a quarter of a million nodes that nobody else needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conventions.code import nodes_of


@pytest.fixture(scope="package", autouse=True)
def code_is_forgotten() -> Iterator[None]:
    yield
    nodes_of.cache_clear()
