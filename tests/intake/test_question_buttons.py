"""Which buttons go: of the questions before one that is asked again."""

from __future__ import annotations

from typing import Any

from bot.dialogue.decision import Say
from bot.dialogue.keyboard import ContactRequest, Inline
from bot.intake.question_buttons import MAX_OLD, QuestionButtons
from tests.cases import cases

CHAT, OTHER = 7, 8
AFTER = Inline(((),))
PHONE = ContactRequest("", (), "")


def question(position: int, keyboard: Any = None) -> Say:
    return Say("?", keyboard or Inline(()), position=position)


def taken(*positions: int, erased: bool = False) -> list[int]:
    """What is taken off after questions at these positions; their messages are numbered from 1."""
    asked = QuestionButtons()
    for number, position in enumerate(positions, 1):
        asked.note(CHAT, number, question(position, PHONE if position == 2 else None))
    if erased:
        asked.end(CHAT)
    old = asked.take_old(CHAT)
    assert asked.take_old(CHAT) == []
    assert {instead for _, instead in old} <= {None}
    return [number for number, _ in old]


@cases(
    ("positions", "goes"),
    [
        ((1,), []),
        ((1, 2, 3), []),
        ((1, 1), [1]),
        ((1, 1, 1, 2), [1, 2]),
        ((1, 2, 2), [1]),
        ((1, 2, 3, 3), [1, 3]),
        ((1, 2, 3, 1), [1, 3]),
    ],
)
def test_a_question_asked_again_takes_the_buttons_off_those_before_it(
    positions: tuple[int, ...], goes: list[int]
) -> None:
    assert taken(*positions) == goes


def test_of_a_person_who_is_erased_all_buttons_go_and_nothing_is_remembered() -> None:
    assert taken(1, 2, 3, erased=True) == [1, 3]
    asked = QuestionButtons()
    asked.note(CHAT, 1, question(1))
    asked.end(CHAT)
    asked.take_old(CHAT)
    assert not asked._chats.get(CHAT)


def test_a_message_whose_buttons_were_changed_is_left_as_it_is() -> None:
    asked = QuestionButtons()
    asked.note(CHAT, 1, question(1))
    asked.note(CHAT, 2, question(2))
    asked.forget(CHAT, 1)
    asked.turn_old(CHAT)
    asked.forget(CHAT, 2)
    asked.note(CHAT, 3, question(2))
    asked.turn_old(CHAT)
    assert asked.take_old(CHAT) == [(3, None)]


def consented(*positions: int) -> list[tuple[int, Inline | None]]:
    """What is taken off after consent was given under the first message, and these questions asked."""
    asked = QuestionButtons()
    asked.note_consent(CHAT, 1, AFTER)
    for number, position in enumerate(positions, 2):
        asked.note(CHAT, number, question(position))
    return asked.take_old(CHAT)


def test_the_consent_has_other_buttons_once_a_question_is_asked_again() -> None:
    assert consented() == consented(1) == consented(1, 2, 3) == []
    assert consented(1, 1) == [(1, AFTER), (2, None)]
    assert consented(1, 2, 2) == [(1, AFTER), (2, None), (3, None)]


def test_a_consent_that_is_noted_twice_is_changed_once() -> None:
    asked = QuestionButtons()
    asked.note_consent(CHAT, 1, None)
    asked.note_consent(CHAT, 1, AFTER)
    asked.turn_old(CHAT)
    assert asked.take_old(CHAT) == [(1, AFTER)]


def test_another_chat_is_not_touched() -> None:
    asked = QuestionButtons()
    asked.note(CHAT, 1, question(1))
    asked.note(OTHER, 2, question(1))
    assert asked.take_old(CHAT) == []


def test_while_nothing_can_be_taken_off_no_more_than_some_are_remembered() -> None:
    assert len(taken(*[1] * 100)) == MAX_OLD
