"""How can nobody read what is stored, and how does one key make one person unreadable?

Every subject (a person, or an erasure under way) has a random 256-bit key, wrapped by the master key, in a small
database of its own. Destroying the key takes milliseconds, however many others there are, and reaches every copy of the
rows: it is overwritten where it stands, in a table whose rows nothing moves (docs/decisions/keys-overwritten.md).
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.domain.address import Address
from bot.domain.time import Moment
from bot.machine import Entropy, Sleep
from storage import unsettled
from storage.engine import Engine
from storage.new_keys import Key, NewKey
from storage.statements import Conflict, Statement, StorageError, StorageUnavailable

NONCE = 12  # bytes; 96 bits is what GCM is defined for
KEY_VERSION = b"\x01"
NEXT_KEY = "next master key"
"""The secret that is there while the master key is being changed."""
EMPTY = bytes(NONCE + 32 + 16)
"""What stands where a key was: nonce, 256 bits and tag, all zero."""
TRIES, PAUSE = 20, 0.1
"""Times, and seconds between them: a person who waits hears within five seconds, if only that it takes longer."""
SMALL = 1_000  # keys; so many are compacted in a few milliseconds, a million in a second or more


class WrongMasterKey(StorageError):
    """The master key does not open this keystore."""


class RewrapUnfinished(StorageError):
    """Some keys are wrapped by one master key and some by the next; `storage/rewrap.py` is to be finished first."""


class Wrap:
    """What a master key does: it wraps other keys, each under its own name."""

    def __init__(self, master_key: bytes, entropy: Entropy) -> None:
        self._cipher = AESGCM(master_key)
        self._entropy = entropy

    def close(self, name: bytes, secret: bytes) -> bytes:
        nonce = self._entropy(NONCE)
        return nonce + self._cipher.encrypt(nonce, secret, b"keys|" + name)

    def open(self, name: bytes, wrapped: bytes) -> bytes:
        """Raises WrongMasterKey."""
        try:
            return self._cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], b"keys|" + name)
        except InvalidTag:
            raise WrongMasterKey from None


class Seal:
    """One subject's key: what it seals opens only with it, and only in the same table, subject and field."""

    def __init__(self, subject: bytes, secret: bytes, entropy: Entropy) -> None:
        self._subject = subject
        self._cipher = AESGCM(secret)
        self._entropy = entropy

    def close(self, table: str, field: str, text: str) -> bytes:
        nonce = self._entropy(NONCE)
        return KEY_VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), self._place(table, field))

    def open(self, table: str, field: str, sealed: bytes) -> str:
        nonce, body = sealed[1 : NONCE + 1], sealed[NONCE + 1 :]
        return self._cipher.decrypt(nonce, body, self._place(table, field)).decode()

    def _place(self, table: str, field: str) -> bytes:
        # Without it a ciphertext could be moved to another person or field and would still open.
        return b"|".join([table.encode(), self._subject, field.encode(), KEY_VERSION])


