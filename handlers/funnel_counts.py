"""Counts how many people reach each stage of the funnel, in the transaction in which they reach it."""

from __future__ import annotations

from bot.dialogue.turn import Turn
from bot.domain.funnel import Stage
from bot.domain.lead import Lead, Outcome, Status
from storage import daily_counts
from storage.statements import Statement


def count_move(turn: Turn, before: Lead, after: Lead) -> list[Statement]:
    """A colleague has changed the state of a lead."""
    match after.status, after.outcome:
        case Status.TAKEN, _ if before.status is Status.NEW:
            return daily_counts.take(turn.today, before.person, turn.now - before.created_at)
        case Status.CONTACTED, _:
            return daily_counts.reach(turn.today, before.person, Stage.CONTACTED)
        case Status.CLOSED, Outcome.WON:
            return daily_counts.reach(turn.today, before.person, Stage.WON)
    return []
