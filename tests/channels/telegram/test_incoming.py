"""Which updates are read, which set aside, and which have a number though they do not tell it?"""

from typing import Any

from bot.channels.telegram.addresses import number_of
from bot.channels.telegram.incoming import Arrived, read_updates
from bot.dialogue.event import Event, Unreadable
from tests.cases import cases


def message(update_id: object = 7, **more: Any) -> dict[str, Any]:
    sender = {"id": 5, "is_bot": False, "first_name": "А", "language_code": "ru"}
    content = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": sender, "text": "x"}
    return {"update_id": update_id, "message": {**content, **more}}


def read(*raws: Any, offset: int | None = None, is_intact: bool = True) -> list[Arrived]:
    return read_updates(raws, offset, "momu_bot", is_intact=is_intact)


def test_a_number_may_be_written_as_a_text() -> None:
    [arrived] = read(message("7"))
    assert arrived.update_id == 7
    assert isinstance(arrived.content, Event)


NUMBERLESS = {
    "no object": "an update",
    "null": None,
    "no number": {"message": message()["message"]},
    "a negative number": message(-3),
    "a number beyond all": message(1 << 60),
    "a truth": message(True),
}


@cases("raw", NUMBERLESS.values())
def test_what_has_no_number_has_the_next_one(raw: object) -> None:
    between = read(message(7), raw, message(9))
    assert [one.update_id for one in between] == [7, 8, 9]
    assert isinstance(between[1].content, Unreadable)
    assert [one.update_id for one in read(raw, message(9))] == [8, 9]
    assert [one.update_id for one in read(raw, raw, offset=4)] == [4, 5]


@cases("raw", NUMBERLESS.values())
def test_nothing_is_guessed_where_nothing_is_known(raw: object) -> None:
    assert read(raw, raw) == []


SENDERS = {
    "in private": (message(date="soon"), (5, 5, "ru")),
    "without a sender": (message(date="soon", **{"from": None}), (5, 5, None)),
    "a language that is none": (message(date="soon", **{"from": {"id": 5, "language_code": 7}}), (5, 5, None)),
    "in a group": (message(date="soon", chat={"id": -100, "type": "supergroup"}), None),
    "a chat that cannot be read": (message(date="soon", chat=5), None),
    "no object": ({"update_id": 7, "message": "x"}, None),
}


@cases(("raw", "expected"), SENDERS.values())
def test_only_who_can_be_told_alone_is_told(raw: dict[str, Any], expected: object) -> None:
    [arrived] = read(raw)
    assert isinstance(arrived.content, Unreadable)
    sender = arrived.content.sender
    assert (sender and (number_of(sender.address), sender.chat_id, sender.language_code)) == expected


def test_the_place_is_a_path_of_names_and_tells_no_values() -> None:
    [arrived] = read(message(contact={"phone_number": ["Әлия Серікқызы"]}))
    assert isinstance(arrived.content, Unreadable)
    assert arrived.content.place == "message.contact.phone_number"


def test_a_character_of_replacement_that_somebody_typed_is_a_character() -> None:
    [arrived] = read(message(text="\ufffd"))
    assert isinstance(arrived.content, Event)
    [arrived] = read(message(text="\ufffd"), is_intact=False)
    assert isinstance(arrived.content, Unreadable)
