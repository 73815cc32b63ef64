"""Jobs: what the bot does by itself. Each file is one job; its docstring is the policy, its result counts outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[Counter[str]]]
BATCH_SIZE = 10
"""Persons or leads a transaction. A conversation waits some ten milliseconds for it, even with a million people stored
(`python -m benchmarks.purge_beside`)."""
MORE_DUE = "more"
"""Counted by a job that took a full batch and made progress: more may be due, so it runs again soon."""
