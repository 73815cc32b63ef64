"""Turns keyboards into those of Telegram."""

from __future__ import annotations

from typing import Any, assert_never

from bot.dialogue.keyboard import Button, ContactRequest, Copy, ForceReply, Inline, Keyboard, Link, RemoveKeyboard

Markup = dict[str, Any]
"""A `reply_markup`, as JSON (Bot API: InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove, ForceReply)."""


def markup(keyboard: Keyboard | None) -> Markup | None:
    """The `reply_markup` of a new message."""
    match keyboard:
        case None | Inline():
            return inline_markup(keyboard)
        case ContactRequest():
            return _contact_request(keyboard)
        case RemoveKeyboard():
            return {"remove_keyboard": True}
        case ForceReply(placeholder):
            return {"force_reply": True, "selective": True, "input_field_placeholder": placeholder}
        case _:
            assert_never(keyboard)


def inline_markup(keyboard: Inline | None) -> Markup | None:
    """The `reply_markup` of a changed message, which can only be inline. None removes its buttons."""
    if keyboard is None:
        return None
    return {"inline_keyboard": [list(map(_button, row)) for row in keyboard.rows]}


def _button(one: Button | Link | Copy) -> Markup:
    if isinstance(one, Button):
        button = {"text": one.text, "callback_data": one.data}
        return {**button, "style": one.style} if one.style else button
    if isinstance(one, Link):
        return {"text": one.text, "url": one.url}
    return {"text": one.text, "copy_text": {"text": one.copied}}


def _contact_request(keyboard: ContactRequest) -> Markup:
    share = {"text": keyboard.share, "request_contact": True}
    return {
        "keyboard": [[share], [{"text": word} for word in keyboard.words]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": keyboard.placeholder,
    }
