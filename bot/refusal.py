"""The known reasons why a command or the bot stops. Each has one line that says what to do, and names the setting if
there is one."""

from __future__ import annotations

from bot.i18n import CatalogueUnusable
from storage.server_refusals import (
    DatabaseMissing,
    DriverMissing,
    LoginRefused,
    RightMissing,
    ServerRefusal,
    ServerTooOld,
    ServerUnreachable,
    WrongEncoding,
)
from storage.statements import (
    AlreadyRunning,
    CommandRunning,
    DatabaseLost,
    HeadsUnusable,
    KeystoreLost,
    KeystoreUnusable,
    MovedAway,
    MoveUnfinished,
    NoFile,
    NotShareable,
    ReplicasRunning,
    SchemaTooNew,
    StorageDamaged,
    StorageMoved,
    StorageUnavailable,
    TombstonesUnusable,
)
from storage.vault import RewrapUnfinished, WrongMasterKey


class Refusal(Exception):
    """A known reason to stop. The operator reads `line`, unless the error is raised with words of its own."""

    line = ""

    def __str__(self) -> str:
        return super().__str__() or self.line


class PathUnusable(Refusal):
    """A file that an option or a setting names cannot be written. The line names that option or setting."""


STORAGE: dict[type[Exception], str] = {
    NotShareable: "KEYSTORE_URL: another process uses this database; stop it first, or keep the keys and the record of "
    "erasures on servers (KEYSTORE_URL, ERASURE_LOG): then several may run (docs/operator/replicas.md)",
    ReplicasRunning: "other processes use this database: stop all that run the bot, on every machine, and let other "
    "commands end",
    CommandRunning: "a command that must be alone uses this database; start again when it has ended",
    AlreadyRunning: "another process uses this database; stop it first, two would lose applications",
    KeystoreLost: "KEYSTORE_URL: the keystore that opens this database is missing; put keys.db back",
    DatabaseLost: "DATABASE_URL: the database is missing, but {file} of it is there: restore a backup or put the "
    "database back; to begin anew, move the keystore, ledger.heads and the file of erasures away",
    MoveUnfinished: "DATABASE_URL: the move to {file} is unfinished: say python -m bot migrate-to once more, or "
    "python -m bot migrate-to --cancel to go on here",
    MovedAway: "DATABASE_URL: everything has moved to {file}; set it to that, or say python -m bot migrate-to --cancel "
    "to go on here",
    NoFile: "this command works on files, and the database is on a server: use pg_dump or the server's own "
    "backups (docs/operator/postgresql.md)",
    SchemaTooNew: "this database was written by a newer version; update the bot",
    WrongMasterKey: "MASTER_KEY: this key does not open the keystore; use the key it was made with",
    TombstonesUnusable: "ERASURE_LOG: the record of erasures cannot be read and written; nobody could be forgotten",
    KeystoreUnusable: "KEYSTORE_URL: the keystore cannot be opened or written; check its folder and its rights",
    HeadsUnusable: "ledger.heads beside the database cannot be read and written; put it back as it was",
    StorageDamaged: "{file} is damaged; stop the bot and restore a backup (python -m bot restore)",
    StorageMoved: "{file} was deleted or moved while the bot runs, and nothing is stored: put the same file back, or "
    "stop the bot and restore a backup (python -m bot restore)",
    DriverMissing: "{setting}: PostgreSQL needs a library that is not installed: pip install 'momu-bot[postgres]'",
    ServerUnreachable: "{setting}: no server answers at {file}, or the connection broke off; check the address and "
    "whether the server runs",
    LoginRefused: "{setting}: the server refuses this role or its password at {file}",
    DatabaseMissing: "{setting}: there is no such database, or no such schema in it: {file}; make it first",
    RightMissing: "{setting}: this role may not make or use tables in {file}: GRANT CREATE, USAGE ON SCHEMA public TO "
    "the role, or make it the owner of the database",
    ServerTooOld: "{setting}: the server at {file} is too old; PostgreSQL 14 is the oldest that will do",
    WrongEncoding: "{setting}: the encoding of the database {file} is not UTF8; make one with CREATE DATABASE … "
    "ENCODING 'UTF8' TEMPLATE template0",
    StorageUnavailable: "the database cannot be opened or written; check the folder, its rights and the free space",
    RewrapUnfinished: "the change of the master key is unfinished; finish it first: python -m bot rotate-key",
}
"""Lines for what `storage/` raises, which knows neither settings nor commands. A subclass stands before its base."""
MISPLACED = (PathUnusable, TombstonesUnusable, KeystoreUnusable, HeadsUnusable, ServerRefusal)
"""A setting or an option names something that is no file or cannot be written. The command then exits as for a wrong
setting."""

REFUSALS: tuple[type[Exception], ...] = (Refusal, CatalogueUnusable, *STORAGE)


def explain(error: Exception) -> str:
    """The line for one of REFUSALS."""
    line = next((line for kind, line in STORAGE.items() if isinstance(error, kind)), None)
    if line is None:
        return str(error)
    return line.format(file=getattr(error, "file", "") or "the database", setting=getattr(error, "setting", ""))
