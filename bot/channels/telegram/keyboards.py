"""Turns keyboards into those of Telegram."""

from __future__ import annotations

from typing import assert_never

from aiogram import types

from bot.dialogue.keyboard import Button, ContactRequest, Copy, ForceReply, Inline, Keyboard, Link, RemoveKeyboard

Markup = types.InlineKeyboardMarkup | types.ReplyKeyboardMarkup | types.ReplyKeyboardRemove | types.ForceReply


def markup(keyboard: Keyboard | None) -> Markup | None:
    """The `reply_markup` of a new message."""
    match keyboard:
        case None | Inline():
            return inline_markup(keyboard)
        case ContactRequest():
            return _contact_request(keyboard)
        case RemoveKeyboard():
            return types.ReplyKeyboardRemove()
        case ForceReply(placeholder):
            return types.ForceReply(selective=True, input_field_placeholder=placeholder)
        case _:
            assert_never(keyboard)


def inline_markup(keyboard: Inline | None) -> types.InlineKeyboardMarkup | None:
    """The `reply_markup` of a changed message, which can only be inline. None removes its buttons."""
    if keyboard is None:
        return None
    return types.InlineKeyboardMarkup(inline_keyboard=[[_button(one) for one in row] for row in keyboard.rows])


def _button(one: Button | Link | Copy) -> types.InlineKeyboardButton:
    if isinstance(one, Link):
        return types.InlineKeyboardButton(text=one.text, url=one.url)
    if isinstance(one, Copy):
        return types.InlineKeyboardButton(text=one.text, copy_text=types.CopyTextButton(text=one.copied))
    return types.InlineKeyboardButton(text=one.text, callback_data=one.press.pack(), style=one.style)


def _contact_request(keyboard: ContactRequest) -> types.ReplyKeyboardMarkup:
    share = types.KeyboardButton(text=keyboard.share, request_contact=True)
    return types.ReplyKeyboardMarkup(
        keyboard=[[share], [types.KeyboardButton(text=word) for word in keyboard.words]],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=keyboard.placeholder,
    )
