"""Tombstones and heads of the ledger in append-only tables, in another database than the one they are about.

The log of the bot has a line for each as well, in case this database is lost too.
"""

from __future__ import annotations

import logging

from bot.domain.ledger import Head
from bot.domain.time import EPOCH, Moment
from storage.engine import Engine
from storage.migrate import migrate
from storage.statements import HeadsUnusable, Statement, StorageUnavailable, TombstonesUnusable
from storage.tombstones import Tombstone

log = logging.getLogger(__name__)
RESTORED = "restored"
"""In the place of a hash: the ledger was restored, and ends at this row."""


async def prepare_log(engine: Engine) -> None:
    """Make both tables. Raises TombstonesUnusable and SchemaTooNew."""
    try:
        await migrate(engine, "log")
        for table in ("tombstones", "heads"):
            await engine.forbid_changes(table)
    except StorageUnavailable as error:
        raise TombstonesUnusable(str(error), error.file) from None


class PostgresTombstones:
    """Table `tombstones`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def forget_minutes(self) -> None:
        """There is nothing to forget: no version has written more than the day."""

    async def read(self) -> list[Tombstone]:
        try:
            rows = await self.engine.read("SELECT erased_at, mark FROM tombstones ORDER BY number")
        except StorageUnavailable as error:
            raise TombstonesUnusable(str(error), error.file) from None
        return [Tombstone(Moment(erased_at), mark) for erased_at, mark in rows]

    async def add(self, *tombstones: Tombstone) -> None:
        """Whether they are there is unknown if the connection breaks off. One that is added again does no harm."""
        insert = "INSERT INTO tombstones (erased_at, mark) VALUES ($1, $2)"
        try:
            await self.engine.write([Statement(insert, (one.erased_at, one.mark)) for one in tombstones])
        except StorageUnavailable as error:
            raise TombstonesUnusable(str(error), error.file) from None
        for one in tombstones:
            log.info("tombstone: %d %s", one.erased_at, one.mark.hex())


class PostgresHeads:
    """Table `heads`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def read(self) -> list[Head]:
        return [head for _, head in await self.dated()]

    async def dated(self) -> list[tuple[Moment, Head]]:
        kept: list[tuple[Moment, Head]] = []
        for at, seq, digest in await self._rows():
            if digest == RESTORED:
                kept = [(moment, head) for moment, head in kept if head.seq <= seq]
            else:
                kept.append((Moment(at), Head(seq, digest)))
        return kept

    async def last_at(self) -> Moment:
        rows = await self._rows()
        return Moment(rows[-1][0]) if rows else EPOCH

    async def publish(self, head: Head, now: Moment) -> None:
        await self._add(head.seq, head.hash, now)

    async def give_up_after(self, seq: int, now: Moment) -> None:
        await self._add(seq, RESTORED, now)

    async def _add(self, seq: int, digest: str, now: Moment) -> None:
        insert = "INSERT INTO heads (published_at, seq, hash) VALUES ($1, $2, $3)"
        try:
            await self._engine.write([Statement(insert, (now, seq, digest))])
        except StorageUnavailable as error:
            raise HeadsUnusable(str(error), error.file) from None

    async def _rows(self) -> list[tuple[int, int, str]]:
        try:
            rows = await self._engine.read("SELECT published_at, seq, hash FROM heads ORDER BY number")
        except StorageUnavailable as error:
            raise HeadsUnusable(str(error), error.file) from None
        return [(at, seq, digest) for at, seq, digest in rows]
