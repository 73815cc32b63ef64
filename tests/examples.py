"""How many examples does a property test draw? All of them before something lands, some of them on a person's machine.

There each run draws others. CI, which `.ci/run` and `make mutate` set, also makes them the same in each run.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

IN_CI = bool(os.getenv("CI"))
ONE_IN = 5
FEWEST, MOST = 5, 40


def some_of(number: int) -> int:
    """As many as are drawn here."""
    return number if IN_CI else max(FEWEST, min(number // ONE_IN, MOST))


def examples(number: int, **others: Any) -> settings:
    """So many before something lands; `others` are settings of Hypothesis."""
    return settings(max_examples=some_of(number), **others)
