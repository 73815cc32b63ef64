"""The bot is added to a group or removed from it, blocked or unblocked by a person."""

from __future__ import annotations

from bot.dialogue.decision import SILENCE, Decision
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.consent import Purpose
from bot.domain.facts import Fact
from handlers.conditions import in_private, in_staff_group, is_bot_added, is_bot_added_or_removed, is_bot_removed
from storage import consents, outbox, persons, reminders


def routes() -> Routes:
    return (
        Route(unblock_bot, is_bot_added, in_private),
        Route(block_bot, is_bot_removed, in_private),
        Route(add_to_staff_group, is_bot_added, in_staff_group),
        Route(ignore, is_bot_added_or_removed),
    )


async def unblock_bot(event: Event, turn: Turn) -> Decision:
    """Somebody who agreed to an earlier policy may have missed the question about the current one while the bot was
    blocked, and is asked again at the next sweep."""
    consent = turn.visitor.consent
    if consent is None or turn.agreed:
        return SILENCE
    who = turn.visitor.pseudonym
    has_not_agreed = consents.none_since(who, Purpose.APPLICATION, consent.granted_at)
    return Decision(changes=[has_not_agreed, persons.note_policy(who, consent.policy_version)])


async def block_bot(event: Event, turn: Turn) -> Decision:
    """The person is not reminded of the draft, until they write again."""
    who = turn.visitor.pseudonym
    if turn.visitor.draft is None:
        return SILENCE
    return Decision(changes=[reminders.stop(who, 0), outbox.cancel(Fact.REMINDER, who)])


async def add_to_staff_group(event: Event, turn: Turn) -> Decision:
    """Cards that waited for the bot to come back are due at once."""
    return Decision(changes=[outbox.resume_lane(outbox.STAFF, turn.now)])


async def ignore(event: Event, turn: Turn) -> Decision:
    return SILENCE
