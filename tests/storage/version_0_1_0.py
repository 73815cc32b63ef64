"""A database as version 0.1.0 made it, before addresses named their channel: played by its own code and dumped as SQL.

The files lie in the folder of the same name. In `backup` everybody has an application, but for DRAFT; afterwards some
were erased, and some were in the middle of it when the machine stopped.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from enum import IntEnum
from pathlib import Path

from bot.channels.telegram.addresses import address_of
from bot.domain.address import Address
from bot.operator.backup import DATABASE, HEADS, KEYSTORE, SUMS, TOMBSTONES, digest
from tests.people import AIGERIM, ALICE, DANIYAR, Applicant

KEY = bytes(range(32))
GROUP = -1_001_021_871_027
SOURCE = Path(__file__).with_suffix("")
END = "2026-11-23T11:00"
"""A local time in Almaty, after everything that is stored in the dump."""


class Who(IntEnum):
    """What state each person was in; the values are their account numbers."""

    DRAFT = 700_000_001
    NEW = 700_000_002
    TAKEN = 700_000_003
    CLOSED = 700_000_004
    BANNED = 700_000_005
    HELD = 700_000_006
    ERASING = 700_000_007  # postponed by a hold
    KEY_DESTROYED = 700_000_008  # and the tombstone written; the rows stand
    DESTROYED = 700_000_009  # and not told yet
    LOST = 700_000_010  # the key is only in the backup
    ERASED = 700_000_011
    CAME_BACK = 700_000_012  # erased, and agreed anew

    @property
    def address(self) -> Address:
        return address_of(self)

    @property
    def applicant(self) -> Applicant:
        return (AIGERIM, DANIYAR, ALICE)[(self - Who.DRAFT) % 3]


READABLE = (Who.DRAFT, Who.NEW, Who.TAKEN, Who.CLOSED, Who.BANNED, Who.HELD, Who.ERASING, Who.CAME_BACK)
"""People whose rows and keys are stored."""


def unpack(folder: Path, group: int = GROUP) -> None:
    """The files of the bot when the machine stopped; its staff group gets this number."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, dump in (("momu.db", "momu.sql"), ("keys.db", "keys.sql")):
        _build(folder / name, dump, group)
    for name in (TOMBSTONES, HEADS):
        (folder / name).write_bytes((SOURCE / name).read_bytes())


def unpack_backup(folder: Path, group: int = GROUP) -> Path:
    """As `python -m bot backup` had left it, while everybody was there."""
    made = folder / "momu-2026-11-23T10-05-00"
    (made / "keys").mkdir(parents=True)
    _build(made / DATABASE, "backup.momu.sql", group)
    _build(made / KEYSTORE, "backup.keys.sql", group)
    for name in (TOMBSTONES, HEADS):
        (made / name).write_bytes((SOURCE / f"backup.{name}").read_bytes())
    files = (DATABASE, KEYSTORE, TOMBSTONES, HEADS)
    (made / SUMS).write_text("".join(f"{digest(made / file)}  {file}\n" for file in files))
    return made


def put_lost_key_back(folder: Path) -> None:
    """An operator has found it in the backup; those of people under an erasure stay where they are."""
    with (
        closing(sqlite3.connect(":memory:")) as kept,
        closing(sqlite3.connect(folder / "momu.db")) as database,
        closing(sqlite3.connect(folder / "keys.db")) as keys,
        keys,
    ):
        kept.executescript((SOURCE / "backup.keys.sql").read_text("utf-8"))
        wanted = {person for (person,) in database.execute("SELECT person FROM persons WHERE erasing = 0")}
        wanted -= {subject for (subject,) in keys.execute("SELECT subject FROM keys")}
        [row] = [row for row in kept.execute("SELECT * FROM keys") if row[0] in wanted]
        keys.execute("INSERT INTO keys VALUES (?, ?, ?)", row)


def marks_before() -> dict[bytes, bytes]:
    """The marks in the old version's tombstones, by pseudonym."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript((SOURCE / "momu.sql").read_text("utf-8"))
        sealed = database.execute("SELECT person, telegram_id FROM persons").fetchall()
    return {person: hashlib.sha256(one).digest() for person, one in sealed}


def _build(path: Path, dump: str, group: int) -> None:
    path.touch(0o600)
    script = (SOURCE / dump).read_text("utf-8").replace(str(GROUP), str(group))
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)
