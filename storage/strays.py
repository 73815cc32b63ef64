"""Messages in the staff group to take back, as rows of `outbox`: they could not be recorded, or not be taken back.

The subject of the row holds the chat and the message. The row is removed once the message was tried; one that could not
be taken back goes on in `erasure_cards`.
"""

from __future__ import annotations

import struct

from bot.domain.facts import Fact
from bot.domain.time import Moment
from storage import outbox
from storage.engine import Engine
from storage.outbox import STAFF, Urgency
from storage.statements import Statement

PACKED = struct.Struct(">qq")  # chat id and message id; never of a private chat: its id is personal data


def tell(chat_id: int, message_id: int, now: Moment) -> Statement:
    """Have the message taken back, before anything else is said in the group."""
    return outbox.tell(STAFF, Fact.STRAY, PACKED.pack(chat_id, message_id), now, Urgency.ERASURE)


def read(subject: bytes) -> tuple[int, int]:
    """Chat id and message id."""
    chat_id, message_id = PACKED.unpack(subject)
    return chat_id, message_id


async def waiting(engine: Engine) -> list[tuple[int, int]]:
    """Chat id and message id of each stray that is not taken back yet."""
    rows = await engine.read("SELECT subject FROM outbox WHERE kind = $1 ORDER BY id", Fact.STRAY)
    return [read(row[0]) for row in rows]
