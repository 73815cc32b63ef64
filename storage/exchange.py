"""Replaces several files at once, safely even if the machine stops between any two steps.

The new files are laid beside the old ones; then a mark is written. From that moment the new files count. The next start
carries out an exchange that is marked, and clears away one that is not.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.files import copy_private, destroy_file, partial_of, sync_folder, write_private

SIDES = ("-wal", "-shm")


class Exchange:
    """Replaces `files`. `workshop` is a folder beside the first file, where the new ones are prepared."""

    def __init__(self, *files: Path) -> None:
        self._files = files
        self._mark = files[0].with_name(files[0].name + ".exchange")
        self.workshop = files[0].with_name(files[0].name + ".workshop")

    @property
    def is_decided(self) -> bool:
        return self._mark.exists()

    def lay(self, new: Path, file: Path) -> None:
        """Copy `new` beside `file`, ready to take its place."""
        copy_private(new, _incoming(file))

    def decide(self) -> None:
        """Write the mark. After it the exchange cannot be undone."""
        write_private(self._mark, b"the files named *.incoming take their places at the next start\n")

    def finish(self) -> None:
        """Carry out an exchange that was decided; destroy replaced files, and new files of one that was not decided."""
        if self.is_decided:
            for file in self._files:
                self._replace(file)
        self.clear()
        if self.is_decided:
            self._mark.unlink()
            sync_folder(self._mark.parent)

    def clear(self) -> None:
        """Destroy every leftover: new files that were not used, and old files that were replaced."""
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
