"""Copies and forwards, and what refuses to be either."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.state.group import Group
from simulator.world import World
from tests.simulator.asking import inline, refused, sent

METHODS = pytest.mark.parametrize(
    ("method", "done"), [("forwardMessage", "forwarded"), ("copyMessage", "copied")], ids=["forward", "copy"]
)


@METHODS
def test_protected_message_is_refused(world: World, aigul: User, staff: Group, method: str, done: str) -> None:
    message = sent(world, aigul.chat, protect_content=True)
    with refused(f"Bad Request: message can't be {done}"):
        world.call(method, chat_id=staff.id, from_chat_id=aigul.id, message_id=message.id)


@METHODS
def test_service_message_is_refused(world: World, aigul: User, staff: Group, method: str, done: str) -> None:
    staff.add(aigul)
    with refused(f"Bad Request: message can't be {done}"):
        world.call(method, chat_id=aigul.id, from_chat_id=staff.id, message_id=staff.history[-1].id)


@METHODS
def test_missing_message_is_refused(world: World, aigul: User, method: str, done: str) -> None:
    with refused(f"Bad Request: message to {method.removesuffix('Message')} not found"):
        world.call(method, chat_id=aigul.id, from_chat_id=aigul.id, message_id=99_999)


def test_forward_keeps_text_and_origin(world: World, aigul: User, staff: Group) -> None:
    message = aigul.write("сәлем")
    answer = world.call("forwardMessage", chat_id=staff.id, from_chat_id=aigul.id, message_id=message.id)
    assert (answer["text"], answer["forward_origin"]["sender_user"]["id"]) == ("сәлем", aigul.id)


def test_copy_has_no_origin_but_may_have_buttons(world: World, aigul: User, staff: Group) -> None:
    message = aigul.write("сәлем")
    answer = world.call(
        "copyMessage",
        chat_id=staff.id,
        from_chat_id=aigul.id,
        message_id=message.id,
        reply_markup=inline([("Алу", "take")]),
    )
    assert set(answer) == {"message_id"}
    assert (staff.last.text, staff.last.labels, staff.last.forward_origin) == ("сәлем", ["Алу"], None)


def test_copy_of_a_document_may_get_another_caption(world: World, aigul: User, staff: Group) -> None:
    message = aigul.send_document(caption="ескі")
    world.call("copyMessage", chat_id=staff.id, from_chat_id=aigul.id, message_id=message.id, caption="жаңа")
    assert staff.last.text == "жаңа"
    assert staff.last.document == message.document
