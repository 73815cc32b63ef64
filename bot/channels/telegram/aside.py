"""The methods for ephemeral messages, which one member of a group alone sees (docs/facts/telegram.md 1.10).

Their numbers are negative here, so that none is taken for the number of a message that everybody sees.
"""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.addresses import number_of
from bot.channels.telegram.calls import Call, call
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.address import Address

NO_PREVIEW = {"is_disabled": True}


def message(chat_id: int, topic: int | None, to: Address, query_id: str, text: str) -> Call:
    """A new ephemeral message to the person who pressed a button.

    A bot without administrator rights has 15 seconds after the press to send it (docs/facts/telegram.md 1.10).
    """
    parameters = {"receiver_user_id": number_of(to), "callback_query_id": query_id}
    return call(
        "sendMessage",
        chat_id=chat_id,
        message_thread_id=topic,
        text=text,
        parse_mode="HTML",
        link_preview_options=NO_PREVIEW,
        protect_content=True,
        ephemeral_message_parameters=parameters,
    )


def edit(chat_id: int, to: Address, number: int, text: str) -> Call:
    return call(
        "editEphemeralMessageText",
        chat_id=chat_id,
        receiver_user_id=number_of(to),
        ephemeral_message_id=-number,
        text=text,
        parse_mode="HTML",
        link_preview_options=NO_PREVIEW,
    )


def deletion(chat_id: int, to: Address, number: int) -> Call:
    return call("deleteEphemeralMessage", chat_id=chat_id, receiver_user_id=number_of(to), ephemeral_message_id=-number)


def number_of_sent(result: Any) -> int:
    """Raises Undelivered if the response names none: then it can be neither filled nor taken back."""
    number = result.get("ephemeral_message_id") if isinstance(result, dict) else None
    if type(number) is int and number > 0:
        return -number
    raise Undelivered(Trouble.NO_MESSAGE_ID, is_certain=False)
