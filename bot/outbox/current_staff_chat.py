"""Knows the current id of the staff group: set by STAFF_CHAT_ID or connected, and followed when it moves."""

from __future__ import annotations

import asyncio
import logging

from bot.domain.reference import make_reference
from storage import chat_moves, staff_group
from storage.store import Store

log = logging.getLogger(__name__)
MOVED = "the staff group has become a supergroup; its number is %d now"
CODE_LENGTH = 10  # characters, fifty bits: too many to guess

NO_GROUP = (
    "STAFF_CHAT_ID is not set and no group is connected: applications are taken and wait, nobody is told of them. Add "
    "the bot to a supergroup and send there: /connect@%s %s"
)


class CurrentStaffChat:
    """Call it for the id; it is None while there is no staff group. `moved` is set when the id has changed.

    STAFF_CHAT_ID wins over a group that was connected.
    """

    def __init__(self, configured: int | None, store: Store) -> None:
        self._known = configured
        self._store = store
        self._moves: dict[int, int] = {}
        self._present = configured
        # The command may reach another process than the one in whose log the code stands.
        self._code = make_reference(store.vault.draws("connect"), prefix="C", length=CODE_LENGTH)
        self.moved = asyncio.Event()

    @property
    def code(self) -> str | None:
        """The code that `/connect` needs, while there is no group."""
        return self._code if self._present is None else None

    def __call__(self) -> int | None:
        return self._present

    async def load(self) -> None:
        """Read which group was connected, and where groups have moved."""
        self._moves = await chat_moves.load(self._store.engine)
        if self._known is None:
            self._known = await staff_group.load(self._store.engine)
        self._present = chat_moves.follow(self._known, self._moves)

    async def reload(self) -> None:
        """Read it again, because a group has been connected or has moved. Raises StorageError."""
        before = self()
        await self.load()
        if self() == before:
            return  # this process has moved it
        if before is None:
            log.warning("a staff group is connected")
        else:
            log.warning(MOVED, self())
        self.moved.set()

    async def follow(self, new_chat: int) -> None:
        """Record that the group has become a supergroup with the id `new_chat`."""
        old_chat = self()
        if old_chat is None or old_chat == new_chat:
            return
        await self._store.commit([chat_moves.add(old_chat, new_chat)])
        self._moves[old_chat] = new_chat
        self._present = chat_moves.follow(self._known, self._moves)
        self.moved.set()
        log.warning(MOVED, new_chat)
