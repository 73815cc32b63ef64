"""Tombstones: who was erased, so that no restored backup brings anybody back.

They are outside the database, only ever added, and kept longer than any backup. One for each erasure: its day, in
milliseconds since 1970 UTC, and a mark (storage/persons.py). A mark leads to a row of the database, and to nobody once
that row is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain.frozen import frozen
from bot.domain.time import Moment


@frozen
class Tombstone:
    erased_at: Moment
    mark: bytes


class Tombstones(Protocol):
    """Where they stand: `storage/tombstone_file.py` is a file."""

    async def read(self) -> list[Tombstone]:
        """All of them, the oldest first. Raises TombstonesUnusable."""

    async def add(self, *tombstones: Tombstone) -> None:
        """Add tombstones; they are on disk when this returns. Raises StorageUnavailable."""

    async def forget_minutes(self) -> None:
        """Keep only the day of what earlier versions wrote to the millisecond. Raises as `read` and `add` do."""


async def adopt(tombstones: Tombstones, others: Sequence[Tombstone]) -> None:
    """Add those of `others` that are not there yet."""
    known = {one.mark for one in await tombstones.read()}
    # A mark that stands there twice, because a crash came in between, counts twice in the database too.
    for tombstone in sorted(others, key=lambda other: other.erased_at):
        if tombstone.mark not in known:
            await tombstones.add(tombstone)
