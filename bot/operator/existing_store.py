"""Opens the existing store for one command."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.config.master_key import find_master_key
from bot.config.settings import Settings
from bot.machine import system_entropy
from bot.refusal import Refusal
from storage.any_places import AnyPlaces
from storage.beside import is_served, open_store_beside
from storage.store import Store, open_store


class NoDatabase(Refusal):
    """There is no database at the place that the settings name."""

    def __init__(self, places: AnyPlaces) -> None:
        super().__init__(f"DATABASE_URL: there is no database in {places.database}")


@asynccontextmanager
async def open_existing_store(settings: Settings, *, beside: bool = False) -> AsyncIterator[Store]:
    """Open the store; `beside`: read-only if a bot is running.

    Raises NoDatabase if there is none, and what `open_store` and `find_master_key` raise.
    """
    if not await settings.places.hold_a_database():
        raise NoDatabase(settings.places)
    key = find_master_key(settings, system_entropy)
    is_beside = beside and is_served(settings.places)
    store = await (open_store_beside if is_beside else open_store)(settings.places, key, system_entropy)
    try:
        yield store
    finally:
        await store.close()
