"""What can Telegram do?"""

from __future__ import annotations

from bot.channels.telegram.changes import LATE
from bot.domain.abilities import Abilities

TELEGRAM = Abilities(
    longest_notice=200,  # Bot API, answerCallbackQuery
    settled_after=int(LATE * 1000),
)
