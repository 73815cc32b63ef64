"""Tombstones in an append-only file, one line each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.domain.time import Moment, start_of_day
from bot.machine import InThread, Result
from storage.files import append_line, make_private, write_private
from storage.statements import StorageUnavailable, TombstonesUnusable
from storage.tombstones import Tombstone


async def _here(work: Callable[[], Result], /) -> Result:
    """A command has nobody else to wait for."""
    return work()


class TombstoneFile:
    """A line cut short by a power cut is skipped: its erasure was not acknowledged yet."""

    def __init__(self, path: Path, in_thread: InThread = _here) -> None:
        self._path = path
        self._in_thread = in_thread

    def begin(self) -> None:
        """Create the file before anybody is erased: from then on a missing file means that it was lost."""
        make_private(self._path)

    def text(self) -> bytes:
        """The file's bytes."""
        return self._path.read_bytes()

    async def forget_minutes(self) -> None:
        known = await self.read()
        if all(one.erased_at == start_of_day(one.erased_at) for one in known):
            return
        lines = [f"{start_of_day(one.erased_at)} {one.mark.hex()} .\n" for one in known]
        try:
            write_private(self._path, "".join(lines).encode("ascii"))
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    async def read(self) -> list[Tombstone]:
        """Raises TombstonesUnusable if the file cannot be read, or a complete line is malformed: somebody was erased,
        and nobody can tell who.
        """
        try:
            if not self._path.exists():
                return []
            lines = [line.split() for line in self._path.read_text("ascii").splitlines()]
            whole = [line for line in lines if len(line) == 3 and line[2] == "."]
            return [Tombstone(Moment(line[0]), bytes.fromhex(line[1])) for line in whole]
        except (OSError, ValueError) as error:
            raise TombstonesUnusable(type(error).__name__) from None

    async def add(self, *tombstones: Tombstone) -> None:
        lines = [f"{one.erased_at} {one.mark.hex()} ." for one in tombstones]
        try:
            await self._in_thread(partial(append_line, self._path, *lines))
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None
