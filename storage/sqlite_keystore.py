"""The keystore in a SQLite file: a key is overwritten where it stands, in a table whose rows never move
(docs/decisions/keys-overwritten.md)."""

from __future__ import annotations

from contextlib import suppress

from bot.machine import Entropy, Sleep
from storage.engine import Engine
from storage.keystore import EMPTY
from storage.statements import Statement, StorageUnavailable

LOG_TRIES, LOG_RETRY_SECONDS = 20, 0.1
"""How long a reader of the keystore is waited for: a person who waits must get an answer within five seconds."""
SMALL_KEYSTORE = 1_000  # keys; a few milliseconds to compact, a million take a second or more


class SqliteKeystore:
    """Of one file; `engine` has it open."""

    def __init__(self, engine: Engine, entropy: Entropy, sleep: Sleep) -> None:
        self.engine = engine
        self._entropy = entropy
        self._sleep = sleep

    def destroy(self, subject: bytes) -> list[Statement]:
        overwrite = "UPDATE keys SET subject = $2, wrapped = $3 WHERE subject = $1"
        return [Statement(overwrite, (subject, self._entropy(len(subject)), EMPTY))]

    async def remove_traces(self) -> bool:
        gone = await self._empty_log()
        if gone and await self._is_small():
            with suppress(StorageUnavailable):  # the keys are gone; their subjects go at night then
                await self.compact()
        return gone

    async def compact(self) -> bool:
        """The keys that are left move to a new table.

        To delete rows would move keys within the old table, and leave copies behind if the process died before the file
        is compacted. Of a dropped table nothing stays.
        """
        columns = "subject, wrapped, created_at"
        await self.engine.write(
            [
                Statement(
                    "CREATE TABLE living "
                    "(subject BYTEA PRIMARY KEY, wrapped BYTEA NOT NULL, created_at BIGINT NOT NULL)"
                ),
                Statement(f"INSERT INTO living ({columns}) SELECT {columns} FROM keys WHERE wrapped <> $1", (EMPTY,)),
                Statement("DROP TABLE keys"),
                Statement("ALTER TABLE living RENAME TO keys"),
            ]
        )
        return await self.engine.scrub()

    async def _empty_log(self) -> bool:
        """Empty the log; wait for short readers. Other changes can be committed meanwhile."""
        for _ in range(LOG_TRIES):
            if await self.engine.checkpoint():
                return True
            await self._sleep(LOG_RETRY_SECONDS)
        return False

    async def _is_small(self) -> bool:
        return not await self.engine.read("SELECT 1 FROM keys LIMIT 1 OFFSET $1", SMALL_KEYSTORE)
