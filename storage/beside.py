"""Reads the files beside the bot that serves them, for `doctor` and `backup`.

The bot keeps its lock, and alone writes. A command that changes or replaces files holds the same lock and tells nothing
in it, so that nobody reads beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

from bot.machine import Entropy, system_sleep, system_thread
from storage.any_places import AnyPlaces
from storage.keystores import keystore_of
from storage.places import alone
from storage.presence import Presence
from storage.read_only import open_read_only
from storage.sqlite import OpenEngine, SqliteEngine
from storage.statements import AlreadyRunning
from storage.store import Store
from storage.vault import Vault

SERVING = "serving"
"""What a running bot tells in its lock."""


def is_served(places: AnyPlaces) -> bool:
    """Whether a bot is running on these files, or may run: where nothing is in a file, reading disturbs nobody."""
    if not places.files:
        return True
    try:
        return places.lock.held_for == SERVING
    except OSError:  # what cannot be opened is told of by whoever opens it
        return False


def opener(places: AnyPlaces) -> OpenEngine:
    """What opens a file here: read-only beside a running bot."""
    return open_read_only if is_served(places) else SqliteEngine.open


@contextmanager
def alone_or_beside(places: AnyPlaces) -> Iterator[OpenEngine]:
    """Hold the lock, or only read beside a running bot. Raises AlreadyRunning and StorageUnavailable."""
    if is_served(places):
        yield open_read_only
        return
    with alone(places):
        yield SqliteEngine.open


async def open_store_beside(places: AnyPlaces, master_key: bytes, entropy: Entropy) -> Store:
    """The store of a running bot, read-only. Raises AlreadyRunning if the bot has ended, and as `open_store` does."""
    async with AsyncExitStack() as opened:
        main, keys = await places.open_beside(opened)
        tombstones, heads = await places.open_record(opened, keys, system_thread, read_only=True)
        vault = Vault(keystore_of(keys, entropy, system_sleep), master_key, entropy)
        await vault.unlock()
        if not is_served(places):  # a command may be replacing the files now
            raise AlreadyRunning
        closing = opened.pop_all()
    beside = (heads, tombstones, Presence())
    return Store(main, vault, keys, places.lock, *beside, system_thread, places.folder, closing)
