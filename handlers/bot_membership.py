"""The bot is let into a group, put out of it, or blocked by a person."""

from __future__ import annotations

from bot.dialogue.decision import SILENCE, Decision
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from handlers.conditions import in_private, in_staff_group, is_bot_added, is_bot_added_or_removed, is_bot_removed
from storage import outbox, persons, reminders
from storage.outbox import Fact


def routes() -> Routes:
    return (
        Route(unblock_bot, is_bot_added, in_private),
        Route(block_bot, is_bot_removed, in_private),
        Route(add_to_staff_group, is_bot_added, in_staff_group),
        Route(ignore, is_bot_added_or_removed),
    )


async def unblock_bot(event: Event, turn: Turn) -> Decision:
    """Whoever lets the bot back in and has not agreed to the policy as it is now may have missed the question, and is
    asked at the next sweep."""
    consent = turn.visitor.consent
    if consent is None or turn.agreed:
        return SILENCE
    return Decision(changes=[persons.note_policy(turn.visitor.pseudonym, consent.policy_version)])


async def block_bot(event: Event, turn: Turn) -> Decision:
    """Whoever blocks the bot is not reminded of anything, until they write again."""
    who = turn.visitor.pseudonym
    if turn.visitor.draft is None:
        return SILENCE
    return Decision(changes=[reminders.silence(who, 0), outbox.cancel(Fact.REMINDER, who)])


async def add_to_staff_group(event: Event, turn: Turn) -> Decision:
    """Back in the staff group, the waiting cards wait no longer."""
    return Decision(changes=[outbox.hurry(outbox.STAFF, turn.now)])


async def ignore(event: Event, turn: Turn) -> Decision:
    return SILENCE
