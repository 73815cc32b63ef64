"""Where the settings say that the installation is, and what is wrong with that."""

from __future__ import annotations

from pathlib import Path

from storage.any_places import AnyPlaces
from storage.places import Places
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl

NO_MASTER_KEY = "is required with PostgreSQL: head -c 32 /dev/urandom | base64"
NO_KEYSTORE = (
    "is required with PostgreSQL: a file on a lasting disk, like sqlite:////lasting/disk/keys.db, or postgresql://… of "
    "another server: a destroyed key would stay in the log and the backups of the database's own server"
)
NEEDS_SERVER = "may be on a server only if DATABASE_URL is; name a file"
NOT_OF_ITS_OWN = "must be a database of its own, or a schema of another role; this is that of DATABASE_URL"


def find_places(
    database: Path | PostgresUrl, keystore: Path | PostgresUrl | None, tombstones: Path | PostgresUrl | None
) -> AnyPlaces:
    """What is not set lies beside the database; beside the keys of a database that is on a server.

    Settings that do not go together (`list_lacking`) count as not set.
    """
    if isinstance(database, PostgresUrl):
        keystore = keystore or Path("keys.db")
        if isinstance(keystore, PostgresUrl):
            keystore = keystore.of_setting("KEYSTORE_URL")
        if isinstance(tombstones, PostgresUrl):
            tombstones = tombstones.of_setting("ERASURE_LOG")
        beside = keystore if isinstance(keystore, PostgresUrl) else keystore.with_name("erasures.log")
        return ServerPlaces(database, keystore, tombstones or beside)
    keys = keystore if isinstance(keystore, Path) else database.with_name("keys.db")
    return Places(database, keys, tombstones if isinstance(tombstones, Path) else database.with_name("erasures.log"))


def find_target(old: Places, url: str, keystore: str, record: str) -> ServerPlaces:
    """Where an installation in files is to move. What is not given stays where it is; a record of erasures goes with
    the keys. Raises ValueError, with a line that names what is wrong."""
    if not url:
        raise ValueError("URL: give the address of the new database, like postgresql://user:password@host/database")
    keys = _server("--keystore", keystore) if keystore else old.keystore
    beside = keys if isinstance(keys, PostgresUrl) else old.tombstones
    target = ServerPlaces(_server("URL", url), keys, _server("--erasure-log", record) if record else beside)
    if wrong := list_misplaced(target.database, target.keystore, target.tombstones):
        raise ValueError(wrong[0])
    return target


def _server(name: str, url: str) -> PostgresUrl:
    try:
        return PostgresUrl.parse(url)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def list_misplaced(
    database: Path | PostgresUrl, keystore: Path | PostgresUrl | None, tombstones: Path | PostgresUrl | None
) -> list[str]:
    """Lines, one a setting that must not be on this server."""
    others = {"KEYSTORE_URL": keystore, "ERASURE_LOG": tombstones}
    on_server = {name: place for name, place in others.items() if isinstance(place, PostgresUrl)}
    if not isinstance(database, PostgresUrl):
        return [f"{name}: {NEEDS_SERVER}" for name in on_server]
    return [f"{name}: {NOT_OF_ITS_OWN}" for name, place in on_server.items() if place.is_same_schema(database)]


def list_lacking(places: AnyPlaces, *, has_keystore: bool, has_master_key: bool) -> list[str]:
    """Lines, one a setting that only PostgreSQL needs."""
    if isinstance(places, Places):
        return []
    lines = [] if has_keystore else [f"KEYSTORE_URL: {NO_KEYSTORE}"]
    return lines if has_master_key else [*lines, f"MASTER_KEY: {NO_MASTER_KEY}"]


def list_shared(places: AnyPlaces, master_key: Path) -> list[str]:
    """Lines, one a file that is another one's too: each would write over the other."""
    taken = {master_key.resolve(): "MASTER_KEY"}
    if places.heads:
        taken[places.heads.resolve()] = "the ledger"
    lines = []
    for name, path in places.files.items():
        whose = taken.setdefault(path.resolve(), name)
        lines += [f"{name}: must be a file of its own; this is that of {whose}"] if whose != name else []
    return lines
