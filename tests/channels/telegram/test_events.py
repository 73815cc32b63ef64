"""What does an update of Telegram's say, as an event?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.addresses import address_of
from bot.channels.telegram.events import read_departure, read_event
from bot.channels.telegram.fields import Misfit
from bot.channels.telegram.other_bots import GROUP_ANONYMOUS_BOT
from bot.dialogue.event import ChatKind, Command, Contact, Event, Place, Quoted, Sender, Tap, What
from bot.dialogue.presses import LeadsPress
from bot.domain.time import Moment
from tests.cases import cases

Content = dict[str, Any]
SENDER = {"id": 5, "is_bot": False, "first_name": "Айгерім", "language_code": "kk"}
WHO = Sender(address_of(5), "Айгерім", "kk")
CHAT, GROUP = {"id": 5, "type": "private"}, {"id": -1001, "type": "supergroup", "title": "x"}
PRIVATE = Place(5, ChatKind.PRIVATE)


def message(**more: Any) -> Content:
    return {"message_id": 9, "date": 1_700_000_000, "chat": CHAT, "from": SENDER, **more}


def press(**more: Any) -> Content:
    return {"id": "77", "from": SENDER, "data": "p:2", "message": message(text="x"), **more}


def change(status: str, chat: Content = CHAT) -> Content:
    return {"chat": chat, "from": SENDER, "date": 1, "new_chat_member": {"status": status}}


def read(content: Content, kind: str = "message") -> Event:
    event = read_event(7, kind, content, "momu_bot")
    assert event
    return event


def said(what: What = What.WORDS, **more: Any) -> Event:
    return Event(7, what, WHO, PRIVATE, message_id=9, sent_at=Moment(1_700_000_000_000), **more)


MESSAGES = {
    "words": (message(text="сәлем"), said(text="сәлем")),
    "a contact": (
        message(contact={"phone_number": "77010000000", "first_name": "x", "user_id": 5}),
        said(What.CONTACT, contact=Contact("77010000000", address_of(5))),
    ),
    "a contact of nobody": (
        message(contact={"phone_number": "77010000000"}),
        said(What.CONTACT, contact=Contact("77010000000", None)),
    ),
    "a file of an album": (message(photo=[], media_group_id="a1"), said(What.MEDIA, album="a1")),
    "a kind of tomorrow": (message(hologram={}), said(What.MEDIA)),
    "a dice": (message(dice={"value": 4}), said(What.MEDIA, is_dice=True)),
    "a forward": (message(text="x", forward_origin={"type": "galaxy"}), said(text="x", is_forwarded=True)),
    "in the name of a chat": (message(text="x", sender_chat=GROUP), said(text="x", is_anonymous=True)),
    "a reply": (
        message(text="x", reply_to_message={"message_id": 3, "text": "y", "from": {"is_bot": True}}),
        said(text="x", reply_to=Quoted(3, "y", True)),
    ),
    "a reply to nobody": (
        message(text="x", reply_to_message={"message_id": 3}),
        said(text="x", reply_to=Quoted(3, "", None)),
    ),
    "a reply that cannot be read": (message(text="x", reply_to_message=[3]), said(text="x")),
    "a command": (message(text="/BAN  M-1 x"), said(text="/BAN  M-1 x", command=Command("ban", "M-1 x"))),
    "a command for this bot": (message(text="/ban@MOMU_bot"), said(text="/ban@MOMU_bot", command=Command("ban"))),
    "a command for another bot": (message(text="/ban@other_bot"), said(text="/ban@other_bot")),
    "a command under a file": (message(caption="/help"), said(What.MEDIA, command=Command("help"))),
    "a slash in the middle": (message(text="ban /ban"), said(text="ban /ban")),
    "a slash alone": (message(text="/"), said(text="/", command=Command(""))),
}


@cases(("content", "expected"), MESSAGES.values())
def test_a_message_says(content: Content, expected: Event) -> None:
    assert read(content) == expected


@given(payload=st.text(), bot=st.sampled_from(["", "@momu_bot", "@MOMU_bot"]))
def test_a_deep_link_is_a_start_whatever_it_says(payload: str, bot: str) -> None:
    event = read(message(text=f"/start{bot} {payload}"))
    assert event.command == Command("start", payload.lstrip())
    assert event.what is What.WORDS


def test_an_edit_is_no_command_and_no_answer() -> None:
    assert read(message(text="/help"), "edited_message") == said(What.EDIT, text="/help")


@cases(
    ("chat", "more", "expected"),
    [
        (CHAT, {}, PRIVATE),
        ({"id": -5, "type": "group"}, {}, Place(-5, ChatKind.BASIC_GROUP)),
        (GROUP, {"message_thread_id": 4}, Place(-1001, ChatKind.GROUP)),
        (GROUP, {"message_thread_id": 4, "is_topic_message": True}, Place(-1001, ChatKind.GROUP, 4)),
        ({"id": -7, "type": "galaxy"}, {}, Place(-7, ChatKind.ELSEWHERE)),
    ],
)
def test_where_it_was_said(chat: Content, more: Content, expected: Place) -> None:
    assert read(message(text="x", chat=chat, **more)).where == expected


PRESSES = {
    "a button of ours": (press(), PRIVATE, Tap("77", LeadsPress(page=2), 9)),
    "forged bytes": (press(data="p:x"), PRIVATE, Tap("77", None, 9)),
    "no bytes": (press(data=None), PRIVATE, Tap("77", None, 9)),
    "under a file": (press(message=message(document={})), PRIVATE, Tap("77", LeadsPress(page=2), 9, is_file=True)),
    "under an old message": (
        press(message={"message_id": 9, "chat": GROUP, "date": 0}),
        Place(-1001, ChatKind.GROUP),
        Tap("77", LeadsPress(page=2), 9),
    ),
    "under nothing": (press(message=None), PRIVATE, Tap("77", LeadsPress(page=2))),
    "in a topic": (
        press(message=message(chat=GROUP, message_thread_id=4, is_topic_message=True)),
        Place(-1001, ChatKind.GROUP, 4),
        Tap("77", LeadsPress(page=2), 9),
    ),
}


@cases(("content", "where", "tap"), PRESSES.values())
def test_a_press_says(content: Content, where: Place, tap: Tap) -> None:
    is_shown = bool((content.get("message") or {}).get("date", 1)) and content.get("message") is not None
    told = Event(7, What.PRESS, WHO, where, tap=tap, may_have_left=not is_shown)
    assert read(content, "callback_query") == told


@cases("kind", ["message", "callback_query"])
def test_who_hides_behind_the_group_is_anonymous(kind: str) -> None:
    content = message(text="x") if kind == "message" else press()
    hidden = {"id": GROUP_ANONYMOUS_BOT, "is_bot": True, "first_name": "Group"}
    assert read({**content, "from": hidden}, kind).is_anonymous
    assert not read(content, kind).is_anonymous


@cases(
    ("status", "what"),
    [
        ("member", What.BOT_ADDED),
        ("administrator", What.BOT_ADDED),
        ("left", What.BOT_REMOVED),
        ("kicked", What.BOT_REMOVED),
        ("restricted", None),
        ("creator", None),
        ("tomorrow", None),
    ],
)
def test_the_bot_comes_and_goes(status: str, what: What | None) -> None:
    event = read_event(7, "my_chat_member", change(status, GROUP), "")
    assert event == (what and Event(7, what, WHO, Place(-1001, ChatKind.GROUP)))


def test_a_member_who_has_left_is_told_and_another_service_message_is_not() -> None:
    somebody = {"id": 5, "is_bot": False, "first_name": "Тимур"}
    left = message(chat={"id": -1001, "type": "supergroup"}, left_chat_member=somebody)
    told = read_departure(7, left)
    assert told == Event(7, What.MEMBER_LEFT, Sender(address_of(5), "Тимур"), Place(-1001, ChatKind.GROUP))
    assert read_departure(7, {**left, "left_chat_member": {**somebody, "is_bot": True}}) is None
    for broken in ({"id": "x"}, 7, None):
        assert read_departure(7, {**left, "left_chat_member": broken}) is None
    assert read_departure(7, message(pinned_message={})) is None


@cases("name", [None, 7, "\ud83d"])
def test_a_name_that_cannot_be_read_is_none(name: object) -> None:
    event = read(message(text="x", **{"from": {"id": 5, "first_name": name, "language_code": name}}))
    assert event.who == Sender(address_of(5), "", None)


def test_what_a_channel_says_nobody_says() -> None:
    channel = message(text="x", chat={"id": -8, "type": "channel"})
    del channel["from"]
    assert read_event(7, "message", channel, "") is None


MISFITS = {
    "no date": (message(date=None), "message", "date"),
    "a date of another age": (message(date=1 << 32), "message", "date"),
    "a truth for a number": (message(message_id=True), "message", "message_id"),
    "a number beyond all": (message(chat={"id": 1 << 53, "type": "private"}), "message", "chat.id"),
    "no chat": (message(chat=None), "message", "chat"),
    "no kind of chat": (message(chat={"id": 5}), "message", "chat.type"),
    "nobody in private": (message(**{"from": None}), "message", "from"),
    "somebody without a number": (message(**{"from": {"first_name": "x"}}), "message", "from.id"),
    "a text that is none": (message(text=["x"]), "message", "text"),
    "half a surrogate": (message(text="\ud83d"), "edited_message", "text"),
    "a contact without a number": (message(contact={}), "message", "contact.phone_number"),
    "a topic that is none": (
        message(text="x", message_thread_id="4", is_topic_message=True),
        "message",
        "message_thread_id",
    ),
    "a press without a number": (press(id=77), "callback_query", "id"),
    "bytes that are none": (press(data=7), "callback_query", "data"),
    "pressed nowhere": (press(message={"message_id": 9}), "callback_query", "message.chat"),
    "pressed under no message": (press(message={"chat": CHAT}), "callback_query", "message.message_id"),
    "no new status": ({**change("member"), "new_chat_member": {}}, "my_chat_member", "new_chat_member.status"),
}


@cases(("content", "kind", "place"), MISFITS.values())
def test_what_is_needed_and_does_not_fit_is_named(content: Content, kind: str, place: str) -> None:
    with pytest.raises(Misfit) as caught:
        read_event(7, kind, content, "")
    assert str(caught.value) == place
