"""Is an end judged by what came before it, and no other excuse taken? Lives made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.form import progress
from tests.lives.hand_made import REFERENCE, HandMade, sentence
from tests.lives.test_oracles import (
    agrees,
    every_picture_is_answered,
    find,
    is_shown_after_closing,
    says_that_it_is_done,
)

HOUR = 3600.0  # seconds


@pytest.fixture
def life(tmp_path: Path) -> Iterator[HandMade]:
    made = HandMade(tmp_path)
    yield made
    made.close()


def found(oracle: str, life: HandMade, word: str) -> bool:
    return any(word in one for one in find(oracle, life))


def asks(life: HandMade, name: str) -> None:
    life.say(life.aigerim.chat.id, sentence(f"field.{name}.ask", progress=progress(name)))


@pytest.mark.parametrize(("hours", "is_too_soon"), [(0.1, True), (3, False)])
def test_an_application_does_not_end_right_after_another_question(
    life: HandMade, hours: float, is_too_soon: bool
) -> None:
    for name in ("name", "phone"):
        life.later(HOUR)
        asks(life, name)
    life.later(hours * HOUR)
    life.say(life.aigerim.chat.id, sentence("erased.unfinished"))
    assert found("receipts", life, "after another question") == is_too_soon


def test_the_same_question_once_more_is_no_step(life: HandMade) -> None:
    for name in ("name", "phone", "phone"):
        life.later(HOUR)
        asks(life, name)
    life.later(1.5 * HOUR)
    life.say(life.aigerim.chat.id, sentence("erased.unfinished"))
    assert not found("receipts", life, "after another question")


@pytest.mark.parametrize(("description", "is_excused"), [("logged out", False), ("message can't be changed", True)])
def test_what_is_refused_to_the_bot_as_a_whole_is_tried_again(
    life: HandMade, description: str, is_excused: bool
) -> None:
    is_shown_after_closing(life)
    for message in life.group.messages:
        for method in ("editMessageText", "deleteMessage"):
            with pytest.raises(Exception, match="400"):
                life.refuse(method, description, message)
    assert found("contacts", life, "it is closed") != is_excused


@pytest.mark.parametrize("times", [1, 2])
def test_what_telegram_brings_twice_may_be_answered_twice(life: HandMade, times: int) -> None:
    every_picture_is_answered(life)
    for _ in range(times):
        life.hands_over()
        life.later(1)
    assert found("bursts", life, "told 3 times") == (times == 1)


def test_who_agrees_again_and_is_heard_may_be_stored_again(life: HandMade) -> None:
    says_that_it_is_done(life, sentence("erased.wish"))
    life.later(HOUR)
    agrees(life)
    life.is_stored(life.aigerim)
    assert found("returned", life, "is stored")
    life.sql("INSERT INTO seen_updates VALUES (?, 0)", life.hands_over())
    life.say(life.daniyar.chat.id, REFERENCE)  # something at which the files are looked at again
    assert not found("returned", life, "is stored")


def test_while_an_application_goes_on_its_keyboard_may_stand(life: HandMade) -> None:
    keyboard = {"keyboard": [[{"text": "📱", "request_contact": True}]]}
    life.say(life.aigerim.chat.id, sentence("erased.wish"))
    life.say(life.aigerim.chat.id, "?", reply_markup=keyboard)
    assert not found("keyboards", life, "keyboard")
