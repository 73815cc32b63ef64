"""Which number does the staff group have now, whatever STAFF_CHAT_ID says?"""

from __future__ import annotations

import asyncio
import logging

from storage import chat_moves
from storage.store import Store

log = logging.getLogger(__name__)


class StaffChat:
    """Call it for the number; None if there is no staff group. `moved` is set when the number has changed."""

    def __init__(self, configured: int | None, store: Store) -> None:
        self._configured = configured
        self._store = store
        self._moves: dict[int, int] = {}
        self.moved = asyncio.Event()

    def __call__(self) -> int | None:
        chat = self._configured
        seen: set[int] = set()
        while chat in self._moves and chat not in seen:
            seen.add(chat)
            chat = self._moves[chat]
        return chat

    async def load(self) -> None:
        self._moves = await chat_moves.load(self._store.engine)

    async def follow(self, new_chat: int) -> None:
        """Telegram says that the group has become a supergroup: remember it beyond a restart."""
        old_chat = self()
        if old_chat is None or old_chat == new_chat:
            return
        await self._store.commit([chat_moves.add(old_chat, new_chat)])
        self._moves[old_chat] = new_chat
        self.moved.set()
        log.warning("the staff group has become a supergroup; its number is %d now", new_chat)
