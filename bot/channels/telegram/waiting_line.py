"""Who waits for something that another one has. The locks of asyncio cost as much when nobody waits."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class WaitingLine:
    """First come, first served."""

    def __init__(self, give_on: Callable[[], None]) -> None:
        """`give_on` is called by who gives up in the moment of being served."""
        self._give_on = give_on
        self._turns: deque[asyncio.Future[None]] = deque()

    async def wait(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._give_on()
            raise

    def serve(self) -> bool:
        """Let go who has waited longest. False if nobody waits."""
        while self._turns:
            if not (turn := self._turns.popleft()).done():
                turn.set_result(None)
                return True
        return False
