"""Counts people who have started the bot, though nothing about them may be written to the disk.

The number is kept in memory and written together with the next change of a person who has consented. So no write ever
coincides with the visit of a person who has not. A process that ends before that loses the number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.domain.funnel import Stage
from storage import daily_counts
from storage.statements import Statement


class StartedCount:
    """Counts, by day (ISO), the people who have started the bot and are not written yet."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()

    def add_one(self, day: str) -> None:
        self._waiting[day] += 1

    @contextmanager
    def written_along(self) -> Iterator[list[Statement]]:
        """The statements to commit with a change. If the commit fails, the numbers wait for the next one."""
        taken, self._waiting = self._waiting, Counter()
        try:
            yield [daily_counts.count(day, Stage.STARTED, number) for day, number in taken.items()]
        except BaseException:
            self._waiting.update(taken)
            raise
