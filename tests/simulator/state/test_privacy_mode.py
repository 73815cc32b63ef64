"""In groups the bot sees only what privacy mode lets through."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.state.group import Group
from simulator.state.people import GROUP_ANONYMOUS_BOT_ID
from simulator.world import World
from tests.simulator.asking import inline, keyboard, sent, updates


@pytest.mark.parametrize("text", ["сәлем", "/stats", "/stats@other_bot", "@momu_bot сәлем"])
def test_group_chatter_is_not_seen(world: World, staff: Group, bolat: User, text: str) -> None:
    bolat.write(text, staff)
    assert updates(world) == []


@pytest.mark.parametrize("text", ["/stats@momu_bot", "/stats@MOMU_BOT 5"])
def test_command_for_the_bot_is_seen(world: World, staff: Group, bolat: User, text: str) -> None:
    bolat.write(text, staff)
    assert updates(world)[0]["message"]["text"] == text


def test_bare_command_is_seen_after_the_bot_spoke(world: World, staff: Group, bolat: User) -> None:
    sent(world, staff)
    bolat.write("/stats", staff)
    assert updates(world)[0]["message"]["text"] == "/stats"


def test_reply_to_the_bot_is_seen(world: World, staff: Group, bolat: User) -> None:
    bolat.write("жауап", staff, reply_to=sent(world, staff))
    assert updates(world)[0]["message"]["reply_to_message"]["from"]["id"] == world.bot.id


def test_press_on_a_reply_keyboard_in_a_group_is_a_reply(world: World, staff: Group, bolat: User) -> None:
    message = sent(world, staff, reply_markup=keyboard("Иә"))
    bolat.press("Иә", chat=staff)
    assert updates(world)[0]["message"]["reply_to_message"]["message_id"] == message.id


def test_reply_to_another_person_is_not_seen(world: World, staff: Group, bolat: User) -> None:
    bolat.write("жауап", staff, reply_to=bolat.write("сұрақ", staff))
    assert updates(world) == []


def test_administrator_sees_everything(world: World, staff: Group, bolat: User) -> None:
    staff.promote(world.bot)
    bolat.write("сәлем", staff)
    assert updates(world)[-1]["message"]["text"] == "сәлем"


def test_service_messages_are_seen(world: World, staff: Group, aigul: User) -> None:
    staff.add(aigul)
    staff.remove(aigul)
    joined, left = (update["message"] for update in updates(world))
    assert joined["new_chat_members"][0]["id"] == aigul.id
    assert left["left_chat_member"]["id"] == aigul.id


def test_presses_are_always_seen(world: World, staff: Group, bolat: User) -> None:
    sent(world, staff, reply_markup=inline([("Алу", "take")]))
    bolat.tap("Алу", chat=staff)
    assert updates(world)[0]["callback_query"]["from"]["id"] == bolat.id


def test_edits_follow_the_same_rule(world: World, staff: Group, bolat: User) -> None:
    bolat.edit(bolat.write("сәлем", staff), "қош")
    assert updates(world) == []


def test_bot_outside_sees_nothing(world: World, staff: Group, bolat: User) -> None:
    staff.kick_bot()
    world.updates.drop_all()
    bolat.write("/stats@momu_bot", staff)
    assert updates(world) == []


def test_anonymous_administrator_writes_as_the_group_but_presses_as_oneself(
    world: World, staff: Group, bolat: User
) -> None:
    staff.promote(bolat, ["is_anonymous", "can_manage_chat"], by=bolat)
    message = sent(world, staff, reply_markup=inline([("Алу", "take")]))
    bolat.write("жауап", staff, reply_to=message)
    bolat.tap("Алу", chat=staff)
    written, pressed = updates(world)
    assert (written["message"]["from"]["id"], written["message"]["sender_chat"]["id"]) == (
        GROUP_ANONYMOUS_BOT_ID,
        staff.id,
    )
    assert pressed["callback_query"]["from"]["id"] == bolat.id
