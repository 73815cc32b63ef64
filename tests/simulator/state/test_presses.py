"""Presses on inline buttons: which button, what the bot sees, how long it may answer."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.state.press import ANSWER_TIMEOUT_MS, Answer
from simulator.world import World
from tests.simulator.asking import inline, refused, sent, updates

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def test_press_reaches_the_bot_with_data_message_and_person(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat, "сұрақ", reply_markup=inline([("Келісемін", "agree:1")]))
    query = aigul.tap("Келісемін")
    seen = updates(world)[0]["callback_query"]
    assert (seen["id"], seen["data"], seen["from"]["id"]) == (query.id, "agree:1", aigul.id)
    assert (seen["message"]["message_id"], seen["message"]["text"]) == (message.id, "сұрақ")


def test_newest_visible_button_is_pressed(world: World, aigul: User) -> None:
    sent(world, aigul.chat, reply_markup=inline([("Иә", "old")]))
    newest = sent(world, aigul.chat, reply_markup=inline([("Иә", "new")]))
    assert aigul.tap("Иә").data == "new"
    aigul.delete(newest)
    assert aigul.tap("Иә").data == "old"


def test_equal_label_wins_over_one_that_contains_it(world: World, aigul: User) -> None:
    sent(world, aigul.chat, reply_markup=inline([("✅ Иә, әрине", "longer"), ("Иә", "equal")]))
    assert aigul.tap("Иә").data == "equal"
    assert aigul.tap("әрине").data == "longer"


def test_older_message_can_be_pressed_on_purpose(world: World, aigul: User) -> None:
    old = sent(world, aigul.chat, reply_markup=inline([("Иә", "old")]))
    sent(world, aigul.chat, reply_markup=inline([("Иә", "new")]))
    assert aigul.tap("Иә", message=old).data == "old"


def test_missing_button_is_a_lookup_error_that_lists_the_visible_ones(world: World, aigul: User) -> None:
    sent(world, aigul.chat, reply_markup=inline([("Иә", "y"), ("Жоқ", "n")]))
    with pytest.raises(LookupError, match="'Иә', 'Жоқ'"):
        aigul.tap("Мүмкін")


def test_buttons_that_do_not_reach_the_bot_cannot_be_tapped(world: World, aigul: User) -> None:
    sent(world, aigul.chat, reply_markup={"inline_keyboard": [[{"text": "Саясат", "url": "https://momu.kz/"}]]})
    with pytest.raises(LookupError, match="url button"):
        aigul.tap("Саясат")


def test_outsider_cannot_press_in_a_group(world: World, staff: Group, aigul: User) -> None:
    sent(world, staff, reply_markup=inline([("Алу", "take")]))
    with pytest.raises(PermissionError):
        aigul.tap("Алу", chat=staff)


def test_forged_data_is_delivered_as_it_is(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    aigul.tap_data("admin:1", message)
    assert updates(world)[0]["callback_query"]["data"] == "admin:1"


def test_press_on_a_deleted_message_shows_an_inaccessible_one(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    aigul.delete(message)
    aigul.tap_data("x", message)
    seen = updates(world)[0]["callback_query"]["message"]
    assert (seen["date"], seen["message_id"], "text" in seen) == (0, message.id, False)


def test_answer_is_shown_to_the_presser(world: World, aigul: User) -> None:
    query = aigul.tap_data("x", sent(world, aigul.chat))
    assert query.answer is None
    world.call("answerCallbackQuery", callback_query_id=query.id, text="Рақмет", show_alert=True)
    assert query.answer == Answer("Рақмет", show_alert=True)


def test_answering_twice_is_refused(world: World, aigul: User) -> None:
    query = aigul.tap_data("x", sent(world, aigul.chat))
    world.call("answerCallbackQuery", callback_query_id=query.id, text="бірінші")
    with refused(TOO_OLD):
        world.call("answerCallbackQuery", callback_query_id=query.id, text="екінші")
    assert query.answer == Answer("бірінші")


def test_answering_too_late_is_refused(world: World, clock: SimulatedClock, aigul: User) -> None:
    query = aigul.tap_data("x", sent(world, aigul.chat))
    clock.advance(ANSWER_TIMEOUT_MS / 1000 + 1)
    with refused(TOO_OLD):
        world.call("answerCallbackQuery", callback_query_id=query.id)
    assert query.answer is None


def test_answering_an_unknown_query_is_refused(world: World) -> None:
    with refused(TOO_OLD):
        world.call("answerCallbackQuery", callback_query_id="4711")


def test_answer_over_200_characters_is_refused(world: World, aigul: User) -> None:
    query = aigul.tap_data("x", sent(world, aigul.chat))
    with refused("Bad Request: MESSAGE_TOO_LONG"):
        world.call("answerCallbackQuery", callback_query_id=query.id, text="ә" * 201)
    world.call("answerCallbackQuery", callback_query_id=query.id, text="ә" * 200)


def test_redelivered_press_cannot_be_answered_again(world: World, aigul: User) -> None:
    query = aigul.tap_data("x", sent(world, aigul.chat))
    world.call("answerCallbackQuery", callback_query_id=query.id)
    world.redeliver(query)
    seen = updates(world)[0]["callback_query"]["id"]
    with refused(TOO_OLD):
        world.call("answerCallbackQuery", callback_query_id=seen)
