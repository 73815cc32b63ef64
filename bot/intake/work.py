"""One update under way, and what waits for it to be stored and answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.dialogue.taken import Taken


class Countdown:
    """Waits until something has happened so many times."""

    def __init__(self, times: int) -> None:
        self._left = times
        self._over = asyncio.get_running_loop().create_future()

    def count(self) -> None:
        self._left -= 1
        if not self._left:
            self._over.set_result(None)

    async def is_over_within(self, seconds: float) -> bool:
        return not self._left or bool((await asyncio.wait([self._over], timeout=seconds))[0])


class Work:
    """One update under way. `taken` tells whether it was stored. It is said when everything that the person waits for
    has gone out."""

    def __init__(self, note: Callable[[bool], None]) -> None:
        """`note` is called soon after it is known whether the update is stored."""
        self.taken = Taken.UNDECIDED
        self._note = note
        self._is_said = False
        self._wait_for_commit: list[Countdown] = []
        self._wait_for_reply: list[Countdown] = []

    def await_by(self, committed: Countdown, said: Countdown) -> None:
        """Count each down once: when it is known whether the update is stored, and when it is said."""
        if self.taken is Taken.UNDECIDED:
            self._wait_for_commit.append(committed)
        else:
            committed.count()
        if self._is_said:
            said.count()
        else:
            self._wait_for_reply.append(said)

    def note_stored(self, is_stored: bool) -> None:
        """Once: it is found out only once."""
        self.taken = Taken.COMMITTED if is_stored else Taken.REFUSED
        for waiting in self._wait_for_commit:
            waiting.count()
        asyncio.get_running_loop().call_soon(self._note, is_stored)

    def note_said(self) -> None:
        if self._is_said:
            return
        self._is_said = True
        for waiting in self._wait_for_reply:
            waiting.count()

    def end(self) -> None:
        """Nothing more comes: what is not committed by now was not stored."""
        if self.taken is Taken.UNDECIDED:
            self.note_stored(False)
        if not self._is_said:
            self.note_said()
