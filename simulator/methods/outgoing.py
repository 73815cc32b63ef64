"""What all sending methods share: the text, the destination, the new message."""

from __future__ import annotations

from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.methods.access import Access, reach
from simulator.schema.check import Args
from simulator.schema.frozen import frozen
from simulator.schema.keyboards import InlineKeyboard, Markup, ReplyKeyboard
from simulator.state.chat import Chat
from simulator.state.content import Attachment
from simulator.state.group import Group
from simulator.state.message import Message, Version
from simulator.state.world_state import WorldState
from simulator.text import utf16
from simulator.text.formatted import Formatted, format_request_text

MAX_TEXT_LENGTH = 4096
MAX_CAPTION_LENGTH = 1024
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@frozen
class Destination:
    chat: Chat
    topic: int | None = None
    reply_to: Message | None = None


def read_text(args: Args) -> Formatted:
    """The message text: 1-4096 characters after entity parsing, strictly counted in UTF-16 units."""
    text = format_request_text(args["text"], args.get("parse_mode"), args.get("entities"))
    if not text.text:
        raise bad_request("message text is empty")
    if utf16.length(text.text) > MAX_TEXT_LENGTH:
        raise bad_request("message is too long")
    return text


def read_caption(args: Args) -> Formatted:
    """0-1024 characters after parsing."""
    caption = format_request_text(args.get("caption", ""), args.get("parse_mode"), args.get("caption_entities"))
    if utf16.length(caption.text) > MAX_CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return caption


def find_destination(world: WorldState, args: Args) -> Destination:
    """Where the new message goes. Raises ApiError if Telegram refuses such a message there."""
    chat = reach(world, args["chat_id"], Access.WRITE)
    if chat.membership(world.bot.id).status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    _check_requests(chat, args.get("reply_markup"))
    reply_to = _reply_to(chat, args.get("reply_parameters"))
    return Destination(chat, _topic(chat, args.get("message_thread_id"), reply_to), reply_to)


def send(
    world: WorldState, destination: Destination, text: Formatted, attachment: Attachment | None, args: Args
) -> Message:
    """Sends the bot's message, which keeps the markup of its first version."""
    markup = args.get("reply_markup")
    inline = markup if isinstance(markup, InlineKeyboard) else None
    return world.add_message(
        destination.chat,
        world.bot,
        Version(text, attachment, inline),
        markup=markup,
        topic=destination.topic,
        reply_to=destination.reply_to,
        protected=args.get("protect_content", False),
    )


def _check_requests(chat: Chat, markup: Markup | None) -> None:
    """Contacts and locations can be requested in private chats only (docs/facts/telegram.md 2.2)."""
    if chat.type == "private" or not isinstance(markup, ReplyKeyboard):
        return
    for button in markup.buttons:
        if button.action == "request_contact":
            raise bad_request("phone number can be requested in private chats only")
        if button.action == "request_location":
            raise bad_request("location can be requested in private chats only")


def _reply_to(chat: Chat, parameters: dict[str, Any] | None) -> Message | None:
    if not parameters:
        return None
    if parameters.get("chat_id", chat.id) != chat.id:
        raise refused_by_simulator("replies to another chat are not simulated")
    found = chat.message(parameters.get("message_id", 0))
    if found is None and not parameters.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    if found and _quote(parameters) not in found.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return found


def _quote(parameters: dict[str, Any]) -> str:
    """The quoted text after parsing; it must occur in the message. `quote_position` only helps to find it."""
    given = parameters.get("quote", "")
    return format_request_text(given, parameters.get("quote_parse_mode"), parameters.get("quote_entities")).text


def _topic(chat: Chat, topic_id: int | None, reply_to: Message | None) -> int | None:
    """The topic's id. General has none, 1 is refused (docs/facts/telegram.md 5.2). A reply stays in its topic."""
    if topic_id is None and reply_to is not None and chat.has_topics:
        topic_id = reply_to.topic
    if topic_id is None:
        _check_open(chat, closed=isinstance(chat, Group) and chat.forum and chat.general_closed)
        return None
    topic = chat.topics.get(topic_id) if chat.has_topics else None
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    _check_open(chat, closed=topic.closed)
    return topic_id


def _check_open(chat: Chat, *, closed: bool) -> None:
    if closed and not chat.membership(chat.bot.id).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
