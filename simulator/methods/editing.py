"""Edits of messages that the bot sent (docs/facts/telegram.md 1.2)."""

from __future__ import annotations

from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.methods.access import Access, reach
from simulator.methods.outgoing import NOT_MODIFIED, read_caption, read_text
from simulator.methods.sending import file_from
from simulator.schema.check import Args
from simulator.schema.keyboards import InlineKeyboard
from simulator.state.content import WITH_CAPTION, field_of
from simulator.state.message import Message
from simulator.state.world_state import WorldState


def edit_text(world: WorldState, args: Args) -> dict[str, Any]:
    """Without reply_markup the inline keyboard is removed."""
    text = read_text(args)
    message = _editable(world, args)
    if message.version.attachment is not None or message.service:
        raise bad_request("there is no text in the message to edit")
    return _change(world, message, formatted=text, inline=args.get("reply_markup"))


def edit_caption(world: WorldState, args: Args) -> dict[str, Any]:
    caption = read_caption(args)
    message = _editable(world, args)
    attachment = message.version.attachment
    if attachment is None or field_of(attachment) not in WITH_CAPTION:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, message, formatted=caption, inline=args.get("reply_markup"))


def edit_media(world: WorldState, args: Args) -> dict[str, Any]:
    """Replaces the file and the caption."""
    media = args["media"]
    caption = read_caption(media)
    message = _editable(world, args)
    attachment = file_from(world, media["media"], media["type"])
    return _change(world, message, formatted=caption, attachment=attachment, inline=args.get("reply_markup"))


def edit_markup(world: WorldState, args: Args) -> dict[str, Any]:
    """Replaces the buttons; without reply_markup they are removed."""
    return _change(world, _editable(world, args), inline=args.get("reply_markup"))


def _editable(world: WorldState, args: Args) -> Message:
    chat = reach(world, args["chat_id"], Access.EDIT)
    message = chat.message(args["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    born_with_other_markup = message.markup is not None and not isinstance(message.markup, InlineKeyboard)
    if not message.by_bot or message.service or message.forward_origin or born_with_other_markup:
        raise bad_request("message can't be edited")
    return message


def _change(world: WorldState, message: Message, **changes: Any) -> dict[str, Any]:
    _check_force_reply(message.version.inline, changes["inline"])
    if all(getattr(message.version, name) == value for name, value in _comparable(message, changes).items()):
        raise bad_request(NOT_MODIFIED)
    message.edit(world.clock.now(), **changes)
    world.feed.emit("message_edited", message=message)
    return message.to_json()


def _check_force_reply(before: InlineKeyboard | None, after: InlineKeyboard | None) -> None:
    if before and after and before.force_reply != after.force_reply:
        raise refused_by_simulator(
            "force_reply of an inline keyboard can't be changed; what Telegram answers is unknown"
        )


def _comparable(message: Message, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes; a text that differs only in its tags counts as unchanged."""
    text = changes.get("formatted")
    current = message.version.formatted
    if text is not None and (text.text, text.entities) == (current.text, current.entities):
        return changes | {"formatted": current}
    return changes
