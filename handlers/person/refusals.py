"""Refusals in a row: from the third on the person gets an example, and hears how to apply without the bot.

They are counted in memory: whatever changes the draft ends the row.
"""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import ChatMemory, Decision
from bot.dialogue.turn import Turn
from bot.domain.form import Draft
from bot.domain.validation import Reason
from bot.views import prompts

MANY = 3


def refuse(turn: Turn, draft: Draft, reason: Reason) -> Decision:
    """Say why the answer was refused."""
    counted = count_refusal(turn, draft)
    said = prompts.refusal(turn, draft, reason, often=are_many(counted))
    return Decision([said], turn.close_question(), chat_memory=counted)


def count_refusal(turn: Turn, draft: Draft) -> ChatMemory:
    """One more at this question."""
    before = turn.chat_memory
    row = before.refusals if before.refused_revision == draft.revision else 0
    return replace(before, refused_revision=draft.revision, refusals=row + 1)


def are_many(counted: ChatMemory) -> bool:
    return counted.refusals >= MANY
