"""The operator's machine is lost: the last backup is put into an empty place, with or without the newest erasures.

Without them nobody's contacts are shown until the operator has them from somewhere, and confirms. Drawn apart, so that
the rest of a life stays as it was.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from bot.operator.backup import DATABASE
from bot.operator.confirm_restored import confirm_restored
from storage.store import Store
from tests.lives.books import Books
from tests.lives.choice import OPERATOR, Choice
from tests.lives.commands import restore_from
from tests.lives.life import HOUR, MINUTE, Life

if TYPE_CHECKING:
    from tests.lives.operator import Operator

MOVES = "puts the last backup into an empty place"
OFTEN = 0.08
"""How many lives have it."""
TRIES = 12 * 60  # one a minute: no trouble lasts so long
LONGEST_DOUBT = 3 * HOUR
ERASURES = "erasures.log"
KEPT = "master.key"
"""It lies apart from all the rest, as the operator is told to keep it."""


@dataclass
class Move:
    """`newest` is the file of erasures as it was when the machine was lost. In the world's milliseconds. `people`, who
    are in the backup, go by the name that they have in the database."""

    at: int
    newest: Path
    people: frozenset[bytes]
    is_doubted: bool = False
    until: int | None = None
    """When the operator confirmed that nobody is back who was erased."""


def draw(moments: Sequence[float], seed: int) -> Iterator[Choice]:
    """`moments` are those of the acts of people and colleagues."""
    chance = Random(f"empty place {seed}")
    if chance.random() < OFTEN:
        at = chance.choice(moments)
        yield Choice(at, OPERATOR, "takes a backup", chance.getrandbits(32))
        at = max(at, chance.choice(moments)) + chance.uniform(MINUTE, 2 * HOUR)
        yield Choice(at, OPERATOR, MOVES, chance.getrandbits(32))


async def move(operator: Operator, *, keeps_erasures: bool) -> None:
    """Tries until the files are there: what refuses, or kills a command, passes."""
    life, (taken_at, folder) = operator.life, operator.backups[-1]
    moved = Move(operator.now, life.folder.with_name(f"newest-{operator.now}.log"), _people_in(folder))
    operator.moves.append(moved)
    shutil.copyfile(life.folder / ERASURES, moved.newest)
    with _unwatched(life):
        for one in sorted(life.folder.iterdir()):
            if one.name != KEPT and not (keeps_erasures and one.name == ERASURES):
                one.unlink() if one.is_file() else shutil.rmtree(one)
        for _ in range(TRIES):
            if _is_there(life):
                break
            await asyncio.sleep(MINUTE)
            await restore_from(operator, folder, taken_at, into_nothing=True)
    moved.is_doubted = not keeps_erasures


async def confirm(operator: Operator) -> None:
    """Whoever was erased after the backup is named by the newest file, which has turned up."""
    moved = operator.moves[-1]

    async def work(store: Store, chance: Random) -> None:
        await confirm_restored(store, operator.bot_time, moved.newest)

    for _ in range(TRIES):
        if not _is_doubted(operator.life):
            break
        await asyncio.sleep(MINUTE)
        await operator.command(work)
    moved.until = operator.now


def _people_in(backup: Path) -> frozenset[bytes]:
    """Read as a file that nobody changes, or SQLite would leave files of its own beside it."""
    with closing(sqlite3.connect(f"file:{backup / DATABASE}?immutable=1", uri=True)) as database:
        return frozenset(person for (person,) in database.execute("SELECT person FROM persons"))


def _is_there(life: Life) -> bool:
    """Or decided, so that the next process finishes it."""
    return any((life.folder / name).exists() for name in ("momu.db", "momu.db.exchange"))


def _is_doubted(life: Life) -> bool:
    books = Books(life.folder / "momu.db")
    try:
        return bool(books.read("SELECT 1 FROM persons WHERE restored_at > 0 LIMIT 1"))
    finally:
        books.close()


@contextmanager
def _unwatched(life: Life) -> Iterator[None]:
    """While there are no files, nobody who reads them takes people for gone."""
    look, life.disk.on_write = life.disk.on_write, lambda: None
    try:
        yield
    finally:
        life.disk.on_write = look
