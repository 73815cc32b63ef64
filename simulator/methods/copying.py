"""copyMessage and forwardMessage; protected and service messages are refused (docs/facts/telegram.md 1.8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.errors import bad_request
from simulator.methods.access import Access, reach
from simulator.methods.outgoing import find_destination, read_caption
from simulator.schema.check import Args
from simulator.schema.keyboards import InlineKeyboard
from simulator.state.message import Message, Version
from simulator.state.world_state import WorldState


def copy_message(world: WorldState, args: Args) -> dict[str, Any]:
    """Sends a copy that does not show its original."""
    original = _original(world, args, "copy", "copied")
    destination = find_destination(world, args)
    version = Version(original.version.formatted, original.version.attachment)
    if "caption" in args:
        version = replace(version, formatted=read_caption(args))
    markup = args.get("reply_markup")
    inline = markup if isinstance(markup, InlineKeyboard) else None
    copy = world.add_message(
        destination.chat,
        world.bot,
        replace(version, inline=inline),
        markup=markup,
        topic=destination.topic,
        reply_to=destination.reply_to,
        protected=args.get("protect_content", False),
    )
    return {"message_id": copy.id}


def forward_message(world: WorldState, args: Args) -> dict[str, Any]:
    """Sends a forward, which the bot can never edit."""
    original = _original(world, args, "forward", "forwarded")
    destination = find_destination(world, args)
    origin = {"type": "user", "date": original.date, "sender_user": original.sender.to_json()}
    forwarded = world.add_message(
        destination.chat,
        world.bot,
        Version(original.version.formatted, original.version.attachment),
        topic=destination.topic,
        protected=args.get("protect_content", False),
        forward_origin=original.forward_origin or origin,
    )
    return forwarded.to_json()


def _original(world: WorldState, args: Args, verb: str, done: str) -> Message:
    chat = reach(world, args["from_chat_id"], Access.READ)
    message = chat.message(args["message_id"])
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.protected or message.service:
        raise bad_request(f"message can't be {done}")
    return message
