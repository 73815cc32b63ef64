"""Adds to a decision what is written with every update."""

from __future__ import annotations

from bot.dialogue.decision import Decision
from bot.dialogue.event import Event
from bot.dialogue.turn import Turn
from bot.domain.erasure import Kind
from bot.domain.form import field_of
from bot.domain.funnel import Stage
from bot.domain.time import Moment
from storage import daily_counts, drafts, erasure_messages, messages, persons, reminders, seen_updates
from storage.statements import Statement


def keep_books(event: Event, turn: Turn, decision: Decision) -> list[Statement]:
    """All statements to commit with the update, the changes included. Empty if nothing about a person is written."""
    answer, is_active = _remember_answer(event, turn), _is_active(event, turn, decision)
    if not (answer or decision.changes or is_active):
        return []
    arrived = [daily_counts.count(turn.today, Stage.STARTED)] if decision.started else []
    is_expected = _is_expected(event, turn)
    if is_expected:
        changes = [*_expect(turn, decision.reached, is_active=is_active), *decision.changes]
    else:
        changes = [*decision.changes, *_count(turn, decision.reached)]
    if is_active and not (is_expected and turn.visitor.draft):  # after the changes: one of them may begin the draft
        changes += reminders.note_activity(turn.visitor.pseudonym, turn.now, _reminders_due(turn))
    return [*answer, *changes, seen_updates.add(event.number, turn.now), *arrived]


def _is_expected(event: Event, turn: Turn) -> bool:
    person = turn.visitor.person
    return person is not None and not person.erasing and event.is_private


def _expect(turn: Turn, reached: Stage | None, *, is_active: bool) -> list[Statement]:
    """Person and draft are still as the decision knew them: two processes may decide two updates of theirs at once.

    What is noted of them with each update is noted by the same statements.
    """
    known, who, draft = turn.visitor, turn.visitor.pseudonym, turn.visitor.draft
    if known.person is None:
        return []
    counted = daily_counts.count_stages(turn.today, known.counted_in, known.reached, reached) if reached else []
    expected = [*counted, persons.unchanged(who, known.person, known.reached, reached.rank if reached else 0)]
    if draft is None:
        return expected
    if is_active:
        return [*expected, *reminders.note_activity_in(draft, who, turn.now, _reminders_due(turn))]
    return [*expected, drafts.unchanged(who, draft.revision)]


def _count(turn: Turn, reached: Stage | None) -> list[Statement]:
    return daily_counts.reach(turn.today, turn.visitor.pseudonym, reached) if reached else []


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


def _is_active(event: Event, turn: Turn, decision: Decision) -> bool:
    """Whether the reminders of the person are postponed."""
    # A press that changes nothing was on an old button. A message counts as activity whatever it says.
    is_active = bool(decision.changes) or (event.tap is None and turn.visitor.draft is not None)
    return event.is_private and not turn.is_repeated and is_active


def _reminders_due(turn: Turn) -> tuple[Moment | None, Moment | None]:
    schedule, now = turn.installation.schedule, turn.now
    return schedule.remind_at(now, 0, now), schedule.remind_at(now, 1, now)
