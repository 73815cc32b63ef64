"""What the bot may edit of its own messages."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.user import User
from simulator.schema.upload import Upload
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.world import World
from tests.simulator.asking import inline, keyboard, refused, sent


def _edit(world: World, message: Message, text: str, **more: Any) -> Any:
    return world.call("editMessageText", chat_id=message.chat.id, message_id=message.id, text=text, **more)


def _document(world: World, user: User) -> Message:
    upload = Upload("a.json", "application/json", b"{}")
    world.call("sendDocument", chat_id=user.id, document=upload, caption="бірінші")
    return user.chat.last


def test_edit_shows_the_new_text_and_keeps_the_old_version(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat, "бірінші", reply_markup=inline([("Иә", "y")]))
    answer = _edit(world, message, "екінші", reply_markup=inline([("Жоқ", "n")]))
    assert (message.text, message.labels, "edit_date" in answer) == ("екінші", ["Жоқ"], True)
    assert [version.text for version in message.edits] == ["бірінші"]


def test_edit_without_reply_markup_removes_the_inline_keyboard(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat, reply_markup=inline([("Иә", "y")]))
    _edit(world, message, "екінші")
    assert message.labels == []


def test_own_message_can_be_edited_at_any_age(world: World, clock: SimulatedClock, aigul: User) -> None:
    message = sent(world, aigul.chat)
    clock.advance(400 * 86_400)
    _edit(world, message, "кейін")
    assert message.text == "кейін"


@pytest.mark.parametrize(
    "markup", [keyboard("Иә"), {"remove_keyboard": True}, {"force_reply": True}], ids=["reply", "remove", "force"]
)
def test_message_with_a_reply_keyboard_can_never_be_edited(world: World, aigul: User, markup: dict[str, Any]) -> None:
    message = sent(world, aigul.chat, reply_markup=markup)
    sent(world, aigul.chat, reply_markup={"remove_keyboard": True})
    with refused("Bad Request: message can't be edited"):
        _edit(world, message, "кейін")
    with refused("Bad Request: message can't be edited"):
        world.call("editMessageReplyMarkup", chat_id=aigul.id, message_id=message.id)


def test_same_text_and_markup_is_not_modified(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat, "<b>бірінші</b>", parse_mode="HTML", reply_markup=inline([("Иә", "y")]))
    with refused("Bad Request: message is not modified: specified new message content and reply markup are exactly"):
        _edit(world, message, "<strong>бірінші</strong>", parse_mode="HTML", reply_markup=inline([("Иә", "y")]))
    assert message.edits == []


@pytest.mark.parametrize(
    ("text", "markup"),
    [("бірінші", inline([("Иә", "y")])), ("<b>бірінші</b>", inline([("Иә", "n")])), ("<b>бірінші</b>", None)],
)
def test_other_entities_or_buttons_are_a_modification(
    world: World, aigul: User, text: str, markup: dict[str, Any] | None
) -> None:
    message = sent(world, aigul.chat, "<b>бірінші</b>", parse_mode="HTML", reply_markup=inline([("Иә", "y")]))
    _edit(world, message, text, parse_mode="HTML", reply_markup=markup)
    assert len(message.edits) == 1


def test_others_messages_cannot_be_edited(world: World, aigul: User) -> None:
    message = aigul.write("менің сөзім")
    with refused("Bad Request: message can't be edited"):
        _edit(world, message, "бөтен сөз")


def test_forwards_cannot_be_edited(world: World, aigul: User) -> None:
    original = aigul.write("сұрақ")
    answer = world.call("forwardMessage", chat_id=aigul.id, from_chat_id=aigul.id, message_id=original.id)
    with refused("Bad Request: message can't be edited"):
        world.call("editMessageText", chat_id=aigul.id, message_id=answer["message_id"], text="x")


@pytest.mark.parametrize("gone", [True, False])
def test_missing_message_cannot_be_edited(world: World, aigul: User, gone: bool) -> None:
    message = sent(world, aigul.chat)
    if gone:
        aigul.delete(message)
    else:
        message.id += 1
    with refused("Bad Request: message to edit not found"):
        _edit(world, message, "x")


def test_only_inline_keyboards_can_be_edited_in(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    with refused("inline keyboard expected"):
        _edit(world, message, "x", reply_markup=keyboard("Иә"))


def test_edit_markup_changes_only_the_buttons(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat, "мәтін", reply_markup=inline([("Иә", "y")]))
    world.call("editMessageReplyMarkup", chat_id=aigul.id, message_id=message.id, reply_markup=inline([("Жоқ", "n")]))
    assert (message.text, message.labels) == ("мәтін", ["Жоқ"])
    world.call("editMessageReplyMarkup", chat_id=aigul.id, message_id=message.id)
    assert message.labels == []
    with refused("message is not modified"):
        world.call("editMessageReplyMarkup", chat_id=aigul.id, message_id=message.id)


def test_media_has_no_text_but_a_caption(world: World, aigul: User) -> None:
    message = _document(world, aigul)
    with refused("there is no text in the message to edit"):
        _edit(world, message, "x")
    world.call("editMessageCaption", chat_id=aigul.id, message_id=message.id, caption="екінші")
    assert message.text == "екінші"


def test_text_has_no_caption(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    with refused("there is no caption in the message to edit"):
        world.call("editMessageCaption", chat_id=aigul.id, message_id=message.id, caption="x")


def test_edit_media_replaces_file_and_caption(world: World, aigul: User) -> None:
    message = _document(world, aigul)
    new = Upload("b.json", "application/json", b"[]")
    media = {"type": "document", "media": "attach://part1"}
    world.call("editMessageMedia", {"chat_id": aigul.id, "message_id": message.id, "media": media, "part1": new})
    assert message.document is not None
    assert (message.document.content, message.text) == (b"[]", "")


def test_group_messages_are_edited_by_their_own_ids(world: World, staff: Group, aigul: User) -> None:
    ours, theirs = sent(world, staff, "топта"), sent(world, aigul.chat, "жекеде")
    _edit(world, ours, "топта екінші")
    assert (ours.text, theirs.text) == ("топта екінші", "жекеде")
