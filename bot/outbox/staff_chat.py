"""Which number does the staff group have now, whatever STAFF_CHAT_ID says, and how is one connected?"""

from __future__ import annotations

import asyncio
import logging

from bot.domain.reference import make_reference
from bot.machine import Entropy
from storage import chat_moves, staff_group
from storage.store import Store

log = logging.getLogger(__name__)
CODE = 10  # signs, fifty bits: nobody guesses it in the life of a process


class StaffChat:
    """Call it for the number; None if there is no staff group. `moved` is set when the number has changed.

    STAFF_CHAT_ID wins over a group that was connected.
    """

    def __init__(self, configured: int | None, store: Store, entropy: Entropy) -> None:
        self._known = configured
        self._store = store
        self._moves: dict[int, int] = {}
        self._code = make_reference(entropy, prefix="C", length=CODE)
        self.moved = asyncio.Event()

    @property
    def code(self) -> str | None:
        """What `/connect` wants to hear, once, while there is no group."""
        return self._code if self() is None else None

    def __call__(self) -> int | None:
        return chat_moves.follow(self._known, self._moves)

    async def load(self) -> None:
        """What was connected, and where groups have moved."""
        self._moves = await chat_moves.load(self._store.engine)
        if self._known is None:
            self._known = await staff_group.load(self._store.engine)

    async def move_in(self) -> None:
        """A group has been connected. Raises StorageError."""
        await self.load()
        log.warning("a staff group is connected")
        self.moved.set()

    async def follow(self, new_chat: int) -> None:
        """Telegram says that the group has become a supergroup: remember it beyond a restart."""
        old_chat = self()
        if old_chat is None or old_chat == new_chat:
            return
        await self._store.commit([chat_moves.add(old_chat, new_chat)])
        self._moves[old_chat] = new_chat
        self.moved.set()
        log.warning("the staff group has become a supergroup; its number is %d now", new_chat)
