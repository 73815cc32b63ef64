"""The temporary folder of a demo, which goes with the demo; one that was killed leaves its folder to the next demo."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from storage.files import FileLock
from storage.statements import AlreadyRunning

PREFIX = "momu-demo-"
LOCK = "demo.lock"


@contextmanager
def demo_folder() -> Iterator[Path]:
    """A new folder among the temporary files. Folders of demos that live no more are deleted first."""
    folder, lock = _make_folder()
    for left in folder.parent.glob(f"{PREFIX}*"):
        _delete_unless_alive(left, folder.stat().st_uid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        lock.release()


def _make_folder() -> tuple[Path, FileLock]:
    """A folder with its lock held. Another demo can take a new folder for one left behind: then it is tried again."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = FileLock(folder / LOCK)
        with suppress(AlreadyRunning, OSError):
            lock.acquire()
            if lock.is_in_place:
                return folder, lock
        lock.release()


def _delete_unless_alive(folder: Path, owner: int) -> None:
    """Delete a folder of this `owner` (a user id) unless a process holds one of the locks in it.

    The lock of the demo is deleted last. A demo that starts now finds it held, or makes a new one.
    """
    with ExitStack() as held, suppress(AlreadyRunning, OSError):
        if folder.is_symlink() or folder.stat().st_uid != owner:
            return
        for path in {folder / LOCK, *folder.glob("*.lock")}:
            lock = FileLock(path)
            held.callback(lock.release)
            lock.acquire()
        for path in folder.iterdir():
            if path.name != LOCK:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        (folder / LOCK).unlink()
        folder.rmdir()
