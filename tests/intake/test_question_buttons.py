"""Which buttons go: of the questions before one that is asked again."""

from __future__ import annotations

from typing import Any

from bot.dialogue.decision import Say
from bot.dialogue.keyboard import ContactRequest, Inline
from bot.intake.question_buttons import MAX_OLD, QuestionButtons
from tests.cases import cases

CHAT, OTHER = 7, 8
PHONE = ContactRequest("", (), "")


def question(position: int, keyboard: Any = None) -> Say:
    return Say("?", keyboard or Inline(()), position=position)


def taken(*positions: int, erased: bool = False) -> list[int]:
    """What is taken off after questions at these positions; their messages are numbered from 1."""
    asked = QuestionButtons()
    for number, position in enumerate(positions, 1):
        asked.note(CHAT, number, question(position, PHONE if position == 2 else None))
    if erased:
        asked.forget(CHAT)
    old = asked.take_old(CHAT)
    assert asked.take_old(CHAT) == []
    return old


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


def test_of_a_person_who_is_erased_nothing_is_remembered() -> None:
    assert taken(1, 1, 1, erased=True) == []


def test_a_message_whose_buttons_were_changed_is_left_as_it_is() -> None:
    asked = QuestionButtons()
    asked.note(CHAT, 1, question(1))
    asked.note(CHAT, 2, question(2))
    asked.forget(CHAT, 1)
    asked.turn_old(CHAT)
    assert asked.take_old(CHAT) == [2]


def test_another_chat_is_not_touched() -> None:
    asked = QuestionButtons()
    asked.note(CHAT, 1, question(1))
    asked.note(OTHER, 2, question(1))
    assert asked.take_old(CHAT) == []


def test_while_nothing_can_be_taken_off_no_more_than_some_are_remembered() -> None:
    assert len(taken(*[1] * 100)) == MAX_OLD
