"""Reads a call of the Bot API, in each of the encodings that the libraries use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

CHAT_OF_FORM = re.compile(rb'name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n(-?\d+)')


@dataclass(frozen=True, slots=True)
class Call:
    """One call. Of a multipart form only the chat is read: it carries a file, and nobody here waits for one."""

    method: str
    parameters: dict[str, Any]

    @property
    def chat_id(self) -> int:
        """0 if the call names none."""
        return int(self.parameters.get("chat_id", 0))

    @property
    def text(self) -> str:
        return str(self.parameters.get("text", ""))

    @property
    def markup(self) -> dict[str, Any]:
        written = self.parameters.get("reply_markup") or {}
        return dict(orjson.loads(written)) if isinstance(written, str) else dict(written)

    @property
    def presses(self) -> list[str]:
        """The data of all buttons under the message."""
        return [
            button["callback_data"]
            for row in self.markup.get("inline_keyboard", ())
            for button in row
            if "callback_data" in button
        ]


def read_call(method: str, kind: str, body: bytes) -> Call:
    """`kind` is the content type, in lower case. Raises ValueError."""
    if not body:
        return Call(method, {})
    if kind.startswith("application/json"):
        return Call(method, orjson.loads(body))
    if kind.startswith("multipart/"):
        chat = CHAT_OF_FORM.search(body)
        return Call(method, {"chat_id": chat[1].decode()} if chat else {})
    return Call(method, dict(parse_qsl(body.decode(), keep_blank_values=True)))
