"""Messages in a group that one member alone sees: sent by sendMessage, changed by methods of their own.

Rules and what is not known about them: docs/facts/telegram.md 1.10.
"""

from __future__ import annotations

from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.methods.access import Access, reach
from simulator.methods.outgoing import NOT_MODIFIED, Destination, read_text
from simulator.schema.check import Args
from simulator.state.ephemeral import EphemeralMessage
from simulator.state.group import Group
from simulator.state.world_state import WorldState
from simulator.text.formatted import Formatted

ANSWER_WITHIN_MS = 15_000
"""After a press a bot that is no administrator may answer the presser so long."""


def send(
    world: WorldState, destination: Destination, text: Formatted, args: Args, parameters: dict[str, Any]
) -> dict[str, Any]:
    group, receiver = destination.chat, world.users.get(parameters["receiver_user_id"])
    if not isinstance(group, Group) or not group.takes_ephemeral:
        raise bad_request("BOT_NOT_ADMIN")  # also in a private chat, where there is nobody else
    if receiver is None or not group.membership(receiver.id).is_in:
        raise bad_request("USER_NOT_PARTICIPANT")
    if args.get("reply_markup") or args.get("reply_parameters"):
        raise refused_by_simulator("buttons and replies of ephemeral messages are not simulated")
    if not group.membership(world.bot.id).is_administrator:
        _check_press(world, group, receiver.id, parameters.get("callback_query_id"))
    number = next(one for one in range(1, len(group.ephemeral) + 2) if one not in group.ephemeral)
    message = EphemeralMessage(
        number,
        group,
        world.bot,
        receiver,
        world.clock.now(),
        text,
        destination.topic,
        args.get("protect_content", False),
    )
    group.ephemeral[number] = message
    world.ephemeral.append(message)
    message.reach_device(world.clock.now_ms(), text.text)
    world.feed.emit("ephemeral_changed", chat=group)
    return message.to_json()


def edit_text(world: WorldState, args: Args) -> bool:
    text = read_text(args)
    _, message = _find(world, args)
    if (text.text, text.entities) == (message.text.text, message.text.entities):
        raise bad_request(NOT_MODIFIED)
    message.text = text
    message.reach_device(world.clock.now_ms(), text.text)
    world.feed.emit("ephemeral_changed", chat=message.chat)
    return True


def delete(world: WorldState, args: Args) -> bool:
    """True says that the server has deleted it, not that the device has."""
    group, message = _find(world, args)
    del group.ephemeral[message.id]
    message.reach_device(world.clock.now_ms(), None)
    world.feed.emit("ephemeral_changed", chat=group)
    return True


def _check_press(world: WorldState, group: Group, receiver: int, query_id: str | None) -> None:
    query = world.queries.get(query_id or "")
    if query is None or query.user.id != receiver or query.message.chat is not group:
        raise bad_request("BOT_NOT_ADMIN")
    if world.clock.now_ms() - query.at_ms > ANSWER_WITHIN_MS:
        raise bad_request("QUERY_ID_INVALID")


def _find(world: WorldState, args: Args) -> tuple[Group, EphemeralMessage]:
    chat = reach(world, args["chat_id"], Access.EDIT)
    found = chat.ephemeral.get(args["ephemeral_message_id"]) if isinstance(chat, Group) else None
    if not isinstance(chat, Group) or found is None or found.receiver.id != args["receiver_user_id"]:
        raise bad_request("ephemeral message not found")
    return chat, found
