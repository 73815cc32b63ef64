"""Checks that an open file is still the one at its path.

If somebody deletes or moves the file, everything written after that is lost. To look at both databases and their logs
takes 11 us, and a durable commit a hundred times as long, so it is checked before each commit.
"""

from __future__ import annotations

from pathlib import Path

from storage.statements import StorageMoved

Identity = tuple[int, int]
"""Device and inode. A renamed file keeps them, another file has others."""


class Presence:
    """Remembers the identity of each file from the moment it is first seen."""

    def __init__(self, *paths: Path) -> None:
        self._paths = paths
        self._known: dict[Path, Identity] = {}
        self.note()

    def note(self) -> None:
        """Take the files that are there now as the right ones. A missing file may come later."""
        for path in self._paths:
            found = _identity(path)
            if found:
                self._known[path] = found

    def lost(self) -> list[str]:
        """Names of the files that were deleted or moved."""
        for path in self._paths:
            if path not in self._known and (found := _identity(path)):
                self._known[path] = found
        return [path.name for path, known in self._known.items() if _identity(path) != known]

    def check(self) -> None:
        """Raises StorageMoved."""
        for name in self.lost():
            raise StorageMoved("deleted or moved", name)


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:  # its folder may be gone or locked as well
        return None
    return found.st_dev, found.st_ino
