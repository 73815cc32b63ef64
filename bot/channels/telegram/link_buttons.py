"""Moves links from buttons into the text, for addresses that Telegram does not allow on a button.

The settings refuse the addresses that Telegram's library refuses. Telegram's server refuses more, without saying which.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.channels.telegram.calls import Call

MAX_LENGTH = {"text": 4096, "caption": 1024}  # UTF-16 units after parsing (Bot API); to be safe, markup counts here too
ARROW = " ↗"  # marks a button that leads out of Telegram; an address in the text needs no mark
RawButton = Mapping[str, Any]


def spell_out(call: Call) -> Call | None:
    """The same call with its links in the text instead of on buttons; None if it has no links."""
    rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
    links = [button for row in rows for button in row if "url" in button]
    if not links:
        return None
    kept = [[button for button in row if "url" not in button] for row in rows]
    return call.having(reply_markup={"inline_keyboard": [row for row in kept if row]}, **_words(call, links))


def _words(call: Call, links: Sequence[RawButton]) -> dict[str, str]:
    """The text or the caption with the addresses under it; empty if there is none or they do not fit."""
    for name, longest in MAX_LENGTH.items():
        said = call.params.get(name)
        if isinstance(said, str):
            longer = "\n\n".join([said, *_lines(links)])
            return {name: longer} if len(longer.encode("utf-16-le")) // 2 <= longest else {}
    return {}


def _lines(links: Iterable[RawButton]) -> Iterable[str]:
    return (html.escape(f"{link['text'].removesuffix(ARROW)}: {link['url']}", quote=False) for link in links)
