"""How is what many people get at once kept to Telegram's pace, whoever is in a conversation notwithstanding?"""

from __future__ import annotations

from bot.deliver import Deliver
from bot.pace import Pace


class AmongMany:
    """A delivery that waits for its turn first, and only then looks whether there is still anything to say."""

    def __init__(self, deliver: Deliver, pace: Pace) -> None:
        self._deliver = deliver
        self._pace = pace

    async def __call__(self, subject: bytes) -> None:
        await self._pace.wait_among_many()
        await self._deliver(subject)
