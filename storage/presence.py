"""Checks that an open file is still the one at its path.

If somebody deletes or moves the file, everything written after that is lost. To look at both databases and their logs
takes 6 us, and a durable commit more than a hundred times as long, so it is checked before each commit.
"""

from __future__ import annotations

from pathlib import Path

from storage.files import Identity, identity_of
from storage.statements import StorageMoved


class Presence:
    """Remembers the identity of each file from the moment it is first seen."""

    def __init__(self, *paths: Path) -> None:
        # As text: a Path takes longer to ask than the system takes to answer.
        self._paths = [str(path) for path in paths]
        self._known: dict[str, Identity] = {}
        self.note()

    def note(self) -> None:
        """Take the files that are there now as the right ones. A missing file may come later."""
        for path in self._paths:
            found = identity_of(path)
            if found:
                self._known[path] = found

    def lost(self) -> list[str]:
        """Names of the files that were deleted or moved."""
        for path in self._paths:
            if path not in self._known and (found := identity_of(path)):
                self._known[path] = found
        return [Path(path).name for path, known in self._known.items() if identity_of(path) != known]

    def check(self) -> None:
        """Raises StorageMoved."""
        for name in self.lost():
            raise StorageMoved("deleted or moved", name)
