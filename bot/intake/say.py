"""Sends a message to the chat where the event happened."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import Any

from bot.dialogue.channel import Channel
from bot.dialogue.decision import File
from bot.dialogue.event import Event
from bot.dialogue.keyboard import Keyboard
from bot.intake.retry import Retry


def say(
    retry: Retry,
    channel: Channel,
    event: Event,
    text: str,
    keyboard: Keyboard | None = None,
    file: File | None = None,
    *,
    answering: int | None = None,
) -> Coroutine[Any, Any, int]:
    """Returns the number of the new message. Raises Undelivered.

    With a file the text is its caption. `answering` sends the text as a reply to the message with this number; a file
    is never sent so.
    """
    chat_id, topic = event.where.chat_id, event.where.topic
    if file:
        return retry(partial(channel.attach, chat_id, file, text, keyboard, topic=topic))
    return retry(partial(channel.say, chat_id, text, keyboard, topic=topic, reply_to=answering))
