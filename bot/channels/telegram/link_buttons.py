"""How does a message go out whose link Telegram makes no button of? Without that button, the link in its words.

Settings refuse addresses that Telegram's library refuses; its server knows more of them, and does not say which.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

LONGEST = {"text": 4096, "caption": 1024}  # UTF-16 units after parsing (Bot API); markup counts here, to be safe
ARROW = " ↗"  # says that a button leads out of Telegram; an address in the words says so itself


def spell_out(method: TelegramMethod[Any]) -> TelegramMethod[Any] | None:
    """The same call with its links in the text instead of on buttons; None if there are none."""
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
    """The text or the caption with the addresses under it, where there is one and they fit."""
    for name, longest in LONGEST.items():
        said = getattr(method, name, None)
        if isinstance(said, str):
            longer = "\n\n".join([said, *_lines(links)])
            return {name: longer} if len(longer.encode("utf-16-le")) // 2 <= longest else {}
    return {}


def _lines(links: Iterable[InlineKeyboardButton]) -> Iterable[str]:
    return (html.escape(f"{link.text.removesuffix(ARROW)}: {link.url}", quote=False) for link in links)
