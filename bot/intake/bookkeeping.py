"""What is written with an update, whatever its handler decides?"""

from __future__ import annotations

from bot.dialogue.decision import Decision
from bot.dialogue.event import Event
from bot.dialogue.turn import Turn
from bot.domain.erasure import Kind
from bot.domain.funnel import Stage
from storage import daily_counts, erasure_messages, messages, reminders, seen_updates
from storage.statements import Statement


def keep_books(event: Event, turn: Turn, decision: Decision) -> list[Statement]:
    """The decision's changes among all that goes with them; nothing if there is nothing to write about anybody."""
    changes = [*_remember_answer(event, turn), *decision.changes, *_stir(event, turn, decision)]
    if not changes:
        return []
    arrived = [daily_counts.count(turn.today, Stage.STARTED)] if decision.started else []
    return [*changes, seen_updates.add(event.number, turn.now), *arrived]


def _remember_answer(event: Event, turn: Turn) -> list[Statement]:
    """Where a person's own words stand, so that /forget_me can delete them too."""
    who, message_id = turn.visitor, event.message_id
    if who.person is None or turn.is_repeated or message_id is None or not (event.is_message and event.is_private):
        return []
    if event.is_like_command:
        return []
    kind = Kind.DICE if event.is_dice else Kind.ANSWER
    if who.person.erasing:
        return [erasure_messages.remember(who.pseudonym, message_id, kind, event.sent_at)]
    if who.person.banned_at:
        return []  # what will not be an answer is not kept, its number neither
    # Before the changes: one of them may be the erasure that takes this very message along.
    return [messages.remember(who.pseudonym, message_id, kind, event.sent_at)]


def _stir(event: Event, turn: Turn, decision: Decision) -> list[Statement]:
    """Whoever does anything is not reminded for a while. After the changes: they may begin the draft."""
    # A press that changes nothing was on an old button; a message is a sign of life whatever it says.
    acts = bool(decision.changes) or (event.tap is None and turn.visitor.draft is not None)
    if not event.is_private or turn.is_repeated or not acts:
        return []
    schedule, now = turn.installation.schedule, turn.now
    due = tuple(schedule.remind_at(now, number, now) for number in range(len(schedule.reminders)))
    return reminders.note_activity(turn.visitor.pseudonym, now, due)
