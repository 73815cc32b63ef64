"""What do copyMessage and forwardMessage do? Not with protected or service messages (docs/facts/telegram.md 1.8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.errors import bad_request
from simulator.methods.access import Access, reach
from simulator.methods.placing import caption_of, place_of
from simulator.schema.check import Args
from simulator.schema.keyboards import InlineKeyboard
from simulator.state.message import Message, Version
from simulator.state.world_state import WorldState


def copy_message(world: WorldState, args: Args) -> dict[str, Any]:
    """A new message by the bot without a link to the original."""
    original = _original(world, args, "copy", "copied")
    place = place_of(world, args)
    version = Version(original.version.formatted, original.version.attachment)
    if "caption" in args:
        version = replace(version, formatted=caption_of(args))
    markup = args.get("reply_markup")
    inline = markup if isinstance(markup, InlineKeyboard) else None
    copy = world.add_message(
        place.chat,
        world.bot,
        replace(version, inline=inline),
        markup=markup,
        topic=place.topic,
        reply_to=place.reply_to,
        protected=args.get("protect_content", False),
    )
    return {"message_id": copy.id}


def forward_message(world: WorldState, args: Args) -> dict[str, Any]:
    """Can never be edited by the bot."""
    original = _original(world, args, "forward", "forwarded")
    place = place_of(world, args)
    origin = {"type": "user", "date": original.date, "sender_user": original.sender.to_json()}
    forwarded = world.add_message(
        place.chat,
        world.bot,
        Version(original.version.formatted, original.version.attachment),
        topic=place.topic,
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
