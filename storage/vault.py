"""The keystore: one key a person, so that destroying one key makes one person unreadable.

Every subject (a person, an erasure, a disclosure) has a random 256-bit key. The master key wraps it, and it is stored
in a small database of its own. To destroy a key takes milliseconds, however many there are, and makes every copy of the
rows unreadable (storage/keystore.py).
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.domain.address import Address
from bot.domain.time import Moment
from bot.machine import Entropy
from storage import unsettled
from storage.keystore import EMPTY, Keystore
from storage.new_keys import Key, NewKey
from storage.statements import Conflict, Row, Statement, StorageError

NONCE_LENGTH = 12  # bytes; 96 bits is what GCM is defined for
KEY_VERSION = b"\x01"
_PLACE = b"%b|%b|%b|" + KEY_VERSION
"""Table, subject and field: otherwise a ciphertext could be moved to another person or field and would still open."""
PROOF_LENGTH = 8  # bytes
SUBJECTS_PER_READ = 500
NEXT_KEY = "next master key"
"""The name of the secret that exists while the master key is being changed."""


class WrongMasterKey(StorageError):
    """The master key does not open this keystore."""


class RewrapUnfinished(StorageError):
    """Some keys are wrapped by the next master key already; finish `storage/rewrap.py` first."""


class Wrap:
    """The master key: it wraps other keys, and binds each to its name."""

    def __init__(self, master_key: bytes, entropy: Entropy) -> None:
        self._cipher = AESGCM(master_key)
        self._entropy = entropy

    def close(self, name: bytes, secret: bytes) -> bytes:
        nonce = self._entropy(NONCE_LENGTH)
        return nonce + self._cipher.encrypt(nonce, secret, b"keys|" + name)

    def open(self, name: bytes, wrapped: bytes) -> bytes:
        """Raises WrongMasterKey."""
        try:
            return self._cipher.decrypt(wrapped[:NONCE_LENGTH], wrapped[NONCE_LENGTH:], b"keys|" + name)
        except InvalidTag:
            raise WrongMasterKey from None


class Seal:
    """One subject's key. What it seals opens only with this key, and only in the same table and field."""

    def __init__(self, subject: bytes, secret: bytes, entropy: Entropy) -> None:
        self._subject = subject
        self._secret = secret
        self._entropy = entropy
        self._cipher: AESGCM | None = None  # made when it is needed: many keys are only compared

    def proof(self, field: str, value: str) -> bytes:
        """8 bytes by which this key recognises a value; without the key they say nothing about it."""
        text = f"{field}|{value}".encode()
        return hashlib.blake2b(text, digest_size=PROOF_LENGTH, key=self._secret, person=b"proof").digest()

    def close(self, table: str, field: str, text: str) -> bytes:
        nonce, cipher = self._entropy(NONCE_LENGTH), self._cipher or self._make_cipher()
        place = _PLACE % (table.encode(), self._subject, field.encode())
        return KEY_VERSION + nonce + cipher.encrypt(nonce, text.encode(), place)

    def open(self, table: str, field: str, sealed: bytes) -> str:
        nonce, body = sealed[1 : NONCE_LENGTH + 1], sealed[NONCE_LENGTH + 1 :]
        cipher, place = self._cipher or self._make_cipher(), _PLACE % (table.encode(), self._subject, field.encode())
        return cipher.decrypt(nonce, body, place).decode()

    def _make_cipher(self) -> AESGCM:
        self._cipher = made = AESGCM(self._secret)
        return made


