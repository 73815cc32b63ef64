"""A chat works without a world: a feed, a counter and a person are enough."""

from __future__ import annotations

import pytest

from simulator.schema.keyboards import RemoveKeyboard, ReplyKeyboard
from simulator.state.chance import make_random
from simulator.state.clock import SimulatedClock
from simulator.state.events import Event
from simulator.state.feed import Feed
from simulator.state.message import Version
from simulator.state.message_ids import MessageIds
from simulator.state.people import Account, Bot
from simulator.state.private_chat import PrivateChat
from simulator.state.updates import UpdateQueue
from simulator.text.formatted import format_typed_text

BOT = Bot(1, "Көмекші", "helper_bot")
AIGUL = Account(2, "Айгүл")
HELLO = Version(format_typed_text("сәлем"))


@pytest.fixture
def feed() -> Feed:
    return Feed(BOT, SimulatedClock(), UpdateQueue(make_random(7)))


@pytest.fixture
def heard(feed: Feed) -> list[Event]:
    """The events that a listener has received."""
    events: list[Event] = []
    feed.events.listen(events.append)
    return events


@pytest.fixture
def chat(feed: Feed) -> PrivateChat:
    return PrivateChat(feed, MessageIds(40), AIGUL)


def test_what_a_person_says_reaches_the_bot_and_listeners(chat: PrivateChat, feed: Feed, heard: list[Event]) -> None:
    message = chat.put(AIGUL, HELLO)
    assert [update.content["text"] for update in feed.updates.pending] == ["сәлем"]
    assert [event.kind for event in heard] == ["update_queued", "message_sent"]
    assert (message.id, chat.message(41), feed.met_user_ids) == (41, message, {AIGUL.id})


def test_the_bot_is_not_told_what_it_said_itself(chat: PrivateChat, feed: Feed, heard: list[Event]) -> None:
    assert not chat.bot_has_spoken
    message = chat.put(BOT, HELLO)
    assert (chat.last, chat.bot_has_spoken, list(feed.updates.pending)) == (message, True, [])
    assert [event.kind for event in heard] == ["message_sent"]


def test_two_chats_with_one_counter_never_use_a_number_twice(feed: Feed) -> None:
    ids = MessageIds(0)
    one, other = PrivateChat(feed, ids, AIGUL), PrivateChat(feed, ids, Account(3, "Болат"))
    assert [chat.put(BOT, HELLO).id for chat in (one, other, one)] == [1, 2, 3]


def test_a_topic_has_the_number_of_the_message_that_announces_it(chat: PrivateChat) -> None:
    topic = chat.create_topic("Сұрақтар")
    assert (topic.id, chat.history[-1].topic, chat.has_topics) == (41, 41, True)
    question = chat.put(AIGUL, HELLO, topic=topic.id)
    elsewhere = chat.put(AIGUL, HELLO)
    topic.delete()
    assert (question.deleted, elsewhere.deleted) == (True, False)


def test_a_keyboard_stays_until_another_message_takes_it_away(chat: PrivateChat) -> None:
    chat.put(BOT, HELLO, markup=ReplyKeyboard(()))
    assert chat.reply_keyboard_shown == []
    chat.put(BOT, HELLO, markup=RemoveKeyboard())
    assert chat.reply_keyboard_shown is None
