"""Lives are not measured for coverage: it makes them half as long again, and others reach the same lines."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="module")
def without_coverage(unmeasured: None) -> None:
    pass
