"""How does an address that an earlier version sealed come to name its channel?

Everybody was on Telegram, and the number alone was sealed, in a field called `telegram_id`. Each is sealed anew with
its person's key; a mark keeps the hash of what stood there before, by which tombstones of that time know them. The mark
also tells, row by row, what is done, so beginning again is the same as carrying on.

Whose key is missing, or opens nothing, stays as they are, until the key is put back (docs/decisions/addresses.md).
"""

from __future__ import annotations

from bot.domain.address import Address
from storage import persons
from storage.engine import Engine
from storage.lost_keys import UNREADABLE
from storage.statements import Statement
from storage.vault import Vault

BATCH = 500  # people a transaction: about 70 ms
BEFORE = "telegram_id"
"""The field as it was called when it was sealed."""


async def seal_anew(engine: Engine, vault: Vault) -> int:
    """How many were; the vault is unlocked, and nobody else is at these rows. Raises StorageUnavailable."""
    done, last = 0, b""
    while rows := await engine.read(
        "SELECT person, address FROM persons WHERE mark IS NULL AND person > $1 ORDER BY person LIMIT $2", last, BATCH
    ):
        sealed = [await _seal_anew(vault, person, before) for person, before in rows]
        changes = [statement for statement in sealed if statement]
        await engine.write(changes)
        done, last = done + len(changes), rows[-1][0]
    return done


async def _seal_anew(vault: Vault, person: bytes, before: bytes) -> Statement | None:
    """None without a key that opens it."""
    try:
        seal = await vault.seal_of(person)
        if seal is None:
            return None
        address = Address("telegram", str(int(seal.open(persons.TABLE, BEFORE, before))))
    except UNREADABLE:
        return None
    return persons.seal_address(person, seal, address, before)
