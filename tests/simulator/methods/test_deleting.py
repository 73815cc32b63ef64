"""Nothing that is 48 hours old can be deleted by a bot."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.world import World
from tests.simulator.asking import refused, sent

TWO_DAYS = 2 * 86_400


def _delete(world: World, message: Message) -> None:
    assert world.call("deleteMessage", chat_id=message.chat.id, message_id=message.id) is True


def test_deleted_message_is_gone_from_sight_but_kept_in_history(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    _delete(world, message)
    assert message.deleted
    assert message not in aigul.chat.messages
    assert message in aigul.chat.history


def test_persons_message_in_private_can_be_deleted(world: World, aigul: User) -> None:
    message = aigul.share_contact()
    _delete(world, message)
    assert message.deleted


def test_message_younger_than_48_hours_can_be_deleted(world: World, clock: SimulatedClock, aigul: User) -> None:
    message = sent(world, aigul.chat)
    clock.advance(TWO_DAYS - 10)
    _delete(world, message)


def test_private_message_of_48_hours_cannot_be_deleted(world: World, clock: SimulatedClock, aigul: User) -> None:
    message = sent(world, aigul.chat)
    clock.advance(TWO_DAYS)
    with refused("Bad Request: message can't be deleted for everyone"):
        _delete(world, message)
    assert not message.deleted


def test_supergroup_message_of_48_hours_cannot_be_deleted_even_by_an_administrator(
    world: World, clock: SimulatedClock, staff: Group
) -> None:
    staff.promote(world.bot)
    message = sent(world, staff)
    clock.advance(TWO_DAYS)
    with refused("Bad Request: message can't be deleted"):
        _delete(world, message)


def test_dice_in_private_can_be_deleted_on_its_second_day_only(
    world: World, clock: SimulatedClock, aigul: User
) -> None:
    message, words = aigul.send_dice(), aigul.write("Сәлем")
    for wait in (0, 86_400):
        clock.advance(wait)
        with refused("Bad Request: message can't be deleted for everyone"):
            _delete(world, message)
        with refused("Bad Request: message can't be deleted for everyone"):
            world.call("deleteMessages", chat_id=aigul.chat.id, message_ids=[words.id, message.id])
    assert not words.deleted
    clock.advance(1)
    _delete(world, message)


def test_dice_in_a_group_is_like_any_message(world: World, staff: Group, aigul: User) -> None:
    staff.add(aigul)
    staff.promote(world.bot)
    _delete(world, aigul.send_dice(staff))


def test_missing_message_is_an_error(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    _delete(world, message)
    with refused("Bad Request: message to delete not found"):
        _delete(world, message)


def test_others_messages_in_a_supergroup_need_the_right(world: World, staff: Group, bolat: User) -> None:
    message = bolat.write("жеке пікір", staff)
    staff.promote(world.bot, ["can_pin_messages"])
    with refused("Bad Request: message can't be deleted") as caught:
        _delete(world, message)
    assert "for everyone" not in str(caught.value)
    staff.promote(world.bot, ["can_delete_messages"])
    _delete(world, message)


def test_own_messages_in_a_supergroup_need_no_right(world: World, staff: Group) -> None:
    _delete(world, sent(world, staff))


def test_others_messages_in_a_basic_group_need_an_administrator(world: World, bolat: User) -> None:
    group = world.basic_group("Ескі топ", members=[bolat])
    message = bolat.write("пікір", group)
    with refused("Bad Request: message can't be deleted for everyone"):
        _delete(world, message)
    group.promote(world.bot)
    _delete(world, message)


def test_topic_creation_cannot_be_deleted(world: World, bolat: User) -> None:
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    forum.promote(world.bot)
    topic = forum.create_topic("Лиды")
    with refused("message can't be deleted"):
        world.call("deleteMessage", chat_id=forum.id, message_id=topic.id)


def test_bulk_delete_skips_missing_ids(world: World, aigul: User) -> None:
    first, second = sent(world, aigul.chat), sent(world, aigul.chat)
    _delete(world, first)
    world.call("deleteMessages", chat_id=aigul.id, message_ids=[first.id, second.id, 99_999])
    assert second.deleted


def test_bulk_delete_fails_whole_on_one_undeletable_id(world: World, clock: SimulatedClock, aigul: User) -> None:
    old = sent(world, aigul.chat)
    clock.advance(TWO_DAYS)
    young = sent(world, aigul.chat)
    with refused("Bad Request: message can't be deleted for everyone"):
        world.call("deleteMessages", chat_id=aigul.id, message_ids=[young.id, old.id])
    assert not young.deleted


@pytest.mark.parametrize("days", [3, 400])
def test_person_clears_the_private_chat_at_any_age(world: World, clock: SimulatedClock, aigul: User, days: int) -> None:
    sent(world, aigul.chat)
    clock.advance(days * 86_400)
    aigul.clear_chat()
    assert aigul.chat.messages == []
