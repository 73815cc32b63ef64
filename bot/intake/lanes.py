"""Keeps the updates of one person, and the replies to them, in order. Different persons do not wait for each other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.domain.address import Address
from bot.lru_cache import LruCache
from bot.machine import Monotonic

Answer = TypeVar("Answer")
LATE_AFTER_SECONDS = 0.5  # the rate limit of a channel makes a reply wait for whole seconds
PRESS_KEPT_SECONDS = 150.0  # how long Telegram keeps a press that is not acknowledged (docs/facts/telegram.md 1.6)


class Lane(Generic[Answer]):
    """Updates of one person are decided one after the other; the answers go out in the same order.

    A decision does not wait for the answer before it: a rate-limited chat must not delay commits, because everybody's
    updates are acknowledged together.
    """

    def __init__(self) -> None:
        self.deciding = asyncio.Lock()
        self.entered = 0
        self.is_late = False
        self.line: list[QueuedAnswer[Answer]] = []


class QueuedAnswer(Generic[Answer]):
    """The place of one answer in the line of a person, behind all answers so far. Take it before the next update is
    decided. Leaving it lets the next answer go."""

    def __init__(self, lane: Lane[Answer], *decided: Answer) -> None:
        self.decided = decided
        self._lane = lane
        self._left = asyncio.get_running_loop().create_future()
        self._before = lane.line[-1]._left if lane.line else None
        lane.line.append(self)

    def leave(self) -> None:
        self._lane.line.remove(self)
        self._lane.is_late = self._lane.is_late and bool(self._lane.line)
        self._left.set_result(None)

    async def wait_for_turn(self) -> None:
        """Return when all answers before this one have gone out."""
        if self._before is not None and not self._before.done():
            await asyncio.wait([self._before])  # which does not cancel it

    def decided_since(self, waited: float) -> Sequence[Answer]:
        """The answers decided after this one, if the channel has delayed a reply in this line; otherwise none.

        `waited` is how many seconds this answer has waited. Without a delay a quick person gets every answer.
        """
        self._lane.is_late = self._lane.is_late or waited >= LATE_AFTER_SECONDS
        if not self._lane.is_late:
            return ()
        line = self._lane.line
        return [one for queued in line[line.index(self) + 1 :] for one in queued.decided]


class Lanes(Generic[Answer]):
    """The lane of each person who has an update under way."""

    def __init__(self) -> None:
        self._lanes: dict[Address | None, Lane[Answer]] = {}

    def enter(self, person: Address | None) -> Lane[Answer]:
        """Leave it as often as it is entered."""
        lane = self._lanes.get(person)
        if lane is None:
            lane = self._lanes[person] = Lane()
        lane.entered += 1
        return lane

    def leave(self, person: Address | None, lane: Lane[Answer]) -> None:
        lane.entered -= 1
        if not lane.entered:
            del self._lanes[person]


class UnstoredUpdates:
    """Remembers the first update of each person that could not be stored and comes again. Later ones wait for it.

    It may never come: a press expires, or another process takes it. So the wait ends when its effects are stored, and
    after PRESS_KEPT_SECONDS. If the update comes and fails again, the wait begins anew.
    """

    def __init__(self, monotonic: Monotonic, is_taken: Callable[[int], Awaitable[bool]]) -> None:
        """`is_taken`: whether the effects of an update are stored, by whichever process."""
        self._monotonic, self._is_taken = monotonic, is_taken
        self._first: LruCache[Address | None, tuple[int, float]] = LruCache(10_000)
        self.is_any = False
        """Whether there has been one. Before that nothing has to be looked up."""

    def note(self, person: Address | None, update_id: int) -> None:
        """The update was not stored."""
        self.is_any = True
        first = self._of(person)
        if first is None or update_id < first:
            self._first.put(person, (update_id, self._monotonic()))

    def settle(self, person: Address | None, update_id: int) -> None:
        """The update was dealt with."""
        if self._of(person) == update_id:
            self._first.forget(person)

    async def has_earlier(self, person: Address | None, update_id: int) -> bool:
        """Whether an earlier update of this person comes first."""
        first = self._of(person)
        if first is None or first >= update_id:
            return False
        if await self._is_taken(first):
            self.settle(person, first)
            return False
        return True

    def _of(self, person: Address | None) -> int | None:
        first = self._first.get(person)
        return first[0] if first and self._monotonic() - first[1] < PRESS_KEPT_SECONDS else None
