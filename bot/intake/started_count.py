"""Counts people who have started the bot, though nothing about them may be written to the disk.

The number is kept in memory and written together with the next change of a person who has consented. So no write ever
coincides with the visit of a person who has not. A process that ends before that loses the number.
"""

from __future__ import annotations

from bot.domain.funnel import Stage
from storage import daily_counts
from storage.statements import Statement

Days = dict[str, int]
"""How many people have started the bot, by day (ISO)."""


class StartedCount:
    """Counts the people who have started the bot and are not written yet."""

    def __init__(self) -> None:
        self._waiting: Days = {}

    def add_one(self, day: str) -> None:
        self._waiting[day] = self._waiting.get(day, 0) + 1

    def take(self) -> Days:
        """What is to be written with the next change. Give it back if that is not committed."""
        taken, self._waiting = self._waiting, {}
        return taken

    def give_back(self, days: Days) -> None:
        for day, number in days.items():
            self._waiting[day] = self._waiting.get(day, 0) + number


def statements(days: Days) -> list[Statement]:
    return [daily_counts.count(day, Stage.STARTED, number) for day, number in days.items()]
