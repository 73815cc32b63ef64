"""Checks, after a rate limit has delayed a call, that its fact is still pending and that this process still leads."""

from __future__ import annotations

from bot.dialogue.channel import IsWanted
from bot.domain.facts import Fact
from storage import outbox
from storage.store import Store


async def make_pending_check(store: Store, fact: Fact, subject: bytes) -> IsWanted:
    """A check for later: true while the fact is neither cancelled nor told anew. It raises NoLongerLeading.

    Make it before you read the subject: a message can wait a minute, and its subject can be destroyed meanwhile.
    """
    version = await outbox.version_of(store.engine, fact, subject)

    async def is_wanted() -> bool:
        await store.term.confirm(store.engine)
        return await outbox.version_of(store.engine, fact, subject) == version

    return is_wanted
