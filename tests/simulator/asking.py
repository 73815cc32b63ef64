"""Short ways to ask the simulator something in a test."""

from __future__ import annotations

import re
import zlib
from struct import pack
from typing import Any

import pytest

from simulator.errors import ApiError
from simulator.state.chat import Chat
from simulator.state.message import Message
from simulator.world import World


def refused(text: str, code: int = 400) -> pytest.RaisesExc[ApiError]:
    """Expects an ApiError with exactly this code and a description that contains this text."""
    return pytest.RaisesExc(ApiError, match=re.escape(text), check=lambda error: error.code == code)


def inline(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    """An inline keyboard of (label, data) pairs."""
    return {"inline_keyboard": [[{"text": label, "callback_data": data} for label, data in row] for row in rows]}


def keyboard(*labels: str, **options: Any) -> dict[str, Any]:
    return {"keyboard": [[{"text": label} for label in labels]], **options}


def sent(world: World, chat: Chat, text: str = "мәтін", **more: Any) -> Message:
    """Sends a message as the bot; the message in the chat."""
    answer = world.call("sendMessage", chat_id=chat.id, text=text, **more)
    message = chat.message(answer["message_id"])
    assert message is not None
    return message


def updates(world: World, **params: Any) -> list[dict[str, Any]]:
    found = world.call("getUpdates", **params)
    assert isinstance(found, list)
    return found


def picture(width: int, height: int) -> bytes:
    """A black PNG of this size in pixels."""
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height)
    header = pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    written = [pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)
