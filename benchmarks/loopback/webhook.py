"""Brings updates to a bot's webhook, each in a request of its own, over connections that stay open."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import orjson

CONNECTIONS = 50
"""As many as people apply at once; Telegram opens up to a hundred."""
RETRY_SECONDS = 0.05


class Bringer:
    """Posts to the port where the bot listens, as a proxy on the same machine would. `url` is the bot's own word for
    the webhook, of which only the path counts here."""

    def __init__(self, port: int, url: str, secret: str) -> None:
        self._port = port
        path = urlsplit(url).path or "/"
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode()
        self._updates: asyncio.Queue[bytes] = asyncio.Queue()
        self._senders = [asyncio.create_task(self._send()) for _ in range(CONNECTIONS)]

    def bring(self, update: dict[str, Any]) -> None:
        self._updates.put_nowait(orjson.dumps(update))

    def stop(self) -> None:
        for sender in self._senders:
            sender.cancel()

    async def _send(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            while True:
                body = await self._updates.get()
                while True:
                    writer.write(b"%s%d\r\n\r\n%s" % (self._head, len(body), body))
                    if await _status(reader) == 200:
                        break
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            writer.close()


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of a response, whose body is skipped."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    _, _, length = head.partition("content-length:")
    await reader.readexactly(int(length.split("\r\n")[0] or 0))
    return int(head.split(" ")[1])
