"""Where the settings say that the installation is, and what is wrong with that."""

from __future__ import annotations

from pathlib import Path

from storage.any_places import AnyPlaces
from storage.places import Places
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl

NO_MASTER_KEY = "is required with PostgreSQL: head -c 32 /dev/urandom | base64"
NO_KEYSTORE = (
    "is required with PostgreSQL, like sqlite:////lasting/disk/keys.db: a destroyed key would stay in the log and the "
    "backups of the database's own server"
)


def find_places(database: Path | PostgresUrl, keystore: Path | None, tombstones: Path | None) -> AnyPlaces:
    """What is not set lies beside the database, or beside the keystore of a database that is on a server."""
    if isinstance(database, PostgresUrl):
        keystore = keystore or Path("keys.db")
        return ServerPlaces(database, keystore, tombstones or keystore.with_name("erasures.log"))
    keystore = keystore or database.with_name("keys.db")
    return Places(database, keystore, tombstones or database.with_name("erasures.log"))


def list_lacking(places: AnyPlaces, *, has_keystore: bool, has_master_key: bool) -> list[str]:
    """Lines, one a setting that only PostgreSQL needs."""
    if isinstance(places, Places):
        return []
    lines = [] if has_keystore else [f"KEYSTORE_URL: {NO_KEYSTORE}"]
    return lines if has_master_key else [*lines, f"MASTER_KEY: {NO_MASTER_KEY}"]


def list_shared(places: AnyPlaces, master_key: Path) -> list[str]:
    """Lines, one a file that is another one's too: each would write over the other."""
    taken = {"MASTER_KEY": master_key, "the ledger": places.heads}
    lines = []
    for name, path in places.files.items():
        whose = next((other for other, there in taken.items() if path.resolve() == there.resolve()), None)
        lines += [f"{name}: must be a file of its own; this is that of {whose}"] if whose else []
        taken[name] = path
    return lines
