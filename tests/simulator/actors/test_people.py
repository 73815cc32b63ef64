"""People can do what Telegram lets them do, and the bot sees what Telegram would show it."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.world import World
from tests.simulator.asking import keyboard, sent, updates


def test_people_have_distinct_realistic_ids(world: World) -> None:
    ids = [world.user("Адам").id for _ in range(300)]
    assert len(set(ids)) == 300
    assert all(len(str(user_id)) in (9, 10) for user_id in ids)


def test_language_of_the_person_comes_with_every_update(world: World) -> None:
    world.user("Ольга", language_code="ru").start()
    assert updates(world)[0]["message"]["from"]["language_code"] == "ru"


def test_person_without_language_has_no_language_code(world: World) -> None:
    world.user("Ольга", language_code=None).start()
    assert "language_code" not in updates(world)[0]["message"]["from"]


def test_start_is_a_command(world: World, aigul: User) -> None:
    aigul.start()
    message = updates(world)[0]["message"]
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


def test_deep_link_arrives_as_payload_of_start(world: World, aigul: User) -> None:
    assert aigul.start("from_site-1").text == "/start from_site-1"


@pytest.mark.parametrize("payload", ["", "сайт", "a b", "x" * 65])
def test_deep_link_has_1_to_64_plain_characters(aigul: User, payload: str) -> None:
    with pytest.raises(ValueError, match="no deep link"):
        aigul.start(payload)


@pytest.mark.parametrize("text", ["", "   "])
def test_clients_do_not_send_empty_text(aigul: User, text: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        aigul.write(text)


def test_clients_cut_texts_over_4096_characters(aigul: User) -> None:
    aigul.write("ә" * 4096)
    with pytest.raises(ValueError, match="4096"):
        aigul.write("ә" * 4097)


def test_two_people_cannot_have_one_id(world: World, aigul: User) -> None:
    with pytest.raises(ValueError, match="already"):
        world.user("Дана", user_id=aigul.id)


def test_own_contact_carries_the_own_id(world: World, aigul: User) -> None:
    message = aigul.share_contact()
    assert message.contact is not None
    assert (message.contact.user_id, message.contact.phone_number) == (aigul.id, "77011234567")
    assert updates(world)[0]["message"]["contact"]["user_id"] == aigul.id


def test_somebody_elses_card_carries_the_other_id_or_none(world: World, aigul: User) -> None:
    other = world.user("Дана", phone="77770000000")
    aigul.share_contact(of=other)
    aigul.share_contact(of=other, with_id=False)
    first, second = (update["message"]["contact"] for update in updates(world))
    assert (first["user_id"], "user_id" in second) == (other.id, False)


def test_reply_button_sends_its_label(world: World, aigul: User) -> None:
    sent(world, aigul.chat, reply_markup=keyboard("Иә", "Жоқ"))
    assert aigul.press("Жоқ").text == "Жоқ"


def test_contact_button_shares_the_own_contact(world: World, aigul: User) -> None:
    markup = {"keyboard": [[{"text": "Нөмірімді жіберу", "request_contact": True}]]}
    sent(world, aigul.chat, reply_markup=markup)
    contact = aigul.press("Нөмірімді жіберу").contact
    assert contact is not None
    assert contact.user_id == aigul.id


def test_button_of_no_shown_keyboard_is_a_lookup_error(world: World, aigul: User) -> None:
    with pytest.raises(LookupError, match="no keyboard"):
        aigul.press("Иә")
    sent(world, aigul.chat, reply_markup=keyboard("Жоқ"))
    with pytest.raises(LookupError, match="Жоқ"):
        aigul.press("Иә")


def test_one_time_keyboard_hides_after_a_press(world: World, aigul: User) -> None:
    sent(world, aigul.chat, reply_markup=keyboard("Иә", one_time_keyboard=True))
    aigul.press("Иә")
    assert aigul.chat.reply_keyboard_shown is None


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice", "document", "location", "video_note", "dice"])
def test_media_arrives_in_its_field(world: World, aigul: User, kind: str) -> None:
    getattr(aigul, f"send_{kind}")()
    message = updates(world)[0]["message"]
    assert kind in message
    assert "text" not in message


def test_album_is_several_messages_with_one_group_id(world: World, aigul: User) -> None:
    aigul.send_album(3)
    messages = [update["message"] for update in updates(world)]
    assert len(messages) == 3
    assert len({message["media_group_id"] for message in messages}) == 1
    assert len({message["message_id"] for message in messages}) == 3


def test_files_people_send_can_be_looked_up(world: World, aigul: User) -> None:
    aigul.send_document(content=b"%PDF-1.7")
    file_id = updates(world)[0]["message"]["document"]["file_id"]
    assert world.call("getFile", file_id=file_id)["file_size"] == 8


def test_edit_is_an_edited_message_update(world: World, aigul: User) -> None:
    message = aigul.write("Айгул")
    aigul.edit(message, "Айгүл")
    first, second = updates(world)
    assert (first["message"]["text"], second["edited_message"]["text"]) == ("Айгул", "Айгүл")
    assert second["edited_message"]["message_id"] == message.id
    assert "edit_date" in second["edited_message"]


def test_people_edit_for_48_hours(clock: SimulatedClock, aigul: User) -> None:
    message = aigul.write("бір")
    clock.advance(2 * 86_400)
    with pytest.raises(PermissionError, match="48 hours"):
        aigul.edit(message, "екі")


def test_people_edit_only_their_own_messages(world: World, aigul: User) -> None:
    with pytest.raises(PermissionError):
        aigul.edit(sent(world, aigul.chat), "бөтен")


def test_forward_shows_where_it_came_from(world: World, aigul: User) -> None:
    aigul.forward(aigul.write("менікі"))
    aigul.forward("біреудің сөзі")
    _, first, second = (update["message"] for update in updates(world))
    assert first["forward_origin"]["sender_user"]["id"] == aigul.id
    assert (second["forward_origin"]["type"], second["text"]) == ("hidden_user", "біреудің сөзі")


def test_protected_message_cannot_be_forwarded_by_people(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat, protect_content=True)
    with pytest.raises(PermissionError, match="protected"):
        aigul.forward(message)


def test_deleting_is_not_told_to_the_bot(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    aigul.delete(message)
    assert message.deleted
    assert updates(world) == []


def test_others_messages_in_a_group_are_deleted_only_with_the_right(staff: Group, aigul: User, bolat: User) -> None:
    staff.add(aigul)
    message = bolat.write("пікір", staff)
    with pytest.raises(PermissionError, match="may not delete"):
        aigul.delete(message)
    staff.promote(aigul, ["can_delete_messages"])
    aigul.delete(message)
    assert message.deleted


def test_blocking_and_unblocking_are_my_chat_member_updates(world: World, aigul: User) -> None:
    aigul.block_bot()
    aigul.unblock_bot()
    statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in updates(world)]
    assert statuses == ["kicked", "member"]


def test_who_blocked_the_bot_has_to_unblock_before_writing(aigul: User) -> None:
    aigul.block_bot()
    with pytest.raises(PermissionError, match="blocked"):
        aigul.write("сәлем")
    aigul.start()
    aigul.write("сәлем")


def test_others_private_chats_are_closed(world: World, aigul: User) -> None:
    with pytest.raises(PermissionError, match="private"):
        world.user("Дана").write("сәлем", aigul.chat)


def test_outsider_and_restricted_cannot_write_in_a_group(staff: Group, aigul: User, bolat: User) -> None:
    with pytest.raises(PermissionError):
        aigul.write("сәлем", staff)
    staff.restrict(bolat, by=bolat)
    with pytest.raises(PermissionError):
        bolat.write("сәлем", staff)
