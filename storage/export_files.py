"""The files that `python -m bot export` writes: the only readable ones in the data folder, each for a day at most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from storage.files import destroy_file, partial_of

NAME = re.compile(r"export-(X-\w{6})\.(?:csv|xlsx)(?:\.partial)?")


def find_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every such file in the folder, with the reference of its disclosure; also one that was being written."""
    for path in folder.glob("export-X-*"):
        if found := NAME.fullmatch(path.name):
            yield found[1], path


def destroy(path: Path) -> None:
    """Destroy an export file, and what is left if the machine stopped while it was written. A missing one is no error,
    but a missing folder is: a disk that is not mounted still holds it. Raises OSError."""
    if not path.parent.is_dir():
        raise FileNotFoundError(path.parent)
    destroy_file(path)
    destroy_file(partial_of(path))
