"""How does a process begin, end well, and say no in one line?"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

from bot.greeting import WrongToken
from bot.jobs.replay_tombstones import TombstonesLost
from bot.master_key import MasterKeyLost
from bot.operator.backup import BackupRefused
from bot.operator.export import ExportRefused, NothingToExport
from bot.operator.find import BadQuery, NotFound
from bot.operator.office import NoDatabase
from bot.operator.restore import RestoreRefused
from bot.operator.rotate_key import RotationRefused
from bot.operator.verify import LedgerBroken, Tick
from bot.settings import InvalidSettings, Settings, load_settings
from storage.statements import AlreadyRunning, KeystoreLost, SchemaTooNew, StorageUnavailable
from storage.vault import RewrapUnfinished, WrongMasterKey

say = Console(highlight=False, markup=False, soft_wrap=True).print
complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print

Loaded = TypeVar("Loaded")

BAD_SETTINGS = 2
REFUSED = 1
REFUSALS: dict[type[Exception], str] = {
    WrongToken: "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather",
    AlreadyRunning: "another process uses this database; stop it first, two would lose applications",
    KeystoreLost: "KEYSTORE_URL: the keystore that opens this database is missing; put keys.db back",
    SchemaTooNew: "this database was written by a newer version; update the bot",
    WrongMasterKey: "MASTER_KEY: this key does not open the keystore; use the key it was made with",
    MasterKeyLost: "MASTER_KEY: the keystore exists but its key does not; put master.key back or set MASTER_KEY",
    TombstonesLost: "ERASURE_LOG: the file of erasures is missing or too short for this database; put it back",
    NotFound: "nobody like that is stored",
    BadQuery: "give exactly one of --telegram-id, --phone, --email and --lead, as the person would write it",
    NoDatabase: "DATABASE_URL: there is no database there",
    StorageUnavailable: "the database cannot be opened or written; check the folder, its rights and the free space",
    LedgerBroken: "{}",
    BackupRefused: "{}",
    RestoreRefused: "{}",
    RotationRefused: "{}",
    ExportRefused: "{}",
    NothingToExport: "there is no such application; nothing was exported",
    RewrapUnfinished: "the change of the master key is unfinished; finish it first: python -m bot rotate-key",
}
"""What is known to go wrong, and what to do about it; `{}` is what the error says of itself."""


def settings_or_exit(*, need_token: bool) -> Settings:
    return or_exit(lambda: load_settings(need_token=need_token))


def or_exit(load: Callable[[], Loaded]) -> Loaded:
    """What was set, or every problem with it and exit code 2."""
    try:
        return load()
    except InvalidSettings as error:
        complain("\n".join(error.lines))
        raise typer.Exit(BAD_SETTINGS) from None


def run_until_stopped(work: Coroutine[Any, Any, None], *, unfinished: str = "") -> None:
    """Until it is done, or until SIGTERM or Ctrl-C; good ends too, unless `unfinished` says what they leave."""
    try:
        is_done = asyncio.run(_stoppable(work))
    except tuple(REFUSALS) as error:
        _refuse(error)
    if unfinished and not is_done:
        complain(unfinished)
        raise typer.Exit(REFUSED)


async def _stoppable(work: Coroutine[Any, Any, None]) -> bool:
    """Whether it came to its end."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    if threading.current_thread() is threading.main_thread():  # no other thread can be signalled
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return False
    return True


def _refuse(error: BaseException) -> NoReturn:
    complain(next(line for kind, line in REFUSALS.items() if isinstance(error, kind)).format(error))
    raise typer.Exit(REFUSED)


@contextmanager
def bar(what: str, total: int | None = None) -> Iterator[Tick]:
    """Progress, on a terminal only: anywhere else it would be an empty line."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)
