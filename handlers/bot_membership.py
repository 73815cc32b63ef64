"""The bot is added to a group or removed from it, blocked or unblocked by a person. A member leaves the group."""

from __future__ import annotations

from bot.dialogue.decision import SILENCE, Decision
from bot.dialogue.event import Event, What
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.consent import Purpose
from bot.domain.facts import Fact
from handlers.conditions import (
    in_private,
    in_staff_group,
    is_bot_added,
    is_bot_added_or_removed,
    is_bot_removed,
)
from storage import consents, contact_messages, messages, outbox, persons, reminders
from storage.outbox import Urgency
from storage.statements import Statement


def routes() -> Routes:
    return (
        Route(unblock_bot, is_bot_added, in_private),
        Route(block_bot, is_bot_removed, in_private),
        Route(add_to_staff_group, is_bot_added, in_staff_group),
        Route(ignore, is_bot_added_or_removed),
        Route(lose_member, is_member_left, in_staff_group),
        Route(ignore, is_member_left),
    )


async def unblock_bot(event: Event, turn: Turn) -> Decision:
    """What could not be taken back while the bot was blocked is taken back now, and a receipt that waits is given.

    Somebody who agreed to an earlier policy may have missed the question about the current one, and is asked again at
    the next sweep."""
    changes = _take_back_now(turn)
    consent = turn.visitor.consent
    if consent is None or turn.agreed:
        return Decision(changes=changes)
    who = turn.visitor.pseudonym
    has_not_agreed = consents.none_since(who, Purpose.APPLICATION, consent.granted_at)
    return Decision(changes=[*changes, has_not_agreed, persons.note_policy(who, consent.policy_version)])


def _take_back_now(turn: Turn) -> list[Statement]:
    erasure, who = turn.visitor.erasure, turn.visitor.pseudonym
    waiting = [outbox.hasten(Fact.ERASED, erasure.id, turn.now)] if erasure else []
    if turn.visitor.person is None:
        return waiting
    return [*waiting, messages.try_again(who, turn.now), outbox.tell(who.hex(), Fact.SHOWN, who, turn.now)]


async def block_bot(event: Event, turn: Turn) -> Decision:
    """The person is not reminded of the draft, until they write again."""
    who = turn.visitor.pseudonym
    if turn.visitor.draft is None:
        return SILENCE
    return Decision(changes=[reminders.stop(who, 0), outbox.cancel(Fact.REMINDER, who)])


async def add_to_staff_group(event: Event, turn: Turn) -> Decision:
    """Cards that waited for the bot to come back are due at once."""
    return Decision(changes=[outbox.resume_lane(outbox.STAFF, turn.now)])


def is_member_left(event: Event, turn: Turn) -> bool:
    """somebody has left, or was put out"""
    return event.what is What.MEMBER_LEFT


async def lose_member(event: Event, turn: Turn) -> Decision:
    """Whoever is in the staff group no more keeps no contacts in their private chat (STAFF_CARD=private)."""
    who = turn.store.vault.pseudonym(event.who.address)
    theirs = contact_messages.leads_shown_to(who)
    tell = outbox.tell_each(outbox.STAFF, Fact.CONTACTS, theirs, turn.now, Urgency.PRESS)
    return Decision(changes=[contact_messages.end(who), tell])


async def ignore(event: Event, turn: Turn) -> Decision:
    return SILENCE
