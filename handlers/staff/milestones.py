"""What the person is told once a colleague has moved their application."""

from __future__ import annotations

from bot.dialogue.turn import Turn
from bot.domain.facts import Fact
from bot.domain.lead import Action, Lead
from bot.domain.milestones import TOLD_OUTCOMES, was_told
from storage import lead_history, outbox
from storage.statements import Statement
from storage.vault import Seal

TOLD_BY = {Action.TAKE: Fact.TAKEN, Action.CLOSE: Fact.CLOSED}


async def tell(turn: Turn, seal: Seal, action: Action, after: Lead) -> list[Statement]:
    """Tell each milestone once, however often the lead changes hands. In the quiet hours it waits for their end."""
    if action not in TOLD_BY or (action is Action.CLOSE and after.outcome not in TOLD_OUTCOMES):
        return []
    until_morning = turn.installation.schedule.after_quiet_hours
    history = await lead_history.of_person(turn.store.engine, after.person, seal)
    steps = [step for step in history if step.lead == after.id]
    if was_told(steps, action, after.outcome, until_morning):
        return []
    return [outbox.tell(after.person.hex(), TOLD_BY[action], after.id, until_morning(turn.now))]
