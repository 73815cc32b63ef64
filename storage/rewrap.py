"""Wraps every key with the next master key, safely even if the machine stops at any moment.

First a secret that only the next master key opens marks that the change has begun; while it is there, nothing else can
unlock the keystore. Then the keys are wrapped again, batch by batch. A key that the next master key opens already is
left alone, so an interrupted run can simply be started again.
"""

from __future__ import annotations

from collections.abc import Callable

from storage.engine import Engine
from storage.keystore import EMPTY
from storage.statements import Row, Statement
from storage.vault import NEXT_KEY, Wrap, WrongMasterKey

KEYS_PER_TRANSACTION = 500  # a few milliseconds, so that the progress bar moves

Tick = Callable[[int], None]
"""Called with the number of keys done so far."""


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

    async def count(self) -> int:
        """How many keys there are to wrap."""
        [(number,)] = await self._engine.read("SELECT count(*) FROM keys WHERE wrapped <> $1", EMPTY)
        return int(number)

    async def begin(self) -> None:
        """Mark that the change has begun. Call it after `check`, once the next key is kept safely."""
        insert = "INSERT INTO secrets (name, wrapped) VALUES ($1, $2)"
        # The wrapped text does not matter, only whether the key opens it.
        await self._engine.write([Statement(insert, (NEXT_KEY, self._after.close(NEXT_KEY.encode(), b"begun")))])

    async def run(self, tick: Tick) -> int:
        """Wrap everything again; return how many keys. Raises WrongMasterKey if neither master key opens one."""
        done, last = 0, b""
        while rows := await self._engine.read(
            "SELECT subject, wrapped FROM keys WHERE subject > $1 AND wrapped <> $2 ORDER BY subject LIMIT $3",
            last,
            EMPTY,
            KEYS_PER_TRANSACTION,
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
        """Remove the mark. From now on the keystore can be unlocked, with the next master key only."""
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
