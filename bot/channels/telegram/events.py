"""Turns one update of Telegram into an Event. Only fields that the bot needs are read, and their types are checked.

Any other field may be missing, new or of another type. A name that cannot be read counts as missing, because nothing is
decided by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.addresses import address_of, number_of
from bot.channels.telegram.fields import (
    Content,
    Misfit,
    as_text,
    inner,
    number,
    optional_number,
    optional_text,
    text,
    whole,
)
from bot.channels.telegram.other_bots import GROUP_ANONYMOUS_BOT
from bot.dialogue.event import (
    ChatKind,
    Command,
    Contact,
    Event,
    Place,
    Quoted,
    Reachable,
    Sender,
    Tap,
    What,
)
from bot.dialogue.presses import read_press
from bot.domain.time import EPOCH, SECOND

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that the bot asks for. It acknowledges any other without an answer."""
HIDDEN = address_of(GROUP_ANONYMOUS_BOT)
CHATS = {"private": ChatKind.PRIVATE, "group": ChatKind.BASIC_GROUP, "supergroup": ChatKind.GROUP}
CHANGES = {
    "member": What.BOT_ADDED,
    "administrator": What.BOT_ADDED,
    "left": What.BOT_REMOVED,
    "kicked": What.BOT_REMOVED,
}
"""What a new status of the bot in a chat means. Any other status is ignored."""
SENDERLESS = {"channel", "group", "supergroup"}
"""Types of chats in which people can write as a chat, so that a message may have no sender."""
MAX_DATE_SECONDS = 1 << 32  # dates of Telegram have 32 bits


def read_event(number: int, kind: str, content: Content, username: str) -> Event | None:
    """The event in an update of this `kind` with this `content`. `username` is the bot's, without @.

    None if it has no sender, or the bot ignores it. Raises Misfit.
    """
    if content.get("from") is None and as_text(_object(content.get("chat")).get("type")) in SENDERLESS:
        return None
    who = _sender(inner(content, "from"))
    match kind:
        case "callback_query":
            return _press(number, who, content)
        case "my_chat_member":
            return _change(number, who, content)
        case _:
            return _message(number, who, content, username, is_edit=kind == "edited_message")


def read_departure(number: int, content: Content) -> Event | None:
    """The event that somebody has left a group; None for any other service message, and for one that cannot be read."""
    try:
        left = inner(content, "left_chat_member")
        return None if left.get("is_bot") is True else Event(number, What.MEMBER_LEFT, _sender(left), _place(content))
    except Misfit:
        return None


def reachable(kind: str, content: object) -> Reachable | None:
    """The sender of an unreadable update, if they can be reached where nobody else reads it. Raises nothing."""
    if not isinstance(content, dict):
        return None
    user, chat, query_id = _object(content.get("from")), _object(content.get("chat")), content.get("id")
    code = user.get("language_code")
    language = code if isinstance(code, str) else None
    who = whole(user.get("id"))
    if kind == "callback_query":
        pressed = isinstance(query_id, str) and query_id.isascii() and query_id.isdigit()
        return Reachable(address_of(who), who, language, str(query_id)) if who and pressed else None
    chat_id = whole(chat.get("id"))
    if kind == "my_chat_member" or chat.get("type") != "private" or not chat_id:
        return None
    return Reachable(address_of(who or chat_id), chat_id, language, None)


def _message(number_: int, who: Sender, content: Content, username: str, *, is_edit: bool) -> Event:
    date = number(content, "date")
    if not 0 <= date < MAX_DATE_SECONDS:
        raise Misfit("date")
    words, contact, answered = optional_text(content, "text"), content.get("contact"), content.get("reply_to_message")
    return Event(
        number=number_,
        what=What.EDIT if is_edit else _what(words, contact),
        who=who,
        where=_place(content),
        message_id=number(content, "message_id"),
        sent_at=EPOCH + date * SECOND,
        text=words,
        command=None if is_edit else _command(words or optional_text(content, "caption"), username),
        contact=None if contact is None else _contact(inner(content, "contact")),
        reply_to=None if answered is None else _quoted(answered),
        album=optional_text(content, "media_group_id"),
        is_dice=content.get("dice") is not None,
        is_forwarded=content.get("forward_origin") is not None,
        is_anonymous=content.get("sender_chat") is not None or who.address == HIDDEN,
    )


def _what(words: str | None, contact: object) -> What:
    if words is not None:
        return What.WORDS
    return What.MEDIA if contact is None else What.CONTACT


def _press(number_: int, who: Sender, content: Content) -> Event:
    """If Telegram does not include the pressed message, the press counts as private."""
    query_id, data = text(content, "id"), optional_text(content, "data")
    shown = None if content.get("message") is None else inner(content, "message")
    place = Place(number_of(who.address), ChatKind.PRIVATE) if shown is None else _place(shown, "message.")
    under = None if shown is None else number(shown, "message_id", "message.")
    is_file = shown is not None and shown.get("document") is not None
    tap = Tap(query_id, read_press(data or ""), under, is_file)
    is_gone = shown is None or shown.get("date") == 0  # Bot API, InaccessibleMessage
    return Event(number_, What.PRESS, who, place, tap=tap, is_anonymous=who.address == HIDDEN, may_have_left=is_gone)


def _change(number_: int, who: Sender, content: Content) -> Event | None:
    what = CHANGES.get(text(inner(content, "new_chat_member"), "status", "new_chat_member."))
    return None if what is None else Event(number_, what, who, _place(content))


def _sender(user: Content) -> Sender:
    return Sender(
        address_of(number(user, "id", "from.")),
        as_text(user.get("first_name")) or "",
        as_text(user.get("language_code")),
    )


def _place(content: Content, path: str = "") -> Place:
    """The chat and the topic. The number of a thread of replies is no topic (docs/facts/telegram.md 5.2)."""
    chat = inner(content, "chat", path)
    kind = CHATS.get(text(chat, "type", f"{path}chat."), ChatKind.ELSEWHERE)
    topic = optional_number(content, "message_thread_id", path) if content.get("is_topic_message") is True else None
    return Place(number(chat, "id", f"{path}chat."), kind, topic)


def _command(words: str | None, username: str) -> Command | None:
    """A command like `/name@bot args`, also in a caption. None for a command to another bot."""
    if not words or "/" not in words:
        return None
    first, *args = words.split(maxsplit=1) or [""]
    name, _, bot = first[1:].partition("@")
    if not first.startswith("/") or (bot and username and bot.lower() != username.lower()):
        return None
    return Command(name.casefold(), args[0] if args else "")


def _contact(content: Content) -> Contact:
    owner = optional_number(content, "user_id", "contact.")
    return Contact(text(content, "phone_number", "contact."), None if owner is None else address_of(owner))


def _quoted(content: object) -> Quoted | None:
    """The message that was replied to; None if it cannot be read."""
    answered = _object(content)
    message_id, said, by = whole(answered.get("message_id")), answered.get("text"), _object(answered.get("from"))
    if not message_id:
        return None
    return Quoted(message_id, as_text(said) or "", by.get("is_bot") is True if by else None)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
