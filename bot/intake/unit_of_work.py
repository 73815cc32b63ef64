"""Decides one update and commits its effects atomically."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.dialogue.decision import Decision
from bot.dialogue.event import Event
from bot.dialogue.installation import Installation
from bot.dialogue.turn import Turn
from bot.domain import wall_clock
from bot.domain.set_aside import SetAside
from bot.intake.bookkeeping import keep_books
from bot.intake.started_count import StartedCount, statements
from bot.intake.turn_loader import TurnLoader
from storage import daily_counts, seen_updates
from storage.statements import Conflict, StorageError

MAX_ATTEMPTS = 20  # fifty colleagues may press one card at once, but each conflict means that one of them succeeded

Decide = Callable[[Event, Turn], Awaitable[Decision]]


class Undecidable(Exception):
    """A permanent conflict: the update was decided MAX_ATTEMPTS times. The text names the statement in conflict."""


class UnitOfWork:
    """Decides and commits. After a conflict it loads the current state and decides again."""

    def __init__(self, installation: Installation, turn_loader: TurnLoader, decide: Decide) -> None:
        self._installation = installation
        self._turn_loader = turn_loader
        self._decide = decide
        self._started = StartedCount()

    async def run(self, event: Event, received_at: float) -> Decision:
        """Return the committed decision. `received_at` is in monotonic seconds.

        Raises StorageUnavailable: then the update must not be acknowledged. Raises Undecidable: then it has been
        counted and must be acknowledged, or it would block all later updates for ever.
        """
        unmet, inquiry = "", self._turn_loader.inquire(event, received_at)
        for _ in range(MAX_ATTEMPTS):
            turn = await self._turn_loader.load(event, inquiry)
            decision = await self._decide(event, turn)
            try:
                await self._commit(event, turn, decision)
            except Conflict as conflict:
                unmet = str(conflict)
                continue
            self._turn_loader.remember(event, decision)
            return decision
        await self.count(SetAside.UNDECIDABLE)
        raise Undecidable(unmet)

    async def is_taken(self, number: int) -> bool:
        """Whether the effects of an update are stored, be it by another process; not known while storage is away."""
        try:
            return await seen_updates.has(self._installation.store.engine, number)
        except StorageError:
            return False

    async def count(self, what: SetAside) -> None:
        """Count one more update of this kind today. Raises StorageError."""
        here = self._installation
        await here.store.commit([daily_counts.count(wall_clock.iso_day(here.clock(), here.zone), what)])

    async def _commit(self, event: Event, turn: Turn, decision: Decision) -> None:
        store, changes = self._installation.store, keep_books(event, turn, decision)
        if changes:
            days = self._started.take()
            try:
                await store.commit([*changes, *(statements(days) if days else ()), *decision.counts], decision.new_keys)
            except BaseException:
                self._started.give_back(days)
                raise
            return
        await store.commit(decision.counts, decision.new_keys)
        if decision.started:
            self._started.add_one(turn.today)
