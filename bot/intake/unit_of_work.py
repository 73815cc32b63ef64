"""How does one update become one atomic commit?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.dialogue.decision import Decision
from bot.dialogue.event import Event
from bot.dialogue.installation import Installation
from bot.dialogue.turn import Turn
from bot.domain import wall_clock
from bot.domain.set_aside import SetAside
from bot.intake.bookkeeping import keep_books
from bot.intake.started import Started
from bot.intake.surroundings import Surroundings
from storage import daily_counts
from storage.statements import Conflict

ATTEMPTS = 20  # fifty colleagues may press one card at once, but each conflict means that somebody got through

Decide = Callable[[Event, Turn], Awaitable[Decision]]


class Undecidable(Exception):
    """Permanent: however often it was decided, the same expectation was not met. The text is its target."""


class UnitOfWork:
    """Decide, commit; if the ground has moved meanwhile, decide again on what is true now."""

    def __init__(self, installation: Installation, surroundings: Surroundings, decide: Decide) -> None:
        self._installation = installation
        self._surroundings = surroundings
        self._decide = decide
        self._started = Started()

    async def run(self, event: Event, received_at: float) -> Decision:
        """The decision, committed; `received_at` is in monotonic seconds.

        Raises StorageUnavailable, and then nothing may be acknowledged; and Undecidable: then it has been counted, and
        would stand in everybody's way for ever.
        """
        unmet, inquiry = Conflict(), self._surroundings.inquire(event, received_at)
        for _ in range(ATTEMPTS):
            turn = await self._surroundings.load(event, inquiry)
            decision = await self._decide(event, turn)
            try:
                await self._commit(event, turn, decision)
            except Conflict as conflict:
                unmet = conflict
                continue
            self._surroundings.remember(event, decision)
            return decision
        await self.count(SetAside.UNDECIDABLE)
        raise Undecidable(str(unmet))

    async def count(self, what: SetAside) -> None:
        """One more of these today. Raises StorageError."""
        here = self._installation
        await here.store.commit([daily_counts.count(wall_clock.iso_day(here.clock(), here.zone), what)])

    async def _commit(self, event: Event, turn: Turn, decision: Decision) -> None:
        store, changes = self._installation.store, keep_books(event, turn, decision)
        if changes:
            with self._started.riding_along() as started:
                await store.commit([*changes, *started, *decision.counts], decision.new_keys)
            return
        await store.commit(decision.counts, decision.new_keys)
        if decision.started:
            self._started.note(turn.today)
