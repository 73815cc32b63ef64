"""The rules of what a person may do now, and its effects; `simulator/actors/user.py` offers them."""

from __future__ import annotations

import re
from typing import Any

from simulator.actors.actor import Actor
from simulator.schema.buttons import Button
from simulator.state.chat import Chat
from simulator.state.content import Attachment, Contact, media
from simulator.state.group import Group
from simulator.state.message import Message, Version
from simulator.state.people import GROUP_ANONYMOUS_BOT, Account, Bot
from simulator.state.press import Query
from simulator.state.private_chat import PrivateChat
from simulator.text import utf16
from simulator.text.formatted import NO_TEXT, Formatted, format_typed_text

MAX_TEXT_LENGTH = 4096
EDITABLE_SECONDS = 2 * 86_400
_DEEP_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check_deep_link(payload: str | None) -> None:
    if payload is not None and not _DEEP_LINK.fullmatch(payload):
        raise ValueError(f"no deep link can carry {payload!r}: 1-64 of A-Z a-z 0-9 _ -")


def say(
    user: Actor, chat: Chat | None, text: Formatted | None = None, attachment: Attachment | None = None, **extra: Any
) -> Message:
    """Sends a message as this person, or as the group if the person is an anonymous administrator.

    Raises ValueError for what clients do not send, PermissionError for what the person may not.
    """
    place = chat or user.chat
    text = text or NO_TEXT
    if not text.text and attachment is None:
        raise ValueError("clients do not send empty messages")
    if utf16.length(text.text) > MAX_TEXT_LENGTH:
        raise ValueError(f"clients cut texts over {MAX_TEXT_LENGTH} characters into several messages: paste() them")
    _may_write(user, place)
    if isinstance(place, PrivateChat):
        place.started = True
    anonymous = place.membership(user.id).is_anonymous
    sender: Account | Bot = GROUP_ANONYMOUS_BOT if anonymous else user
    sender_chat = place if anonymous else None
    version = Version(text, attachment)
    return user.world.add_message(place, sender, version, sender_chat=sender_chat, **extra)


def send_media(user: Actor, chat: Chat | None, field: str, caption: str | None = None, **extra: Any) -> Message:
    attachment = media(field, user.world.new_file_id())
    return say(user, chat, format_typed_text(caption or ""), attachment, **extra)


def share_contact(user: Actor, of: Account, phone: str | None = None, with_id: bool = True) -> Message:
    """Sends a contact card, of oneself or of another; a missing number is made from the account's id."""
    number = phone or of.phone or f"7701{of.id % 10_000_000:07d}"
    card = Contact(number, of.first_name, of.last_name, of.id if with_id else None)
    return say(user, None, attachment=card)


def split_text(text: str) -> list[str]:
    """Splits a long text as clients do: at the last space of the limit's second half, else at the limit (Telegram
    Desktop, CutPart)."""
    pieces = []
    while len(text) > MAX_TEXT_LENGTH:
        space = max(text.rfind(blank, MAX_TEXT_LENGTH // 2, MAX_TEXT_LENGTH) for blank in " \n")
        end = space if space > 0 else MAX_TEXT_LENGTH
        pieces.append(text[:end])
        text = text[end:].lstrip()
    return [*pieces, text]


def _may_write(user: Actor, chat: Chat) -> None:
    if isinstance(chat, PrivateChat) and chat.bot_blocked:
        raise PermissionError(f"{user.first_name} blocked the bot: start() or unblock_bot() first")
    if isinstance(chat, Group) and (chat.migrated_to or chat.membership(user.id).status == "restricted"):
        raise PermissionError(f"{user.first_name} may not write in {chat!r}")
    if not chat.membership(user.id).is_in:
        raise PermissionError(f"{user.first_name} is not in {chat!r}")


def tap(user: Actor, label: str, chat: Chat, message: Message | None) -> Query:
    """Finds the button and presses it. Raises LookupError, which names the visible buttons."""
    if not chat.membership(user.id).is_in:
        raise PermissionError(f"{user.first_name} is not in {chat!r}")
    candidates = [message] if message else [one for one in reversed(chat.messages) if one.by_bot]
    for candidate in candidates:
        button = _button(candidate, label)
        if button is not None and not candidate.deleted:
            if button.data is None:
                raise LookupError(f"a press on {button.text!r} does not reach the bot: it is a {button.action} button")
            return press_button(user, candidate, button.data)
    visible = [candidate.labels for candidate in candidates if candidate.labels and not candidate.deleted]
    raise LookupError(f"no button {label!r}; visible, newest message first: {visible}")


def _button(message: Message, label: str) -> Button | None:
    buttons = message.inline_buttons
    equal = [button for button in buttons if button.text == label]
    return next(iter(equal or [button for button in buttons if label in button.text]), None)


def press_button(user: Actor, message: Message, data: str) -> Query:
    return user.world.add_query(user, message, data)


def press_reply_button(user: Actor, label: str, chat: Chat) -> Message:
    """Sends the button's label (in groups as a reply), or what the button requests. A one-time keyboard then hides."""
    keyboard = chat.shown_keyboard()
    button = next((one for one in keyboard.buttons if one.text == label), None) if keyboard else None
    if keyboard is None or button is None:
        raise LookupError(f"no reply button {label!r}; shown now: {keyboard.labels if keyboard else 'no keyboard'}")
    brought_by = None if chat.type == "private" else chat.keyboard_message
    if keyboard.one_time:
        chat.keyboard_message = None
    if button.action == "request_contact":
        return share_contact(user, user)
    if button.action == "request_location":
        return send_media(user, chat, "location")
    return say(user, chat, format_typed_text(button.text), reply_to=brought_by)


def edit(user: Actor, message: Message, text: Formatted) -> None:
    if message.sender is not user or message.deleted:
        raise PermissionError("people edit only their own messages, and only those that exist")
    now = user.world.clock.now()
    if now - message.date >= EDITABLE_SECONDS:
        raise PermissionError("people edit their messages for 48 hours only")
    message.edit(now, formatted=text)
    user.world.feed.queue_message(message, "edited_message")
    user.world.feed.emit("message_edited", message=message)


def forward(user: Actor, what: Message | str, chat: Chat | None) -> Message:
    """Forwards a message with its origin. Raises PermissionError for a protected one."""
    now = user.world.clock.now()
    if isinstance(what, str):
        origin: dict[str, Any] = {"type": "hidden_user", "date": now, "sender_user_name": "Біреу"}
        return say(user, chat, format_typed_text(what), forward_origin=origin)
    if what.protected:
        raise PermissionError("the message is protected: clients cannot forward it")
    origin = {"type": "user", "date": what.date, "sender_user": what.sender.to_json()}
    attachment = what.version.attachment
    return say(user, chat, what.version.formatted, attachment, forward_origin=origin)


def delete(user: Actor, message: Message) -> None:
    """Deletes any message of the private chat; in a group one's own, or with the right, any."""
    chat = message.chat
    own = message.sender is user
    if not (own or isinstance(chat, PrivateChat) or chat.membership(user.id).may("can_delete_messages")):
        raise PermissionError(f"{user.first_name} may not delete others' messages in {chat!r}")
    user.world.feed.forget_message(message)
