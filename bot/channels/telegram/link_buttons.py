"""Moves links from buttons into the text, for addresses that Telegram does not allow on a button.

The settings refuse the addresses that Telegram's library refuses. Telegram's server refuses more, without saying which.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

MAX_LENGTH = {"text": 4096, "caption": 1024}  # UTF-16 units after parsing (Bot API); to be safe, markup counts here too
ARROW = " ↗"  # marks a button that leads out of Telegram; an address in the text needs no mark


def spell_out(method: TelegramMethod[Any]) -> TelegramMethod[Any] | None:
    """The same call with its links in the text instead of on buttons; None if it has no links."""
    keyboard = getattr(method, "reply_markup", None)
    if not isinstance(keyboard, InlineKeyboardMarkup):
        return None
    rows = keyboard.inline_keyboard
    links = [button for row in rows for button in row if button.url]
    if not links:
        return None
    kept = [[button for button in row if not button.url] for row in rows]
    changed = {"reply_markup": InlineKeyboardMarkup(inline_keyboard=[row for row in kept if row])}
    return method.model_copy(update={**changed, **_words(method, links)})


def _words(method: TelegramMethod[Any], links: Sequence[InlineKeyboardButton]) -> dict[str, str]:
    """The text or the caption with the addresses under it; empty if there is none or they do not fit."""
    for name, longest in MAX_LENGTH.items():
        said = getattr(method, name, None)
        if isinstance(said, str):
            longer = "\n\n".join([said, *_lines(links)])
            return {name: longer} if len(longer.encode("utf-16-le")) // 2 <= longest else {}
    return {}


def _lines(links: Iterable[InlineKeyboardButton]) -> Iterable[str]:
    return (html.escape(f"{link.text.removesuffix(ARROW)}: {link.url}", quote=False) for link in links)