class Vault:
    """The keystore."""

    def __init__(self, engine: Engine, master_key: bytes, entropy: Entropy, sleep: Sleep) -> None:
        self._engine = engine
        self._in_use: Counter[bytes] = Counter()
        self._sleep = sleep
        self._wrap = Wrap(master_key, entropy)
        self._entropy = entropy
        self._pepper = b""

    async def is_new(self) -> bool:
        """Whether nobody can have a key in it yet."""
        return not await self._engine.read("SELECT 1 FROM secrets WHERE name = $1", "pepper")

    async def unlock(self) -> None:
        """Read, or make at first start, the pepper of the pseudonyms. Raises WrongMasterKey, RewrapUnfinished."""
        if await self._engine.read("SELECT 1 FROM secrets WHERE name = $1", NEXT_KEY):
            raise RewrapUnfinished
        rows = await self._engine.read("SELECT wrapped FROM secrets WHERE name = $1", "pepper")
        if rows:
            self._pepper = self._wrap.open(b"pepper", rows[0][0])
            return
        self._pepper = self._entropy(32)
        insert = "INSERT INTO secrets (name, wrapped) VALUES ($1, $2)"
        await self._engine.write([Statement(insert, ("pepper", self._wrap.close(b"pepper", self._pepper)))])

    def pseudonym(self, address: Address) -> bytes:
        """Who somebody is in the database: an HMAC that cannot be tried out without the pepper."""
        return hmac.digest(self._pepper, bytes(address), hashlib.sha256)

    async def seal_of(self, subject: bytes) -> Seal | None:
        rows = await self._engine.read("SELECT wrapped FROM keys WHERE subject = $1", subject)
        return Seal(subject, self._wrap.open(subject, rows[0][0]), self._entropy) if rows else None

    def make_seal(self, subject: bytes, now: Moment) -> tuple[Seal, NewKey]:
        """A new key, to be stored before the rows that it seals: a key without rows harms nobody."""
        secret = self._entropy(32)
        return Seal(subject, secret, self._entropy), NewKey(subject, self._wrap.close(subject, secret), now)

    async def store(self, keys: Sequence[Key]) -> None:
        """Raises Conflict."""
        await self._engine.write([statement for key in keys for statement in key.statements()])

    @contextmanager
    def in_use(self, keys: Sequence[Key]) -> Iterator[None]:
        """Their rows are being stored: nobody else decides about them meanwhile."""
        self._in_use.update(key.subject for key in keys)
        try:
            yield
        finally:
            self._in_use.subtract(key.subject for key in keys)

    async def unsettled(self, after: Moment, before: Moment) -> dict[bytes, Moment]:
        """Keys whose rows may not be stored, and when each was written; those of between the two moments are left
        out, they may be on their way."""
        written = await unsettled.written(self._engine, after, before)
        return {subject: at for subject, at in written.items() if not self._in_use[subject]}

    async def settle(self, *subjects: bytes) -> None:
        """Their rows are stored, or it is not to be asked any more."""
        await self._engine.write([unsettled.unmark(one) for one in subjects])

    async def settle_all(self) -> None:
        await self._engine.write([Statement("DELETE FROM unsettled")])

    async def drop(self, orphans: Mapping[bytes, Moment]) -> int:
        """Destroy keys that were written then and whose rows are not stored; how many. One that was used meanwhile
        has another moment, and stays."""
        dropped = [await self._drop(subject, at) for subject, at in orphans.items()]
        if any(dropped):
            await self._clear_away()
        return sum(dropped)

    async def _drop(self, subject: bytes, at: Moment) -> bool:
        unmark = Statement("DELETE FROM unsettled WHERE subject = $1 AND written_at = $2", (subject, at), touches=1)
        try:
            await self._engine.write([unmark, self._bury(subject)])
        except Conflict:
            return False
        return True

    async def destroy(self, *subjects: bytes) -> bool:
        """Destroy keys for good; False if the file still holds traces because somebody reads it."""
        await self._engine.write([self._bury(one) for one in subjects] + [unsettled.unmark(one) for one in subjects])
        return await self._clear_away()

    def _bury(self, subject: bytes) -> Statement:
        bury = "UPDATE keys SET subject = $2, wrapped = $3 WHERE subject = $1"
        return Statement(bury, (subject, self._entropy(len(subject)), EMPTY))

    async def _clear_away(self) -> bool:
        gone = await self._empty_log()
        if gone and await self._is_small():
            with suppress(StorageUnavailable):  # the keys are gone; whose they were goes at night then
                await self.compact()
        return gone

    async def compact(self) -> bool:
        """Give back the room of destroyed keys, and let go of traces of whose they were; False if somebody reads.

        The living move to a new table. Deleting the others would move them too, and leave copies behind if the process
        died before the file is compacted; of a table that is dropped nothing stays.
        """
        columns = "subject, wrapped, created_at"
        await self._engine.write(
            [
                Statement(
                    "CREATE TABLE living "
                    "(subject BYTEA PRIMARY KEY, wrapped BYTEA NOT NULL, created_at BIGINT NOT NULL)"
                ),
                Statement(f"INSERT INTO living ({columns}) SELECT {columns} FROM keys WHERE wrapped <> $1", (EMPTY,)),
                Statement("DROP TABLE keys"),
                Statement("ALTER TABLE living RENAME TO keys"),
            ]
        )
        return await self._engine.scrub()

    async def subjects(self) -> list[bytes]:
        """Everybody who has a key."""
        return [row[0] for row in await self._engine.read("SELECT subject FROM keys WHERE wrapped <> $1", EMPTY)]

    async def _empty_log(self) -> bool:
        """Whoever reads for a moment only is waited for, and nobody's changes wait with us."""
        for _ in range(TRIES):
            if await self._engine.checkpoint():
                return True
            await self._sleep(PAUSE)
        return False

    async def _is_small(self) -> bool:
        return not await self._engine.read("SELECT 1 FROM keys LIMIT 1 OFFSET $1", SMALL)
