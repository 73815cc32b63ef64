"""How do several files change places at once, although a machine can stop between any two steps?

The new files are laid beside the old ones; then a mark is written, and from the mark on the new ones count. Whoever
opens the database next carries out what is marked, and clears away what never was.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.files import copy_private, destroy_file, partial_of, sync_folder, write_private

SIDES = ("-wal", "-shm")


class Exchange:
    """Of some files for others; the workshop is a folder beside the first where the new ones are prepared."""

    def __init__(self, *files: Path) -> None:
        self._files = files
        self._mark = files[0].with_name(files[0].name + ".exchange")
        self.workshop = files[0].with_name(files[0].name + ".workshop")

    @property
    def is_decided(self) -> bool:
        return self._mark.exists()

    def lay(self, new: Path, file: Path) -> None:
        """Have `new` ready to take the place of `file`, on the same disk."""
        copy_private(new, _incoming(file))

    def decide(self) -> None:
        """From here on there is no way back."""
        write_private(self._mark, b"the files named *.incoming take their places at the next start\n")

    def finish(self) -> None:
        """Carry out what was decided, and destroy what was not, and what is replaced."""
        if self.is_decided:
            for file in self._files:
                self._replace(file)
        self.clear()
        if self.is_decided:
            self._mark.unlink()
            sync_folder(self._mark.parent)

    def clear(self) -> None:
        """Leave nothing of the new files that did not become the files, nor of the old ones that no longer are."""
        for file in self._files:
            destroy_file(_incoming(file))
            for side in ("", *SIDES):
                destroy_file(_outgoing(file, side))
        destroy_file(partial_of(self._mark))
        shutil.rmtree(self.workshop, ignore_errors=True)

    def _replace(self, file: Path) -> None:
        if not _incoming(file).exists():
            return  # done before the machine stopped
        for side in ("", *SIDES):
            old = file.with_name(file.name + side)
            # A log left beside a new database would be taken for its own and written into it.
            if old.exists():
                old.replace(_outgoing(file, side))
        sync_folder(file.parent)
        _incoming(file).replace(file)
        sync_folder(file.parent)


def _incoming(file: Path) -> Path:
    return file.with_name(file.name + ".incoming")


def _outgoing(file: Path, side: str) -> Path:
    return file.with_name(file.name + ".outgoing" + side)