class Vault:
    """What the keystore holds, opened with the master key."""

    def __init__(self, keystore: Keystore, master_key: bytes, entropy: Entropy) -> None:
        self._keystore = keystore
        self._engine = keystore.engine
        self._in_use: Counter[bytes] = Counter()
        self._wrap = Wrap(master_key, entropy)
        self._entropy = entropy
        self._peppered = hmac.new(b"", digestmod=hashlib.sha256)

    async def is_new(self) -> bool:
        """Whether the keystore has never been unlocked, so that it cannot hold keys."""
        return not await self._engine.read("SELECT 1 FROM secrets WHERE name = $1", "pepper")

    async def unlock(self) -> None:
        """Read the pepper of the pseudonyms, or make it at the first start. Raises WrongMasterKey, RewrapUnfinished."""
        if await self._engine.read("SELECT 1 FROM secrets WHERE name = $1", NEXT_KEY):
            raise RewrapUnfinished
        if await self.is_new():
            # Another process may start for the first time too: the pepper of the faster one counts.
            insert = "INSERT INTO secrets (name, wrapped) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"
            pepper = self._wrap.close(b"pepper", self._entropy(32))
            await self._engine.write([Statement(insert, ("pepper", pepper))])
        [[wrapped]] = await self._engine.read("SELECT wrapped FROM secrets WHERE name = $1", "pepper")
        self._peppered = hmac.new(self._wrap.open(b"pepper", wrapped), digestmod=hashlib.sha256)

    def _hmac(self, message: bytes) -> bytes:
        copied = self._peppered.copy()  # OpenSSL would look everything up anew for another
        copied.update(message)
        return copied.digest()

    def pseudonym(self, address: Address) -> bytes:
        """The name of a person in the database: an HMAC (32 bytes) that nobody can compute without the pepper."""
        return self._hmac(bytes(address))

    @property
    def colleagues(self) -> Seal:
        """What is kept of colleagues is sealed with this key of the installation."""
        return Seal(b"colleagues", self._hmac(b"key|colleagues"), self._entropy)

    def short_mark(self, name: str, value: str) -> tuple[int, int]:
        """18 bits of an HMAC of a value with a name, as 16 and 2. Equal values have equal marks, like many others."""
        first, second, third = self._hmac(f"mark|{name}|{value}".encode())[:3]
        return first << 8 | second, third >> 6

    def draws(self, name: str) -> Entropy:
        """Bytes that every process with this keystore draws in the same order, and nobody else can know."""
        numbers = count()

        def draw(length: int) -> bytes:
            drawn = b""
            while len(drawn) < length:
                drawn += self._hmac(f"draw|{name}|{next(numbers)}".encode())
            return drawn[:length]

        return draw

    async def seal_of(self, subject: bytes) -> Seal | None:
        """The key of a subject; None if there is none. Raises WrongMasterKey."""
        rows = await self._engine.read("SELECT wrapped FROM keys WHERE subject = $1", subject)
        return Seal(subject, self._wrap.open(subject, rows[0][0]), self._entropy) if rows else None

    async def seals_of(self, subjects: Collection[bytes]) -> dict[bytes, Seal]:
        """The keys of those that have one. Raises WrongMasterKey."""
        rows = await self._read_keys("subject, wrapped", subjects)
        return {subject: Seal(subject, self._wrap.open(subject, wrapped), self._entropy) for subject, wrapped in rows}

    def make_seal(self, subject: bytes, now: Moment) -> tuple[Seal, NewKey]:
        """A new key. Store it before the rows that it seals: a key without rows is harmless."""
        secret = self._entropy(32)
        return Seal(subject, secret, self._entropy), NewKey(subject, self._wrap.close(subject, secret), now)

    async def store(self, keys: Sequence[Key]) -> None:
        """Raises Conflict."""
        await self._engine.write([statement for key in keys for statement in key.statements()])

    @contextmanager
    def in_use(self, keys: Sequence[Key]) -> Iterator[None]:
        """Keep `unsettled` from reporting these keys while their rows are being stored."""
        self._in_use.update(key.subject for key in keys)
        try:
            yield
        finally:
            self._in_use.subtract(key.subject for key in keys)

    async def unsettled(self, after: Moment, before: Moment) -> dict[bytes, Moment]:
        """Keys whose rows may not be stored, and when each was written.

        Keys in use are left out, and those written after `after` and up to `before`.
        """
        written = await unsettled.written(self._engine, after, before)
        return {subject: at for subject, at in written.items() if not self._in_use[subject]}

    async def settle(self, *subjects: bytes) -> None:
        """Remove the marks of these keys: their rows are stored."""
        await self._engine.write([unsettled.unmark(one) for one in subjects])

    async def unsettle(self, now: Moment, *subjects: bytes) -> None:
        """Mark keys before their rows are deleted: if the process dies before it destroys them, `settle_keys` does."""
        await self._engine.write([unsettled.mark(one, now) for one in subjects])

    async def settle_all(self) -> None:
        """Remove all marks."""
        await self._engine.write([Statement("DELETE FROM unsettled")])

    async def drop(self, orphans: Mapping[bytes, Moment]) -> int:
        """Destroy keys without rows, given with the moment each was written; return how many.

        A key that was used meanwhile has another moment, and stays.
        """
        dropped = [await self._drop(subject, at) for subject, at in orphans.items()]
        if any(dropped):
            await self._keystore.remove_traces()
        return sum(dropped)

    async def _drop(self, subject: bytes, at: Moment) -> bool:
        unmark = Statement("DELETE FROM unsettled WHERE subject = $1 AND written_at = $2", (subject, at), touches=1)
        try:
            await self._engine.write([unmark, *self._keystore.destroy(subject)])
        except Conflict:
            return False
        return True

    async def destroy(self, *subjects: bytes) -> bool:
        """Destroy keys; False if the files still hold traces of them because another program reads."""
        await self._engine.write(
            [each for one in subjects for each in (*self._keystore.destroy(one), unsettled.unmark(one))]
        )
        return await self._keystore.remove_traces()

    async def compact(self) -> bool:
        """Remove the rows of destroyed keys, with every trace of their subjects; False if another program reads."""
        return await self._keystore.compact()

    async def with_key(self, subjects: Collection[bytes]) -> list[bytes]:
        """Those of `subjects` that have a key."""
        return [row[0] for row in await self._read_keys("subject", subjects)]

    async def _read_keys(self, columns: str, subjects: Collection[bytes]) -> list[Row]:
        asked, found = list(subjects), list[Row]()
        for start in range(0, len(asked), SUBJECTS_PER_READ):
            some = asked[start : start + SUBJECTS_PER_READ]
            places = ", ".join(f"${number}" for number in range(2, len(some) + 2))
            select = f"SELECT {columns} FROM keys WHERE wrapped <> $1 AND subject IN ({places})"
            found += await self._engine.read(select, EMPTY, *some)
        return found

    async def subjects(self) -> list[bytes]:
        """Every subject that has a key."""
        return [row[0] for row in await self._engine.read("SELECT subject FROM keys WHERE wrapped <> $1", EMPTY)]
