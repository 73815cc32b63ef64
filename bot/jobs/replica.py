"""Makes a process one of several, where the database can be shared."""

from __future__ import annotations

from bot.jobs.election import Replica
from bot.machine import Sleep
from storage.any_places import AnyPlaces
from storage.postgres.places import ServerPlaces
from storage.store import Store


def make_replica(places: AnyPlaces, store: Store, sleep: Sleep, *, all_receive: bool) -> Replica | None:
    """None if the store was opened for one process alone."""
    if not (isinstance(places, ServerPlaces) and places.is_shared):
        return None
    # The library of PostgreSQL is installed only where it is needed.
    from storage.postgres.election import PostgresElection
    from storage.postgres.engine import PostgresEngine
    from storage.postgres.news import Listener

    if not isinstance(store.engine, PostgresEngine):
        raise TypeError("a shared database that is on no server")
    listener = Listener(places.database, store.bulletin.hear, store.engine.is_mine, sleep)
    return Replica(PostgresElection(places.database, sleep), listener.run, all_receive=all_receive)
