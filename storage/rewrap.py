"""How does every key get from one master key under the next, although a machine can stop at any moment?

First a secret that only the next key opens says that the change has begun; while it is there nothing else opens the
keystore. Then every key is wrapped anew, batch by batch. A key that the next one opens already is left alone, so
beginning again is the same as carrying on.
"""

from __future__ import annotations

from collections.abc import Callable

from storage.engine import Engine
from storage.statements import Row, Statement
from storage.vault import EMPTY, NEXT_KEY, Wrap, WrongMasterKey

BATCH = 500  # keys a transaction: a few milliseconds, so that the progress bar moves

Tick = Callable[[int], None]
"""Told how many keys have been done."""


class Rewrap:
    """One keystore, on its way from one master key to the next."""

    def __init__(self, engine: Engine, before: Wrap, after: Wrap) -> None:
        self._engine = engine
        self._before = before
        self._after = after

    async def check(self) -> None:
        """Raises WrongMasterKey if the key in use is not the keystore's."""
        for name, wrapped in await self._engine.read("SELECT name, wrapped FROM secrets"):
            self._before.open(name.encode(), wrapped)

    async def begin(self) -> None:
        """Say that the change has begun; after `check`, and once the next key is safe."""
        insert = "INSERT INTO secrets (name, wrapped) VALUES ($1, $2)"
        # What it wraps says nothing: only whether it opens counts.
        await self._engine.write([Statement(insert, (NEXT_KEY, self._after.close(NEXT_KEY.encode(), b"begun")))])

    async def run(self, tick: Tick) -> int:
        """Wrap everything anew; how many keys. Raises WrongMasterKey where neither key opens one."""
        done, last = 0, b""
        while rows := await self._engine.read(
            "SELECT subject, wrapped FROM keys WHERE subject > $1 AND wrapped <> $2 ORDER BY subject LIMIT $3",
            last,
            EMPTY,
            BATCH,
        ):
            update = "UPDATE keys SET wrapped = $2 WHERE subject = $1"
            await self._engine.write([Statement(update, (row[0], self._anew(row[0], row[1]))) for row in rows])
            done, last = done + len(rows), rows[-1][0]
            tick(done)
        rows = await self._engine.read("SELECT name, wrapped FROM secrets")
        update = "UPDATE secrets SET wrapped = $2 WHERE name = $1"
        await self._engine.write([Statement(update, (name, self._anew(name.encode(), old))) for name, old in rows])
        return done

    async def finish(self) -> None:
        """From here on the keystore opens again, with the next key only."""
        await self._engine.write([Statement("DELETE FROM secrets WHERE name = $1", (NEXT_KEY,))])

    def _anew(self, name: bytes, wrapped: bytes) -> bytes:
        try:
            self._after.open(name, wrapped)
        except WrongMasterKey:
            return self._after.close(name, self._before.open(name, wrapped))
        return wrapped


async def next_key_fits(engine: Engine, key: Wrap) -> bool | None:
    """Whether this is the key that an unfinished change began with; None if none is unfinished."""
    rows: list[Row] = await engine.read("SELECT wrapped FROM secrets WHERE name = $1", NEXT_KEY)
    if not rows:
        return None
    try:
        key.open(NEXT_KEY.encode(), rows[0][0])
    except WrongMasterKey:
        return False
    return True
