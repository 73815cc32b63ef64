"""Where did an update happen?"""

from __future__ import annotations

from aiogram.types import MaybeInaccessibleMessageUnion, Message, Update


def chat_of(update: Update) -> int:
    """Where the person is: the chat of the message, or the private chat of whoever pressed."""
    event = update.message or update.edited_message
    if event:
        return event.chat.id
    query = update.callback_query
    if query is None:
        raise ValueError("an update without a chat")
    return query.message.chat.id if query.message else query.from_user.id


def message_of(update: Update) -> int | None:
    return update.message.message_id if update.message else None


def topic_of(update: Update) -> int | None:
    """A chat with topics is answered in the topic; the number of a thread of replies is none
    (docs/facts/telegram.md 5.2)."""
    event = update.message or (update.callback_query and update.callback_query.message)
    return event.message_thread_id if isinstance(event, Message) and event.is_topic_message else None


def pressed_message(update: Update) -> MaybeInaccessibleMessageUnion | None:
    """Of an old message Telegram may give nothing but chat and number; with these it can be changed all the same."""
    return update.callback_query.message if update.callback_query else None
