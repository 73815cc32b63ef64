"""Watches every file that this process opens to write, and keeps what stood in it before it was changed or removed.

Python tells its audit hooks of each `open`, also in libraries and other threads. What SQLite opens by itself lies
beside its database: temporary tables stay in memory (PRAGMAS in storage/sqlite.py).
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PATHS = {
    "os.mkdir": 1, "os.remove": 1, "os.truncate": 1, "os.rename": 2, "os.link": 2, "os.symlink": 2,
    "shutil.copyfile": 2, "shutil.move": 2, "shutil.rmtree": 1,
}  # fmt: skip
"""Events besides `open`, and how many paths each begins with."""
LARGEST = 50_000_000  # bytes; nothing that a test writes is larger


@dataclass
class Opened:
    """`written` are the paths, `contents` what stood in each at some time, by its hash."""

    written: set[Path] = field(default_factory=set)
    contents: dict[tuple[Path, str], bytes] = field(default_factory=dict)

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        match event, args:
            case "open", (str() | bytes() | os.PathLike() as path, _, int() as flags) if flags & WRITING:
                self._note(path)
            case "sqlite3.connect", (str() | bytes() | os.PathLike() as path, *_):
                name = os.fsdecode(path)
                if "mode=ro" not in name:
                    self._note(name.removeprefix("file:").partition("?")[0])
            case _ if event in PATHS and not self._is_relative(event, args):
                for path in args[: PATHS[event]]:
                    self._note(path)

    def look(self) -> None:
        """Keep what stands in every written file now."""
        for path in sorted(self.written):
            self._read(path)

    def _is_relative(self, event: str, args: tuple[Any, ...]) -> bool:
        """Whether the path is one in an open folder: `rmtree` removes so, and has named the whole folder before."""
        return event == "os.remove" and args[1] != -1

    def _note(self, given: Any) -> None:
        if isinstance(given, int):  # an open file
            given = os.readlink(f"/proc/self/fd/{given}")
        path = Path(os.fsdecode(given)).absolute()
        if "__pycache__" in path.parts or os.fsdecode(given) in (os.devnull, ":memory:"):
            return
        self.written.add(path)
        for one in path.rglob("*") if path.is_dir() else (path,):
            self._read(one)

    def _read(self, path: Path) -> None:
        with suppress(OSError):
            if path.is_file() and path.stat().st_size < LARGEST:
                content = path.read_bytes()
                self.contents[path, hashlib.sha256(content).hexdigest()] = content


_watching: list[Opened] = []
_hooked: list[bool] = []
_thread = threading.local()


def _hear(event: str, args: tuple[Any, ...]) -> None:
    if (
        not _watching
        or getattr(_thread, "is_busy", False)
        or not (event in PATHS or event in ("open", "sqlite3.connect"))
    ):
        return
    _thread.is_busy = True  # to read a file is an event too
    try:
        for opened in _watching:
            opened.hear(event, args)
    finally:
        _thread.is_busy = False


@contextmanager
def opened_files() -> Iterator[Opened]:
    """An audit hook cannot be taken away, so there is one for all."""
    if not _hooked:
        sys.addaudithook(_hear)
        _hooked.append(True)
    opened = Opened()
    _watching.append(opened)
    try:
        yield opened
    finally:
        _watching.remove(opened)
    opened.look()
