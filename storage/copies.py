"""Do copies of the database and the keystore fit together? They were made one after the other beside a running bot."""

from __future__ import annotations

from pathlib import Path

from storage import persons
from storage.read_only import open_read_only
from storage.store import Store
from storage.tombstone_file import TombstoneFile


async def lack_keys(store: Store, database: Path, keystore: Path, tombstones: Path) -> bool:
    """Whether the copy lacks keys of people whose erasure was going on meanwhile: it could not be restored.

    A key that is lost in `store` too is missing for good, and a person with a tombstone is erased again by a restore.
    """
    main, keys = await open_read_only(database), await open_read_only(keystore)
    try:
        known = {row[0] for row in await keys.read("SELECT subject FROM keys")}
        marks = await persons.marks(main)
    finally:
        await main.close()
        await keys.close()
    buried = {tombstone.mark for tombstone in await TombstoneFile(tombstones).read()}
    missing = [person for person, mark in marks.items() if person not in known and mark not in buried]
    living = set(await persons.all_pseudonyms(store.engine))
    return any([one not in living or await persons.is_erasing(store.engine, one) for one in missing])
