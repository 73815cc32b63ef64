"""What the bot can learn about chats and do to them."""

from __future__ import annotations

from typing import Any

from simulator.errors import bad_request
from simulator.methods.access import Access, reach
from simulator.schema.check import Args
from simulator.state.chat import Chat
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.state.world_state import WorldState


def get_chat(world: WorldState, args: Args) -> dict[str, Any]:
    """ChatFullInfo; an upgraded basic group still answers, with its old type."""
    return reach(world, args["chat_id"], Access.READ).full_json()


def get_chat_member(world: WorldState, args: Args) -> dict[str, Any]:
    """A person who was never in the chat is "left"; an id that no account has is an error."""
    chat = reach(world, args["chat_id"], Access.MEMBERS)
    user_id = args["user_id"]
    if user_id == world.bot.id:
        person = world.bot.to_json()
    elif user_id in world.users:
        person = world.users[user_id].to_json()
    else:
        raise bad_request("user not found")
    if isinstance(chat, Group) and not chat.shows(user_id, to=world.bot.id):
        raise bad_request("CHAT_ADMIN_REQUIRED")  # seen by others: teloxide/teloxide#1349
    return chat.membership(user_id).to_json(person)


def get_chat_administrators(world: WorldState, args: Args) -> list[dict[str, Any]]:
    """The owner and the administrators, without other bots."""
    group = _group(world, args)
    if group is None:
        raise bad_request("there are no administrators in the private chat")
    return [
        membership.to_json((world.users.get(user_id) or world.bot).to_json())
        for user_id, membership in group.members.items()
        if membership.is_administrator
    ]


def get_chat_member_count(world: WorldState, args: Args) -> int:
    group = _group(world, args)
    return 2 if group is None else sum(1 for membership in group.members.values() if membership.is_in)


def leave_chat(world: WorldState, args: Args) -> bool:
    group = _group(world, args)
    if group is None:
        raise bad_request("method is available only for supergroups and groups")
    group.leave_bot()
    return True


def pin_chat_message(world: WorldState, args: Args) -> bool:
    """Adds a service message, which the bot receives too."""
    chat = _pinning(world, args)
    message = _pinned(chat, args["message_id"], "pin")
    if message not in chat.pinned:
        chat.pinned.append(message)
        chat.announce({"pinned_message": message.to_json(nested=True)}, topic=message.topic)
    return True


def unpin_chat_message(world: WorldState, args: Args) -> bool:
    chat = _pinning(world, args)
    if "message_id" in args:
        message = _pinned(chat, args["message_id"], "unpin")
        if message in chat.pinned:
            chat.pinned.remove(message)
    elif chat.pinned:
        chat.pinned.pop()
    return True


def unpin_all_chat_messages(world: WorldState, args: Args) -> bool:
    _pinning(world, args).pinned.clear()
    return True


def _pinning(world: WorldState, args: Args) -> Chat:
    chat = reach(world, args["chat_id"], Access.WRITE)
    if isinstance(chat, Group) and not chat.membership(world.bot.id).may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _pinned(chat: Chat, message_id: int, verb: str) -> Message:
    message = chat.message(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.service:
        raise bad_request("message can't be pinned")
    return message


def _group(world: WorldState, args: Args) -> Group | None:
    chat = reach(world, args["chat_id"], Access.MEMBERS)
    return chat if isinstance(chat, Group) else None
