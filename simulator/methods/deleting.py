"""deleteMessage and deleteMessages; nothing that is 48 hours old is deleted (docs/facts/telegram.md 1.1)."""

from __future__ import annotations

from simulator.errors import ApiError, bad_request
from simulator.methods.access import Access, reach
from simulator.schema.check import Args
from simulator.state.content import field_of
from simulator.state.message import Message
from simulator.state.private_chat import PrivateChat
from simulator.state.world_state import WorldState

DELETABLE_SECONDS = 2 * 86_400
DICE_SECONDS = 86_400
_FOR_EVER = frozenset({"group_chat_created", "supergroup_chat_created", "migrate_from_chat_id", "forum_topic_created"})


def delete_message(world: WorldState, args: Args) -> bool:
    chat = reach(world, args["chat_id"], Access.WRITE)
    message = chat.message(args["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(message, world.clock.now())
    world.feed.forget_message(message)
    return True


def delete_messages(world: WorldState, args: Args) -> bool:
    """Skips missing ids. One message that cannot be deleted fails the whole call before anything is deleted."""
    chat = reach(world, args["chat_id"], Access.WRITE)
    found = [message for message_id in args["message_ids"] if (message := chat.message(message_id))]
    for message in found:
        _check_deletable(message, world.clock.now())
    for message in found:
        world.feed.forget_message(message)
    return True


def _check_deletable(message: Message, now: int) -> None:
    """Checks the age (48 hours or more is too old) before the rights."""
    chat = message.chat
    refusal, age = _refusal(chat.type), now - message.date
    if age >= DELETABLE_SECONDS or _FOR_EVER & set(message.service) or _is_young_dice(message, age):
        raise refusal
    if message.by_bot or isinstance(chat, PrivateChat):
        return
    membership = chat.membership(chat.bot.id)
    if not (membership.may("can_delete_messages") if chat.type == "supergroup" else membership.is_administrator):
        raise refusal


def _is_young_dice(message: Message, age: int) -> bool:
    """In a private chat a dice can be deleted only after a day, so that nobody throws again unseen."""
    attachment = message.version.attachment
    is_dice = attachment is not None and field_of(attachment) == "dice"
    return is_dice and isinstance(message.chat, PrivateChat) and age <= DICE_SECONDS


def _refusal(chat_type: str) -> ApiError:
    return bad_request("message can't be deleted" + ("" if chat_type == "supergroup" else " for everyone"))
