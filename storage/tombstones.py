"""The file of tombstones: who has been erased, so that no restored backup brings anybody back.

Append-only, outside the database, kept longer than any backup. One line an erasure: milliseconds since 1970 UTC and a
mark (storage/persons.py) that leads to a row of the database, and to nobody once that row is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.domain.time import Moment
from storage.files import append_line, make_private
from storage.statements import StorageUnavailable, TombstonesUnusable


@dataclass(frozen=True, slots=True)
class Tombstone:
    erased_at: Moment
    mark: bytes


class TombstoneFile:
    """Lines once written stay; a line cut short by a power cut is skipped, its erasure was not acknowledged."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self) -> None:
        """Have a file although nobody was erased yet: later its absence means that it was lost."""
        make_private(self._path)

    def text(self) -> bytes:
        """As it is."""
        return self._path.read_bytes()

    def adopt(self, others: list[Tombstone]) -> None:
        """Take over what is not here yet."""
        for tombstone in sorted(set(others) - set(self.read()), key=lambda other: other.erased_at):
            self.add(tombstone)

    def read(self) -> list[Tombstone]:
        """Raises TombstonesUnusable if a whole line is none that was ever written: somebody was erased, nobody can
        tell who."""
        try:
            if not self._path.exists():
                return []
            lines = [line.split() for line in self._path.read_text("ascii").splitlines()]
            whole = [line for line in lines if len(line) == 3 and line[2] == "."]
            return [Tombstone(Moment(line[0]), bytes.fromhex(line[1])) for line in whole]
        except (OSError, ValueError) as error:
            raise TombstonesUnusable(type(error).__name__) from None

    def add(self, *tombstones: Tombstone) -> None:
        """On disk when this returns."""
        try:
            append_line(self._path, *(f"{one.erased_at} {one.mark.hex()} ." for one in tombstones))
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None
