"""The keystore in a PostgreSQL database: a key is deleted, and the keys that are left move to a new table.

VACUUM FULL would not do: it keeps every row that the oldest transaction of the server can still see, and says nothing
(docs/decisions/keys-on-postgresql.md). A new table gets the living rows alone, and the file of the dropped one is
emptied when that is committed. What the server has written into its log stays there until the log is recycled.
"""

from __future__ import annotations

from storage.engine import Engine
from storage.server_refusals import RightMissing
from storage.statements import Statement, StorageUnavailable

LOCKED = "55P03"
"""SQLSTATE lock_not_available: another program has the table open, for example a backup."""
PATIENCE = "2s"
"""How long such a program is waited for. Whoever asks for a key waits as long."""
MOVE = """
SET LOCAL lock_timeout = '{patience}';
LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;
CREATE TABLE living (LIKE {table} INCLUDING ALL);
{no_statistics};
INSERT INTO living SELECT * FROM {table};
DROP TABLE {table};
ALTER TABLE living RENAME TO {table}
"""
SECRET_COLUMNS = {"keys": ("subject", "wrapped"), "secrets": ("wrapped",), "unsettled": ("subject",)}
"""Of each table, those of which the server must not keep statistics: these are copies of values."""


class PostgresKeystore:
    """Of one schema; `engine` has it open."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._may_checkpoint = True

    def destroy(self, subject: bytes) -> list[Statement]:
        # To overwrite it first would only make one more copy: PostgreSQL never changes a row in its place.
        return [Statement("DELETE FROM keys WHERE subject = $1", (subject,))]

    async def remove_traces(self) -> bool:
        return await self._move("keys")

    async def compact(self) -> bool:
        return await self._move(*SECRET_COLUMNS)

    async def _move(self, *tables: str) -> bool:
        """Move the rows of each table to a new one; False if another program has one of them open."""
        try:
            await self.engine.run_script(";\n".join(_move_one(table) for table in tables))
        except StorageUnavailable as error:
            if str(error) == LOCKED:
                return False
            raise
        await self._checkpoint()
        return True

    async def _checkpoint(self) -> None:
        """Let the server recycle its log earlier, where this role may ask for it (pg_checkpoint)."""
        if not self._may_checkpoint:
            return
        try:
            await self.engine.write([Statement("CHECKPOINT")])
        except RightMissing:
            self._may_checkpoint = False  # each refusal is a line in the server's log
        except StorageUnavailable:
            return  # the keys are gone from the tables already


def _move_one(table: str) -> str:
    no_statistics = "ALTER TABLE living " + ", ".join(
        f"ALTER COLUMN {column} SET STATISTICS 0" for column in SECRET_COLUMNS[table]
    )
    return MOVE.format(patience=PATIENCE, table=table, no_statistics=no_statistics).strip()
