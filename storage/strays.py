"""Rows of `outbox` about messages in the staff group that nobody wants: sent, and then there was no place for them.

The row itself holds the number: it goes when the message has gone.
"""

from __future__ import annotations

import struct

from bot.domain.time import Moment
from storage import outbox
from storage.engine import Engine
from storage.outbox import STAFF, Fact, Urgency
from storage.statements import Statement

PACKED = struct.Struct(">qq")  # chat and message; of the group only, a private chat's number is a person's


def tell(chat_id: int, message_id: int, now: Moment) -> Statement:
    """Take it back, before anything else is said there."""
    return outbox.tell(STAFF, Fact.STRAY, PACKED.pack(chat_id, message_id), now, Urgency.ERASURE)


def read(subject: bytes) -> tuple[int, int]:
    """Chat and number."""
    chat_id, message_id = PACKED.unpack(subject)
    return chat_id, message_id


async def waiting(engine: Engine) -> list[tuple[int, int]]:
    """Chat and number of each that still stands."""
    rows = await engine.read("SELECT subject FROM outbox WHERE kind = $1 ORDER BY id", Fact.STRAY)
    return [read(row[0]) for row in rows]
