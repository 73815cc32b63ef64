"""Checks whether the bot may reach a chat, in the server's order of checks (docs/facts/telegram.md 3.1)."""

from __future__ import annotations

from enum import Enum, auto

from simulator.errors import bad_request, forbidden
from simulator.state.chat import Chat
from simulator.state.group import Group
from simulator.state.private_chat import PrivateChat
from simulator.state.world_state import WorldState


class Access(Enum):
    """What a method needs: to read the chat, to see its members, to edit or to write there."""

    READ = auto()
    MEMBERS = auto()
    EDIT = auto()
    WRITE = auto()


def reach(world: WorldState, chat_id: int | str, access: Access) -> Chat:
    """The chat. Raises ApiError as Telegram answers if the bot has no such access."""
    chat = _find(world, chat_id)
    if isinstance(chat, PrivateChat):
        _check_private(world, chat, access)
    elif isinstance(chat, Group):
        _check_group(chat, access)
    return chat


def _find(world: WorldState, chat_id: int | str) -> Chat:
    if isinstance(chat_id, int):
        chat = world.chats.get(chat_id)
    else:
        name = chat_id.removeprefix("@").lower()
        groups = (one for one in world.chats.values() if isinstance(one, Group) and one.username)
        chat = next((one for one in groups if (one.username or "").lower() == name), None)
    if chat is None or (isinstance(chat, Group) and world.bot.id not in chat.members):
        raise bad_request("chat not found")
    return chat


def _check_private(world: WorldState, chat: PrivateChat, access: Access) -> None:
    if not chat.started:
        if access is Access.WRITE and chat.id in world.feed.met_user_ids:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    if access in (Access.EDIT, Access.WRITE):
        if chat.user.deactivated:
            raise forbidden("user is deactivated")
        if chat.bot_blocked:
            raise forbidden("bot was blocked by the user")


def _check_group(group: Group, access: Access) -> None:
    """An upgraded basic group can only be read. Whether Telegram allows edits there is unknown, so they fail."""
    kind = "supergroup" if group.type == "supergroup" else "group"
    if group.migrated_to:
        if access is not Access.READ:
            new_id = group.migrated_to.id
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)
        return
    membership = group.membership(group.bot.id)
    if not membership.is_in and (kind == "supergroup" or access is not Access.READ):
        was = "was kicked from" if membership.status == "kicked" else "is not a member of"
        raise forbidden(f"bot {was} the {kind} chat")
