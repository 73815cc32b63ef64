"""What happens by itself? One verb a file: its docstring is its policy, its result counts the outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[Counter[str]]]
BATCH = 10
"""Persons or leads a transaction: what a conversation waits for it is some ten milliseconds, also with a million others
stored (`python -m benchmarks.purge_beside`)."""
MORE = "more"
"""Counted by a job that took a full batch and got on with it: there may be more, and it should run again soon."""
