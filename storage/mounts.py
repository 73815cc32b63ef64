"""On which file system a file lies (Linux)."""

from __future__ import annotations

from pathlib import Path

from bot.domain.frozen import frozen

TABLE = Path("/proc/self/mountinfo")


@frozen
class Mount:
    """`kind` as the kernel says it: `ext4`, `overlay`, `tmpfs`."""

    point: Path
    kind: str


def find_mount(file: Path, table: Path = TABLE) -> Mount | None:
    """The mount that a file lies on, or would lie on; None where the kernel keeps no such table."""
    try:
        mounts = [_read(line) for line in table.read_text("utf-8", "replace").splitlines()]
        whole = file.resolve()
    except OSError:
        return None
    around = [mount for mount in mounts if whole.is_relative_to(mount.point)]
    # Of two mounts at one place the later one covers the earlier one.
    return max(reversed(around), key=lambda mount: len(mount.point.parts), default=None)


def _read(line: str) -> Mount:
    """A line of proc_pid_mountinfo(5): the mount point is the fifth field, the kind the first one after the dash."""
    before, _, after = line.partition(" - ")
    point = before.split(" ")[4]
    for octal, letter in ((r"\040", " "), (r"\011", "\t"), (r"\134", "\\")):
        point = point.replace(octal, letter)
    return Mount(Path(point), after.split(" ")[0])
