"""What may be sent, and what comes back."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.user import User
from simulator.methods import sending
from simulator.schema.upload import Upload
from simulator.state.group import Group
from simulator.world import World
from tests.simulator.asking import inline, picture, refused, sent

PDF = Upload("менің деректерім.json", "application/json", b'{"a":1}')


@pytest.mark.parametrize("text", ["x" * 4096, "<b>" + "ә" * 4096 + "</b>", "x" * 4096 + "  "])
def test_text_of_4096_characters_after_parsing_is_accepted(world: World, aigul: User, text: str) -> None:
    sent(world, aigul.chat, text, parse_mode="HTML")


@pytest.mark.parametrize("text", ["x" * 4097, "👍" * 2049])
def test_text_over_4096_characters_is_refused(world: World, aigul: User, text: str) -> None:
    with refused("Bad Request: message is too long"):
        sent(world, aigul.chat, text)


@pytest.mark.parametrize("text", ["  \n", "<b></b>", "<i> </i>"])
def test_text_that_is_empty_after_parsing_is_refused(world: World, aigul: User, text: str) -> None:
    with refused("Bad Request: message text is empty"):
        sent(world, aigul.chat, text, parse_mode="HTML")


def test_sent_message_is_answered_with_its_markup(world: World, aigul: User) -> None:
    answer = world.call("sendMessage", chat_id=aigul.id, text="Сәлем", reply_markup=inline([("Иә", "y")]))
    assert answer["reply_markup"] == inline([("Иә", "y")])
    assert (answer["from"]["is_bot"], answer["chat"]["id"], answer["text"]) == (True, aigul.id, "Сәлем")


def test_the_bots_own_messages_are_no_updates(world: World, aigul: User) -> None:
    sent(world, aigul.chat)
    assert not world.updates.pending


def test_private_chats_share_one_counter_of_message_ids(world: World, aigul: User) -> None:
    other = world.user("Дана")
    first = sent(world, aigul.chat).id
    assert other.start().id == first + 1
    assert sent(world, aigul.chat).id == first + 2


def test_basic_groups_share_the_counter_of_private_chats(world: World, aigul: User) -> None:
    group = world.basic_group("Ескі топ")
    assert sent(world, group).id == sent(world, aigul.chat).id - 1


def test_supergroups_count_message_ids_for_themselves(world: World, aigul: User, staff: Group) -> None:
    other = world.supergroup("Басқа")
    sent(world, aigul.chat)
    assert [sent(world, staff).id, sent(world, other).id, sent(world, staff).id] == [1, 1, 2]


def test_reply_shows_the_message_replied_to(world: World, aigul: User) -> None:
    question = aigul.write("сұрақ")
    answer = world.call("sendMessage", chat_id=aigul.id, text="жауап", reply_parameters={"message_id": question.id})
    assert answer["reply_to_message"]["text"] == "сұрақ"
    assert aigul.chat.last.reply_to is question


def test_reply_to_a_missing_message_is_refused_unless_allowed(world: World, aigul: User) -> None:
    with refused("message to be replied not found"):
        sent(world, aigul.chat, reply_parameters={"message_id": 1})
    sent(world, aigul.chat, reply_parameters={"message_id": 1, "allow_sending_without_reply": True})


def test_quote_has_to_stand_in_the_message(world: World, aigul: User) -> None:
    question = aigul.write("үлкен сұрақ")
    sent(world, aigul.chat, reply_parameters={"message_id": question.id, "quote": "сұрақ"})
    with refused("Bad Request: QUOTE_TEXT_INVALID"):
        sent(world, aigul.chat, reply_parameters={"message_id": question.id, "quote": "жауап"})


@pytest.mark.parametrize(
    "quote",
    [
        {"quote": "<b>сұрақ</b>", "quote_parse_mode": "HTML"},
        {"quote": "сұрақ", "quote_entities": [{"type": "bold", "offset": 0, "length": 5}], "quote_position": 6},
        {"quote": "сұрақ", "quote_position": "6", "unknown": 1},
    ],
)
def test_quote_may_be_formatted_and_say_its_place(world: World, aigul: User, quote: dict[str, Any]) -> None:
    question = aigul.write("үлкен сұрақ")
    message = sent(world, aigul.chat, reply_parameters={"message_id": str(question.id), "chat_id": aigul.id, **quote})
    assert message.reply_to is question


def test_reply_to_another_chat_is_not_simulated(world: World, aigul: User, staff: Group) -> None:
    message = sent(world, staff)
    with refused("SIMULATOR: replies to another chat"):
        sent(world, aigul.chat, reply_parameters={"message_id": message.id, "chat_id": staff.id})


def test_upload_over_50_megabytes_is_413(world: World, aigul: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MAX_UPLOAD_BYTES", 6)
    with refused("Request Entity Too Large", code=413):
        world.call("sendDocument", chat_id=aigul.id, document=PDF)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG", b"{}", b"%PDF-1.7 x", picture(4, 4)[:-20], b"GIF89a", b"\xff\xd8\xff\xe0",
        b"RIFF\0\0\0\0WEBPVP8 ", b"BM",
        b"<svg xmlns='x'/>",
    ],
)  # fmt: skip
def test_photo_that_is_no_whole_picture_is_refused(world: World, aigul: User, content: bytes) -> None:
    with refused("Bad Request: IMAGE_PROCESS_FAILED"):
        world.call("sendPhoto", chat_id=aigul.id, photo=Upload("x.png", "image/png", content))


def test_photo_over_10_megabytes_is_refused_though_a_document_is_not(world: World, aigul: User) -> None:
    large = Upload("x.png", "image/png", picture(4, 4) + b"\0" * sending.MAX_PHOTO_BYTES)
    with refused(f"file of size {len(large.content)} bytes is too big for a photo; the maximum size is 10485760 bytes"):
        world.call("sendPhoto", chat_id=aigul.id, photo=large)
    world.call("sendDocument", chat_id=aigul.id, document=large)


@pytest.mark.parametrize(("width", "height"), [(9_999, 2), (1, 21), (6_000, 4_001)])
def test_photo_too_long_or_too_thin_is_refused(world: World, aigul: User, width: int, height: int) -> None:
    with refused("Bad Request: PHOTO_INVALID_DIMENSIONS"):
        world.call("sendPhoto", chat_id=aigul.id, photo=Upload("x", "image/png", picture(width, height)))


def test_picture_is_known_with_its_size(world: World, aigul: User) -> None:
    answer = world.call("sendPhoto", chat_id=aigul.id, photo=Upload("x.png", "image/png", picture(320, 200)))
    assert [(size["width"], size["height"]) for size in answer["photo"]] == [(90, 56), (320, 200)]
    media = {"type": "photo", "media": "attach://new"}
    new = Upload("y", "image/png", b"no picture")
    with refused("IMAGE_PROCESS_FAILED"):
        world.call("editMessageMedia", chat_id=aigul.id, message_id=answer["message_id"], media=media, new=new)


def test_unknown_file_cannot_be_looked_up(world: World) -> None:
    with refused("wrong file_id or the file is temporarily unavailable"):
        world.call("getFile", file_id="BQACAgIAAxkunknown")


def test_document_keeps_name_type_and_content(world: World, aigul: User) -> None:
    answer = world.call("sendDocument", chat_id=aigul.id, document=PDF, caption="<b>Міне</b>", parse_mode="HTML")
    document = aigul.chat.last.document
    assert document is not None
    assert (document.file_name, document.mime_type, document.content) == (PDF.file_name, PDF.mime_type, PDF.content)
    assert (answer["caption"], "text" in answer, answer["document"]["file_size"]) == ("Міне", False, 7)


def test_file_can_be_sent_again_by_its_id_but_not_as_another_kind(world: World, aigul: User) -> None:
    answer = world.call("sendDocument", chat_id=aigul.id, document=PDF)
    file_id = answer["document"]["file_id"]
    world.call("sendDocument", chat_id=aigul.id, document=file_id)
    with refused("type of file mismatch"):
        world.call("sendPhoto", chat_id=aigul.id, photo=file_id)
    with refused("wrong file identifier/HTTP URL specified"):
        world.call("sendDocument", chat_id=aigul.id, document="BQACAgIAAxkunknown")


def test_empty_file_is_refused(world: World, aigul: User) -> None:
    with refused("file must be non-empty"):
        world.call("sendDocument", chat_id=aigul.id, document=Upload("x", "text/plain", b""))


def test_caption_over_1024_characters_is_refused(world: World, aigul: User) -> None:
    with refused("message caption is too long"):
        world.call("sendDocument", chat_id=aigul.id, document=PDF, caption="x" * 1025)
    world.call("sendDocument", chat_id=aigul.id, document=PDF, caption="x" * 1024)


def test_chat_action_has_to_be_known(world: World, aigul: User) -> None:
    assert world.call("sendChatAction", chat_id=aigul.id, action="typing") is True
    with refused("wrong parameter action in request"):
        world.call("sendChatAction", chat_id=aigul.id, action="sleeping")


def test_restricted_bot_may_not_send(world: World, staff: Group) -> None:
    staff.restrict(world.bot)
    with refused("not enough rights to send text messages to the chat"):
        sent(world, staff)


def test_forum_topic_gets_the_message(world: World, bolat: User) -> None:
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    topic = forum.create_topic("Лиды")
    answer = world.call("sendMessage", chat_id=forum.id, text="x", message_thread_id=topic.id)
    assert (answer["message_thread_id"], answer["is_topic_message"]) == (topic.id, True)


def test_reply_without_thread_goes_to_the_topic_of_the_message(world: World, bolat: User) -> None:
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    topic = forum.create_topic("Лиды")
    question = bolat.write("сұрақ", forum, topic=topic.id)
    assert sent(world, forum, reply_parameters={"message_id": question.id}).topic == topic.id


@pytest.mark.parametrize("thread", [1, 4711])
def test_missing_topic_and_general_by_id_are_refused(world: World, bolat: User, thread: int) -> None:
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    with refused("Bad Request: message thread not found"):
        sent(world, forum, message_thread_id=thread)


def test_deleted_topic_is_gone_with_its_messages(world: World, bolat: User) -> None:
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    topic = forum.create_topic("Лиды")
    message = sent(world, forum, message_thread_id=topic.id)
    topic.delete()
    assert message.deleted
    with refused("Bad Request: message thread not found"):
        sent(world, forum, message_thread_id=topic.id)


def test_closed_topic_refuses_a_plain_member(world: World, bolat: User) -> None:
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    topic = forum.create_topic("Лиды")
    topic.close()
    with refused("Bad Request: TOPIC_CLOSED"):
        sent(world, forum, message_thread_id=topic.id)
    topic.reopen()
    sent(world, forum, message_thread_id=topic.id)


def test_closed_general_refuses_what_names_no_topic(world: World, bolat: User) -> None:
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    topic = forum.create_topic("Лиды")
    asked = bolat.write("сұрақ", forum, topic=topic.id)
    forum.close_general()
    with refused("Bad Request: TOPIC_CLOSED"):
        sent(world, forum)
    sent(world, forum, message_thread_id=topic.id)
    sent(world, forum, reply_parameters={"message_id": asked.id})


def test_topics_that_were_turned_off_are_not_found(world: World, bolat: User) -> None:
    """Messages keep the topic's id (tucnak/telebot#762)."""
    forum = world.supergroup("Форум", members=[bolat], forum=True)
    topic = forum.create_topic("Лиды")
    asked = bolat.write("сұрақ", forum, topic=topic.id)
    forum.turn_topics_off()
    assert asked.to_json()["message_thread_id"] == topic.id
    with refused("Bad Request: message thread not found"):
        sent(world, forum, message_thread_id=topic.id)
    assert sent(world, forum, reply_parameters={"message_id": asked.id}).topic is None


def test_private_chat_with_topics(world: World, aigul: User) -> None:
    topic = aigul.chat.create_topic("Өтінім")
    asked = aigul.write("сұрақ", topic=topic.id)
    assert (asked.to_json()["message_thread_id"], asked.to_json()["is_topic_message"]) == (topic.id, True)
    assert sent(world, aigul.chat, message_thread_id=topic.id).topic == topic.id
    with refused("Bad Request: message thread not found"):
        sent(world, aigul.chat, message_thread_id=1)
    topic.delete()
    with refused("Bad Request: message thread not found"):
        sent(world, aigul.chat, message_thread_id=topic.id)


def test_chat_without_topics_has_no_threads(world: World, staff: Group, aigul: User) -> None:
    for chat in (staff, aigul.chat):
        with refused("Bad Request: message thread not found"):
            sent(world, chat, message_thread_id=1)
