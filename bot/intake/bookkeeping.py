"""Adds to a decision what is written with every update."""

from __future__ import annotations

from bot.dialogue.decision import Decision
from bot.dialogue.event import Event
from bot.dialogue.turn import Turn
from bot.domain.erasure import Kind
from bot.domain.form import field_of
from bot.domain.funnel import Stage
from storage import daily_counts, drafts, erasure_messages, messages, persons, reminders, seen_updates
from storage.statements import Statement


def keep_books(event: Event, turn: Turn, decision: Decision) -> list[Statement]:
    """All statements to commit with the update, the changes included. Empty if nothing about a person is written."""
    changes = [*decision.changes, *_postpone_reminders(event, turn, decision)]
    answer = _remember_answer(event, turn)
    if not (answer or changes):
        return []
    arrived = [daily_counts.count(turn.today, Stage.STARTED)] if decision.started else []
    return [*answer, *_expect(event, turn), *changes, seen_updates.add(event.number, turn.now), *arrived]


def _expect(event: Event, turn: Turn) -> list[Statement]:
    """Person and draft are still as the decision knew them: two processes may decide two updates of theirs at once."""
    who = turn.visitor
    if who.person is None or who.person.erasing or not event.is_private:
        return []
    draft = [drafts.unchanged(who.pseudonym, who.draft.revision)] if who.draft else []
    return [persons.unchanged(who.pseudonym, who.person), *draft]


def _remember_answer(event: Event, turn: Turn) -> list[Statement]:
    """Record a message of the person, so that /forget_me can delete it too."""
    who, message_id = turn.visitor, event.message_id
    if who.person is None or turn.is_repeated or message_id is None or not (event.is_message and event.is_private):
        return []
    if event.is_like_command:
        return []
    kind = Kind.DICE if event.is_dice else Kind.ANSWER
    if who.person.erasing:
        return [erasure_messages.remember(who.pseudonym, message_id, kind, event.sent_at)]
    if who.person.banned_at and who.draft is None:
        return []  # a banned person answers only while they correct, so the message needs no record
    asked = field_of(who.draft) if who.draft else None
    # Before the changes: one of them may be the erasure that takes this message back.
    field = asked.name if asked else None
    return [messages.remember(who.pseudonym, message_id, kind, event.sent_at, field=field)]


def _postpone_reminders(event: Event, turn: Turn, decision: Decision) -> list[Statement]:
    """Postpone the reminders of a person who is active. After the changes: one of them may begin the draft."""
    # A press that changes nothing was on an old button. A message counts as activity whatever it says.
    is_active = bool(decision.changes) or (event.tap is None and turn.visitor.draft is not None)
    if not event.is_private or turn.is_repeated or not is_active:
        return []
    schedule, now = turn.installation.schedule, turn.now
    due = tuple(schedule.remind_at(now, number, now) for number in range(len(schedule.reminders)))
    return reminders.note_activity(turn.visitor.pseudonym, now, due)
