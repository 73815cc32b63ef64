"""How is it counted that somebody came, if nothing about them may touch the disk?

In memory, as a number. It is written together with the next change of anybody who has agreed, so that no write ever
coincides with the visit of somebody who has not. A process that ends before loses it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.domain.funnel import Stage
from storage import daily_counts
from storage.statements import Statement


class Started:
    """People who came, by day (ISO), not written yet."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()

    def note(self, day: str) -> None:
        self._waiting[day] += 1

    @contextmanager
    def riding_along(self) -> Iterator[list[Statement]]:
        """What to write with a change; if that is not written, these wait for the next one."""
        taken, self._waiting = self._waiting, Counter()
        try:
            yield [daily_counts.count(day, Stage.STARTED, number) for day, number in taken.items()]
        except BaseException:
            self._waiting.update(taken)
            raise
