"""Private and durable files, and the lock that keeps a second process out."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from storage.statements import AlreadyRunning

CHUNK_SIZE = 1 << 20  # bytes written at a time
Identity = tuple[int, int]
"""Device and inode. A renamed file keeps them, another file has others."""


def identity_of(path: str) -> Identity | None:
    """None if the file is not there."""
    try:
        found = os.stat(path)
    except OSError:  # its folder may be gone or locked as well
        return None
    return found.st_dev, found.st_ino


def make_private(path: Path) -> None:
    """Create `path` (and its folder) if missing, readable by the owner only: file 0600, folder 0700."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


def is_readable_by_others(path: Path) -> bool:
    """Whether anybody but its owner has any rights to this file. False if there is no such file."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) and bool(mode & 0o077)


def can_be_made(path: Path) -> bool:
    """Whether a file that is not there could be made, with its folder. Nothing is tried."""
    nearest = next((folder for folder in path.absolute().parents if os.path.lexists(folder)), path)
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def try_appending(path: Path) -> None:
    """Raises OSError if a line could not be added. The file is not changed, and a missing file stays missing, also if
    the machine stops meanwhile: an empty file of erasures would be taken for the newest one at the next restore."""
    if path.exists():
        make_private(path)
        path.open("ab").close()
        return
    tried = partial_of(path)
    make_private(tried)
    tried.open("ab").close()
    tried.unlink()


def write_private(path: Path, content: bytes) -> None:
    """Write a small file that is either complete on disk or not there at all."""
    partial = partial_of(path)
    make_private(partial)
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def partial_of(path: Path) -> Path:
    """The file that is left if the machine stops while `path` is written."""
    return path.with_name(path.name + ".partial")


def create_private(path: Path, content: bytes) -> None:
    """As `write_private`, but an existing file is left alone."""
    whole = path.with_name(f"{path.name}.{os.getpid()}.new")
    write_private(whole, content)
    try:
        os.link(whole, path)
    except FileExistsError:
        pass
    finally:
        whole.unlink()
    sync_folder(path.parent)


def append_line(path: Path, *lines: str) -> None:
    """Add lines to a private file; they are on disk when this returns."""
    is_new = not path.exists()
    make_private(path)
    with path.open("a+b") as file:
        # A line cut short by a power cut must not swallow the next one.
        start = b"" if _ends_with_newline(file) else b"\n"
        file.write(start + "".join(f"{line}\n" for line in lines).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(path.parent)


def _ends_with_newline(file: BinaryIO) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def sync_file(path: Path) -> None:
    """Make what `path` holds survive a power cut; of a folder, the names in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_private(source: Path, target: Path) -> None:
    """Into a new private file; it is on disk when this returns."""
    make_private(target)
    shutil.copyfile(source, target)
    sync_file(target)
    sync_folder(target.parent)


def destroy_file(path: Path) -> None:
    """Overwrite and delete, so that a disk that writes in place keeps nothing. Nothing happens if it is missing."""
    if not path.exists():
        return
    if path.stat().st_nlink > 1:  # a second hard link: somebody keeps the content on purpose
        path.unlink()
        return
    with path.open("r+b") as file:
        for start in range(0, path.stat().st_size, CHUNK_SIZE):
            file.seek(start)
            file.write(bytes(min(CHUNK_SIZE, path.stat().st_size - start)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    sync_file(folder)


class FileLock:
    """Holds `path` for this process; the kernel lets go when the process ends, however it ends."""

    def __init__(self, path: Path, *, is_shared: bool = False) -> None:
        """`is_shared`: others may hold it in this way too, and all tell the same."""
        self._path, self._is_shared = path, is_shared
        self._handle: int | None = None

    def acquire(self) -> None:
        """Raises AlreadyRunning if another process holds the file."""
        make_private(self._path)
        handle = os.open(self._path, os.O_RDWR)
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if self._is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise AlreadyRunning from None
        self._handle = handle
        if not self._is_shared:
            self.mark("")

    def mark(self, text: str) -> None:
        """Tell other processes what this one holds the file for."""
        if self._handle is not None:
            with suppress(OSError):  # on a bad disk nobody reads beside, and the lock holds all the same
                os.ftruncate(self._handle, 0)
                os.pwrite(self._handle, text.encode(), 0)

    @property
    def held_for(self) -> str:
        """What the process that holds the file has told; empty if it told nothing or nobody holds it."""
        if not self._path.exists():
            return ""
        try:
            self.acquire()
        except AlreadyRunning:
            return self._path.read_text("utf-8", "replace")
        self.release()
        return ""

    @property
    def is_in_place(self) -> bool:
        """Whether a second process would find the file that this one holds."""
        if self._handle is None:
            return True
        try:
            return os.path.samestat(os.fstat(self._handle), os.stat(self._path))
        except OSError:
            return False

    @property
    def name(self) -> str:
        return self._path.name

    def release(self) -> None:
        if self._handle is not None:
            handle, self._handle = self._handle, None
            try:
                with suppress(OSError):
                    if not self._is_shared:
                        os.ftruncate(handle, 0)
            finally:
                os.close(handle)
