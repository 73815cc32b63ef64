"""Is a fact still to be told when the pace of a channel at last lets it go?"""

from __future__ import annotations

from bot.dialogue.channel import IsWanted
from storage import outbox
from storage.outbox import Fact
from storage.store import Store


async def still_to_be_told(store: Store, fact: Fact, subject: bytes) -> IsWanted:
    """A question to be asked later: whether it has neither been called off nor told anew since now.

    Call it before reading what is to be told; a message can wait a minute, and its subject be destroyed meanwhile.
    """
    version = await outbox.version_of(store.engine, fact, subject)

    async def is_wanted() -> bool:
        return await outbox.version_of(store.engine, fact, subject) == version

    return is_wanted
