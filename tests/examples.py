"""How many examples does a test try? All of them before something lands, some of them on a person's machine.

There each run draws others. CI, which `.ci/run` and `make mutate` set, also makes them the same in each run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from random import randrange
from typing import Any, TypeVar

from hypothesis import settings

IN_CI = bool(os.getenv("CI"))
ONE_IN = 1 if IN_CI else 5
FEWEST, MOST = 5, 40
T = TypeVar("T")


def some_of(number: int) -> int:
    """As many as are drawn here."""
    return number if IN_CI else max(FEWEST, min(number // ONE_IN, MOST))


def examples(number: int, **others: Any) -> settings:
    """So many before something lands; `others` are settings of Hypothesis."""
    return settings(max_examples=some_of(number), **others)


def one_in(number: int, some: Iterable[T]) -> Iterator[T]:
    """One of so many that follow each other; on a person's machine each run takes others."""
    first = 0 if IN_CI else randrange(number)
    return islice(some, first, None, number)
