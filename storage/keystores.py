"""Chooses how keys are destroyed, by the database that they are in."""

from __future__ import annotations

from bot.machine import Entropy, Sleep
from storage.engine import Engine
from storage.keystore import Keystore
from storage.postgres.keystore import PostgresKeystore
from storage.sqlite_keystore import SqliteKeystore


def keystore_of(engine: Engine, entropy: Entropy, sleep: Sleep) -> Keystore:
    if engine.dialect == "pg":
        return PostgresKeystore(engine)
    return SqliteKeystore(engine, entropy, sleep)
