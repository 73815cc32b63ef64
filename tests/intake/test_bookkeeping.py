"""The messages of a person are recorded, and only those that an erasure has to delete."""

from __future__ import annotations

from typing import Any

from bot.dialogue.decision import Decision
from bot.dialogue.event import Event, What
from bot.intake.bookkeeping import keep_books
from storage import daily_counts
from tests.cases import cases
from tests.handlers.turns import GROUP, NOW, make_event, make_person, make_press, make_turn, make_visitor

SOMEBODY = make_person()
CHANGE = daily_counts.count("2026-11-22", "refused")
SEEN = "INSERT INTO seen_updates"
RECORDED = "INSERT INTO messages"
EXPECTED = "UPDATE persons"


def targets(event: Event, decision: Decision | None = None, **turn: Any) -> list[str]:
    """The targets of all statements, in order."""
    visitor = make_visitor(turn.pop("person", SOMEBODY))
    return [one.target for one in keep_books(event, make_turn(event, visitor, **turn), decision or Decision())]


def test_an_answer_is_recorded_before_everything_else() -> None:
    changed = targets(make_event("Айгерім"), Decision(changes=[CHANGE]))
    assert changed[:3] == [RECORDED, EXPECTED, CHANGE.target]
    assert changed[-1] == SEEN


@cases(
    ("event", "turn"),
    [
        (make_event("/help"), {}),
        (make_event("Айгерім", GROUP), {}),
        (make_press(None), {}),
        (make_event("Айгерім", what=What.EDIT), {}),
        (make_event("Айгерім"), {"is_repeated": True}),
        (make_event("Айгерім"), {"person": make_person(banned_at=NOW)}),
    ],
)
def test_an_event_that_is_no_answer_writes_nothing(event: Event, turn: dict[str, Any]) -> None:
    assert targets(event, **turn) == []


def test_nothing_is_written_about_a_stranger() -> None:
    event = make_event("Айгерім")
    assert keep_books(event, make_turn(event, make_visitor()), Decision(started=True)) == []


def test_a_message_during_an_erasure_is_erased_with_it() -> None:
    erasing = make_person(erasing=True)
    assert targets(make_event("Айгерім"), person=erasing) == ["INSERT INTO erasure_messages", SEEN]


def test_a_change_postpones_the_reminders() -> None:
    stirred = [target for target in targets(make_press(None), Decision(changes=[CHANGE])) if target != SEEN]
    assert stirred[:2] == [EXPECTED, CHANGE.target]
    assert len(stirred) > 2
