"""Is it written where a person's own words stand, and only where they may be deleted one day?"""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.decision import Decision
from bot.dialogue.event import Event, What
from bot.intake.bookkeeping import keep_books
from storage import daily_counts
from tests.handlers.turns import GROUP, NOW, make_event, make_person, make_press, make_turn, make_visitor

SOMEBODY = make_person()
CHANGE = daily_counts.count("2026-11-22", "refused")
SEEN = "INSERT INTO seen_updates"
STANDS = "INSERT INTO messages"


def targets(event: Event, decision: Decision | None = None, **turn: Any) -> list[str]:
    """What is done to which tables, in order."""
    visitor = make_visitor(turn.pop("person", SOMEBODY))
    return [one.target for one in keep_books(event, make_turn(event, visitor, **turn), decision or Decision())]


def test_an_answer_is_remembered_before_everything_else() -> None:
    changed = targets(make_event("Айгерім"), Decision(changes=[CHANGE]))
    assert changed[:2] == [STANDS, CHANGE.target]
    assert changed[-1] == SEEN


@pytest.mark.parametrize(
    ("event", "turn"),
    [
        (make_event("/help"), {}),
        (make_event("Айгерім", GROUP), {}),
        (make_press(None), {}),
        (make_event("Айгерім", what=What.EDIT), {}),
        (make_event("Айгерім"), {"is_repeated": True}),
        (make_event("Айгерім"), {"person": make_person(banned_at=NOW)}),
    ],
    ids=["command", "group", "press", "edit", "repeated", "banned"],
)
def test_what_will_be_no_answer_leaves_nothing(event: Event, turn: dict[str, Any]) -> None:
    assert targets(event, **turn) == []


def test_of_a_stranger_nothing_is_written() -> None:
    event = make_event("Айгерім")
    assert keep_books(event, make_turn(event, make_visitor()), Decision(started=True)) == []


def test_what_is_said_during_an_erasure_goes_with_it() -> None:
    erasing = make_person(erasing=True)
    assert targets(make_event("Айгерім"), person=erasing) == ["INSERT INTO erasure_messages", SEEN]


def test_whoever_changes_anything_is_not_reminded_for_a_while() -> None:
    stirred = [target for target in targets(make_press(None), Decision(changes=[CHANGE])) if target != SEEN]
    assert stirred[0] == CHANGE.target
    assert len(stirred) > 1
