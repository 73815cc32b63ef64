"""What the person is told once a colleague has moved their application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.dialogue.turn import Turn
from bot.domain.facts import Fact
from bot.domain.lead import Action, Lead, LeadStep
from bot.domain.milestones import TOLD_OUTCOMES, told_steps, was_told
from bot.domain.time import Moment
from bot.domain.working_calendar import WorkingCalendar
from storage import lead_history, outbox
from storage.statements import Statement
from storage.vault import Seal

TOLD_BY = {Action.TAKE: Fact.TAKEN, Action.NO_ANSWER: Fact.TRIED, Action.CLOSE: Fact.CLOSED}


async def tell(turn: Turn, seal: Seal, action: Action, after: Lead) -> list[Statement]:
    """Tell each milestone once, however often the lead changes hands. In the quiet hours it waits for their end."""
    if action not in TOLD_BY or (action is Action.CLOSE and after.outcome not in TOLD_OUTCOMES):
        return []
    until_morning = turn.installation.schedule.after_quiet_hours
    history = await lead_history.of_person(turn.store.engine, after.person, seal)
    steps = [step for step in history if step.lead == after.id]
    if action is Action.NO_ANSWER:
        known = _told_of_a_call(turn, steps)
    else:
        known = was_told(steps, action, after.outcome, until_morning)
    return [] if known else [outbox.tell_later(after.person.hex(), TOLD_BY[action], after.id, until_morning(turn.now))]


def _told_of_a_call(turn: Turn, steps: Sequence[LeadStep]) -> bool:
    """Of all calls in vain of one working day the person is told once; evenings and weekends belong to the next one."""
    calendar = turn.installation.schedule.calendar
    today = _working_day(calendar, turn.now)
    told = told_steps(steps, Action.NO_ANSWER, turn.installation.schedule.after_quiet_hours)
    return any(_working_day(calendar, step.at) == today for step in told)


def _working_day(calendar: WorkingCalendar, at: Moment) -> date:
    return calendar.local(calendar.next_opening(at)).date()
