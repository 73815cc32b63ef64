"""The file of tombstones: who was erased, so that no restored backup brings anybody back.

It is append-only, outside the database, and kept longer than any backup. One line an erasure: its day, in milliseconds
since 1970 UTC, and a mark (storage/persons.py). A mark leads to a row of the database, and to nobody once that row is
gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.domain.time import Moment, start_of_day
from storage.files import append_line, make_private, write_private
from storage.statements import StorageUnavailable, TombstonesUnusable


@dataclass(frozen=True, slots=True)
class Tombstone:
    erased_at: Moment
    mark: bytes


class TombstoneFile:
    """An append-only file. A line cut short by a power cut is skipped: its erasure was not acknowledged yet."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self) -> None:
        """Create the file before anybody is erased: from then on a missing file means that it was lost."""
        make_private(self._path)

    def text(self) -> bytes:
        """The file's bytes."""
        return self._path.read_bytes()

    def adopt(self, others: list[Tombstone]) -> None:
        """Add those of `others` that are not in the file yet."""
        known = {one.mark for one in self.read()}
        # A mark that stands there twice, because a crash came in between, counts twice in the database too.
        for tombstone in sorted(others, key=lambda other: other.erased_at):
            if tombstone.mark not in known:
                self.add(tombstone)

    def forget_minutes(self) -> None:
        """Keep only the day of what earlier versions wrote to the millisecond. Raises as `read` and `add` do."""
        known = self.read()
        if all(one.erased_at == start_of_day(one.erased_at) for one in known):
            return
        lines = [f"{start_of_day(one.erased_at)} {one.mark.hex()} .\n" for one in known]
        try:
            write_private(self._path, "".join(lines).encode("ascii"))
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    def read(self) -> list[Tombstone]:
        """All tombstones, the oldest first.

        Raises TombstonesUnusable if the file cannot be read, or a complete line is malformed: somebody was erased, and
        nobody can tell who.
        """
        try:
            if not self._path.exists():
                return []
            lines = [line.split() for line in self._path.read_text("ascii").splitlines()]
            whole = [line for line in lines if len(line) == 3 and line[2] == "."]
            return [Tombstone(Moment(line[0]), bytes.fromhex(line[1])) for line in whole]
        except (OSError, ValueError) as error:
            raise TombstonesUnusable(type(error).__name__) from None

    def add(self, *tombstones: Tombstone) -> None:
        """Add tombstones; they are on disk when this returns. Raises StorageUnavailable."""
        try:
            append_line(self._path, *(f"{one.erased_at} {one.mark.hex()} ." for one in tombstones))
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None
