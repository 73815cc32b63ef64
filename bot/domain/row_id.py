"""Ids of rows that begin with the second in which they were made.

Rows made one after another then lie side by side in every index. With random ids each would change a page of its own,
somewhere in a large file, and an application would cost more the more there are (docs/decisions/ids-in-order.md).
"""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.time import EPOCH, SECOND, Moment

SECONDS_LENGTH = 4  # bytes, which last until 2106 and then begin again


def make_row_id(length: int, now: Moment, entropy: Callable[[int], bytes]) -> bytes:
    """An id of `length` bytes, all but four of them random."""
    second: int = (now - EPOCH) // SECOND % (1 << 8 * SECONDS_LENGTH)
    return second.to_bytes(SECONDS_LENGTH) + entropy(length - SECONDS_LENGTH)


def abbreviate(row_id: bytes) -> str:
    """Eight hex digits that tell it from others: the last ones, as ids of one second begin alike."""
    return row_id[-4:].hex()
