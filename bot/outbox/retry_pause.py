"""How long a row of the outbox waits after a failure."""

from __future__ import annotations

from bot.domain.time import MILLISECOND, MINUTE, SECOND, Span
from storage.outbox import OutboxRow

MAX_RETRY_PAUSE = 15 * SECOND  # so that a group that lets the bot back in is served within seconds
MAX_REFUSED_PAUSE = MINUTE  # between attempts of a delivery that was refused
FIRST_RETRY_PAUSE = 500 * MILLISECOND


def retry_pause(row: OutboxRow, longest: Span) -> Span:
    """The pause until the next attempt. It doubles with each attempt."""
    return min(FIRST_RETRY_PAUSE * (1 << row.attempts), longest)
