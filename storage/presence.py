"""Is a file that we hold open still the one at its path?

Whoever deletes or moves a file leaves us writing into one that nobody will ever find again. To look at both databases
and their logs takes 11 us, a durable commit a hundred times as long, so it is done before each.
"""

from __future__ import annotations

from pathlib import Path

from storage.statements import StorageMoved

Identity = tuple[int, int]
"""Device and number of the file on it: another name keeps them, another file has others."""


class Presence:
    """Of some files, as they are once they are first seen."""

    def __init__(self, *paths: Path) -> None:
        self._paths = paths
        self._known: dict[Path, Identity] = {}
        self.note()

    def note(self) -> None:
        """From now on these files are the right ones; one that is not there yet may come."""
        for path in self._paths:
            found = _identity(path)
            if found:
                self._known[path] = found

    def lost(self) -> list[str]:
        """Names of the files that are no longer where they were."""
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
