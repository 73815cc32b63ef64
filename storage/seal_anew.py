"""Seals addresses of an earlier version again, so that they name their channel.

That version knew Telegram only, and sealed the number alone, in a field called `telegram_id`. Each address is sealed
again with its person's key. The column `mark` keeps the hash of the old bytes, because tombstones of that time hold it.
A row with a mark is done, so an interrupted run can simply be started again.

A row whose key is missing or does not open it stays as it is until the key is put back (docs/decisions/addresses.md).
"""

from __future__ import annotations

from bot.domain.address import Address
from storage import persons
from storage.engine import Engine
from storage.lost_keys import UNREADABLE
from storage.statements import Statement
from storage.vault import Vault

PERSONS_PER_TRANSACTION = 500  # about 70 ms
OLD_FIELD = "telegram_id"
"""The name of the field at the time it was sealed."""


async def seal_anew(engine: Engine, vault: Vault) -> int:
    """Seal them; return how many. Call it with the vault unlocked, before anything else uses these rows.

    Raises StorageUnavailable.
    """
    done, last = 0, b""
    while rows := await engine.read(
        "SELECT person, address FROM persons WHERE mark IS NULL AND person > $1 ORDER BY person LIMIT $2",
        last,
        PERSONS_PER_TRANSACTION,
    ):
        sealed = [await _seal_anew(vault, person, before) for person, before in rows]
        changes = [statement for statement in sealed if statement]
        await engine.write(changes)
        done, last = done + len(changes), rows[-1][0]
    return done


async def _seal_anew(vault: Vault, person: bytes, before: bytes) -> Statement | None:
    """None if no key opens the address."""
    try:
        seal = await vault.seal_of(person)
        if seal is None:
            return None
        address = Address("telegram", str(int(seal.open(persons.TABLE, OLD_FIELD, before))))
    except UNREADABLE:
        return None
    return persons.seal_address(person, seal, address, before)
