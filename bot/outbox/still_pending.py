"""Checks, after a rate limit has delayed a call, that its fact is still pending and that this process still leads."""

from __future__ import annotations

from bot.dialogue.channel import IsWanted
from storage import outbox
from storage.outbox import OutboxRow
from storage.store import Store


def make_pending_check(store: Store, row: OutboxRow) -> IsWanted:
    """A check for later: true while the fact is neither cancelled nor told anew. It raises NoLongerLeading.

    A message can wait a minute, and its subject, which was read after the row, can be destroyed meanwhile.
    """

    async def is_wanted() -> bool:
        await store.term.confirm(store.engine)
        return await outbox.version_of(store.engine, row.fact, row.subject) == row.version

    return is_wanted
