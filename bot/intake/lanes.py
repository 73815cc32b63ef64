"""How does one person's second update wait for the first, and nobody else for either?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from bot.domain.address import Address
from bot.lru_cache import LruCache
from bot.machine import Monotonic

Answer = TypeVar("Answer")
LATE = 0.5  # seconds; a channel makes wait for whole ones
RETURNS = 150.0  # seconds; for so long Telegram keeps a press that is not acknowledged (docs/facts/telegram.md 1.6)


class Lane(Generic[Answer]):
    """One person's updates are decided one after the other; their answers go out in the same order.

    The next decision does not wait for the last answer: a chat that is slowed down must not hold up commits,
    and with them the acknowledgement of everybody's updates.
    """

    def __init__(self) -> None:
        self.deciding = asyncio.Lock()
        self.visitors = 0
        self.is_late = False
        self.line: list[Place[Answer]] = []

    def queue_up(self, *decided: Answer) -> Place[Answer]:
        """A place behind all answers so far; take it before the next update is decided."""
        return Place(decided, self)


class Place(Generic[Answer]):
    """One answer's in a person's line; leaving it lets the next one go."""

    def __init__(self, decided: Sequence[Answer], lane: Lane[Answer]) -> None:
        self.decided = decided
        self._lane = lane
        self._left = asyncio.Event()
        self._before = lane.line[-1]._left if lane.line else None
        lane.line.append(self)

    def __enter__(self) -> Place[Answer]:
        return self

    def __exit__(self, *_: object) -> None:
        self._lane.line.remove(self)
        self._lane.is_late = self._lane.is_late and bool(self._lane.line)
        self._left.set()

    async def come_up(self) -> None:
        """Return when all answers before have gone out."""
        if self._before is not None:
            await self._before.wait()

    def overtaken_by(self, waited: float) -> Sequence[Answer]:
        """What has been decided since, once the channel has made somebody in the line wait so many seconds.

        Whoever is merely quick gets an answer to everything.
        """
        self._lane.is_late = self._lane.is_late or waited >= LATE
        line = self._lane.line
        later = line[line.index(self) + 1 :] if self._lane.is_late else []
        return [one for place in later for one in place.decided]


class Lanes(Generic[Answer]):
    """Everybody's lane, as long as somebody is in it."""

    def __init__(self) -> None:
        self._lanes: dict[Address | None, Lane[Answer]] = {}

    @contextmanager
    def enter(self, person: Address | None) -> Iterator[Lane[Answer]]:
        lane = self._lanes.setdefault(person, Lane())
        lane.visitors += 1
        try:
            yield lane
        finally:
            lane.visitors -= 1
            if not lane.visitors:
                del self._lanes[person]


class Overdue:
    """Whose update could not be stored and comes again? What the same person did after it waits, or it would overtake.

    It may never come: presses expire, another process may take it. So nobody waits longer than RETURNS for one that
    stays away; one that does come and fails again holds the others anew.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._first: LruCache[Address | None, tuple[int, float]] = LruCache(10_000)

    def note(self, person: Address | None, update_id: int) -> None:
        """It was not stored."""
        first = self._of(person)
        if first is None or update_id < first:
            self._first.put(person, (update_id, self._monotonic()))

    def settle(self, person: Address | None, update_id: int) -> None:
        """It was dealt with."""
        if self._of(person) == update_id:
            self._first.forget(person)

    def comes_before(self, person: Address | None, update_id: int) -> bool:
        """Whether this person's update has to wait for an earlier one."""
        first = self._of(person)
        return first is not None and first < update_id

    def _of(self, person: Address | None) -> int | None:
        update_id, since = self._first.get(person) or (None, 0.0)
        return update_id if self._monotonic() - since < RETURNS else None
