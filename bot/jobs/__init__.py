"""What happens by itself? One verb a file: its docstring is its policy, its result counts the outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[Counter[str]]]
BATCH = 10
"""Persons or leads a run: what a conversation waits for their commit is some ten milliseconds, also with a million
others stored (`python -m benchmarks.purge_beside`). Where so many were due the timetable soon runs the job again."""
