"""Are files private and lines complete, and does the lock keep a second process out?"""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.time import Moment
from storage.files import FileLock, append_line, is_readable_by_others, try_appending
from storage.statements import AlreadyRunning, StorageUnavailable
from storage.tombstone_file import TombstoneFile
from storage.tombstones import Tombstone, adopt
from tests.scenarios.processes import forks


def hold(path: str, ready: str) -> None:
    FileLock(Path(path)).acquire()
    Path(ready).write_text("")
    signal.pause()


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    first.acquire()
    with pytest.raises(AlreadyRunning):
        second.acquire()
    first.release()
    second.acquire()
    second.release()
    second.release()  # twice is no harm


def test_others_hear_what_a_lock_is_held_for_and_only_while_it_is(tmp_path: Path) -> None:
    holder, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert other.held_for == ""
    assert not (tmp_path / "lock").exists()
    holder.acquire()
    assert other.held_for == ""
    holder.mark("serving")
    assert other.held_for == "serving"
    holder.release()
    assert other.held_for == ""
    holder.acquire()  # the next holder has told nothing yet
    assert other.held_for == ""


def test_a_bad_disk_keeps_nobody_from_letting_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "bad disk")

    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    for name in ("ftruncate", "pwrite"):
        monkeypatch.setattr(os, name, fail)
    first.acquire()
    first.mark("serving")
    with pytest.raises(AlreadyRunning):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    process = forks.Process(target=hold, args=(str(tmp_path / "lock"), str(tmp_path / "ready")), daemon=True)
    process.start()
    while not (tmp_path / "ready").exists():
        process.join(0.01)
    mine = FileLock(tmp_path / "lock")
    with pytest.raises(AlreadyRunning):
        mine.acquire()
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    mine.acquire()
    mine.release()


def test_files_are_their_owner_s_alone(tmp_path: Path) -> None:
    append_line(tmp_path / "new" / "file", "line")
    assert not is_readable_by_others(tmp_path / "new" / "file")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    (tmp_path / "new" / "file").chmod(0o640)
    assert is_readable_by_others(tmp_path / "new" / "file")


def stone(number: int) -> Tombstone:
    return Tombstone(Moment(number), bytes([number % 256]) * 32)


async def test_tombstones_come_back_in_order_one_by_one_or_many_at_once(tmp_path: Path) -> None:
    file = TombstoneFile(tmp_path / "erasures.log")
    assert await file.read() == []
    await file.add(stone(1))
    await file.add(stone(2), stone(3))
    await adopt(file, [stone(2), stone(5), stone(4)])
    assert [one.erased_at for one in await file.read()] == [Moment(number) for number in range(1, 6)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.integers(0, 200), after=st.integers(0, 3))
async def test_a_line_torn_at_any_byte_loses_itself_alone(tmp_path: Path, kept: int, after: int) -> None:
    path = tmp_path / "erasures.log"
    path.unlink(missing_ok=True)
    file = TombstoneFile(path)
    await file.add(stone(1), stone(2))
    line = len(path.read_bytes()) // 2
    path.write_bytes(path.read_bytes()[: min(kept, 2 * line)])
    whole = min(kept, 2 * line) // line + (min(kept, 2 * line) % line == line - 1)  # only the newline is missing
    for number in range(after):
        await file.add(stone(10 + number))
    assert await file.read() == [stone(1), stone(2)][:whole] + [stone(10 + number) for number in range(after)]


async def test_a_file_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "erasures.log").mkdir()
    with pytest.raises(StorageUnavailable):
        await TombstoneFile(tmp_path / "erasures.log").add(stone(1))


def test_a_death_while_a_missing_file_is_tried_leaves_it_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a restore that is repeated would take an empty file of erasures for the newest one, and doubt nobody."""
    missing = tmp_path / "erasures.log"

    def die(path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Path, "unlink", die)
        with pytest.raises(KeyboardInterrupt):
            try_appending(missing)
    assert not missing.exists()
    try_appending(missing)
    assert list(tmp_path.iterdir()) == []
