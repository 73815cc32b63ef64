"""Engines on a server for tests that open hundreds: connections and schemas are used again and again."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from psycopg.pq import TransactionStatus

from storage.engine import Engine
from storage.postgres.connection import Line
from storage.postgres.engine import PostgresEngine
from storage.postgres.url import PostgresUrl
from tests.schemas import empty, take_schema


class KeptLine(Line):
    """Its connection outlives the test: what the server has prepared is of use to the next one."""

    async def drop(self) -> None:
        connection = self._connection
        if connection is None or connection.info.transaction_status != TransactionStatus.IDLE:
            await super().drop()


@dataclass(frozen=True, slots=True)
class Place:
    """A schema, and two connections to it."""

    url: PostgresUrl
    writer: KeptLine
    reader: KeptLine


_places: WeakKeyDictionary[Engine, Place] = WeakKeyDictionary()
_free: list[Place] = []


def open_kept() -> Engine:
    """An engine without any rows; it connects when it is first used."""
    place = _free.pop() if _free else _make()
    engine = PostgresEngine(place.url, place.writer, place.reader)
    _places[engine] = place
    return engine


def _make() -> Place:
    url = take_schema()
    return Place(url, KeptLine(url), KeptLine(url, read_only=True))


async def open_another(engine: Engine) -> Engine:
    """The same database over connections of its own."""
    return await PostgresEngine.open(_places[engine].url, alone=False)


def give_back(engine: Engine) -> None:
    """The engine is closed; the next one has its place."""
    place = _places.pop(engine)
    if empty(place.url):
        _free.append(place)
