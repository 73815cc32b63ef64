"""What a person is told of the way of their application (policy clause 2.1: feedback), and when it is news."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from bot.domain.lead import Action, LeadStep, Outcome
from bot.domain.time import Moment


class Milestone(StrEnum):
    """Each can be switched off. The names stand in stored rows and on buttons, so they never change."""

    TAKEN = "taken"  # a specialist works on it
    TRIED = "tried"  # a call was tried, nobody answered
    CLOSED = "closed"  # how it ended


TOLD_OUTCOMES = (Outcome.WON, Outcome.NOT_NOW, Outcome.WRONG_NUMBER)
"""Whoever sends spam learns nothing from it."""
ENDED_BY: Mapping[Action, tuple[Action, ...]] = {
    Action.TAKE: (Action.RELEASE, Action.CONTACT, Action.CLOSE),
    Action.NO_ANSWER: (Action.CONTACT, Action.CLOSE),
    Action.CLOSE: (Action.REOPEN,),
}
"""The steps after which a milestone is no longer true: what has not been told by then is not told any more."""


def was_told(
    steps: Sequence[LeadStep], action: Action, outcome: Outcome | None, told_at: Callable[[Moment], Moment]
) -> bool:
    """Whether this is what the person has heard last of such steps. `steps` are those of one lead, the oldest first.

    `told_at` is the end of the quiet hours: a step that was undone before it was not told.
    """
    return [step.outcome for step in told_steps(steps, action, told_at)][-1:] == [outcome]


def told_steps(steps: Sequence[LeadStep], action: Action, told_at: Callable[[Moment], Moment]) -> list[LeadStep]:
    """The steps of this action of which the person has heard, the first step first."""
    told = []
    for number, step in enumerate(steps):
        if step.what == action and (action is not Action.CLOSE or step.outcome in TOLD_OUTCOMES):
            ends = (later.at for later in steps[number + 1 :] if later.what in ENDED_BY[action])
            end = next(ends, None)
            if end is None or end >= told_at(step.at):
                told.append(step)
    return told
