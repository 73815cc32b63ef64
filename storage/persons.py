"""Table `persons`: people who agreed, their language, the open question, legal hold and ban."""

from __future__ import annotations

import hashlib

from bot.domain.address import Address
from bot.domain.person import Person
from bot.domain.time import EPOCH, Moment
from storage.engine import Engine
from storage.statements import Row, Statement
from storage.vault import Seal

TABLE = "persons"
IN_USE = "persons.erasing = 0 AND persons.blocked_at = 0"
"""Part of SQL: the person's data is neither being destroyed nor out of use because of a dispute."""
MAY_GO_OUT = f"{IN_USE} AND persons.restored_at = 0"
"""The same, and the person is not in doubt after a restore (`restored.py`): something may be sent or handed out."""


COLUMNS = ", ".join(
    f"persons.{name}"
    for name in (
        "address",
        "language",
        "asking",
        "erasing",
        "created_at",
        "ledger_subject",
        "held_until",
        "hold_reason",
        "banned_at",
        "blocked_at",
    )
)


async def load(engine: Engine, person: bytes, seal: Seal) -> Person | None:
    rows = await engine.read(f"SELECT {COLUMNS} FROM persons WHERE person = $1", person)
    return open_row(rows[0], seal) if rows else None


def open_row(row: Row, seal: Seal, address: Address | None = None) -> Person:
    """The person of a row of COLUMNS. An `address` that is known need not be opened."""
    sealed, language, asking, erasing, created_at, subject, held_until, reason, *since = row
    address = address or Address.parse(seal.open(TABLE, "address", sealed))
    ledger_subject = seal.open(TABLE, "ledger_subject", subject) if subject else ""
    hold_reason = seal.open(TABLE, "hold_reason", reason) if reason else ""
    return Person(address, language, asking, bool(erasing), created_at, ledger_subject, held_until, hold_reason, *since)


async def is_known(engine: Engine, person: bytes) -> bool:
    return bool(await engine.read("SELECT 1 FROM persons WHERE person = $1", person))


async def marks(engine: Engine, *some: bytes) -> dict[bytes, bytes]:
    """The mark by which a tombstone knows each person, by pseudonym; of everybody, or only of `some`."""
    select = "SELECT person, mark, address FROM persons"
    if not some:
        rows = await engine.read(select)
    else:
        found = [await engine.read(f"{select} WHERE person = $1", one) for one in some]
        rows = [row for one in found for row in one]
    return {person: mark or _mark(sealed) for person, mark, sealed in rows}


def _mark(sealed: bytes) -> bytes:
    """A hash of the address as it was first sealed.

    The sealed bytes hold a nonce: a person who comes back has another mark, and once the row is gone nobody can
    compute the mark from an address, not even with the pepper.
    """
    return hashlib.sha256(sealed).digest()


async def all_pseudonyms(engine: Engine) -> list[bytes]:
    """The pseudonym of every stored person, in no order."""
    return [row[0] for row in await engine.read("SELECT person FROM persons")]


def insert(pseudonym: bytes, seal: Seal, person: Person, policy: str = "") -> Statement:
    """`policy`: the version that they know."""
    sealed = seal.close(TABLE, "address", str(person.address))
    return Statement(
        "INSERT INTO persons (person, address, mark, language, created_at, ledger_subject, counted_in, policy_asked) "
        "VALUES ($1, $2, $6, $3, $4, $5, $3, $7)",
        (
            pseudonym,
            sealed,
            person.language,
            person.created_at,
            seal.close(TABLE, "ledger_subject", person.ledger_subject),
            _mark(sealed),
            policy,
        ),
    )


def seal_address(person: bytes, seal: Seal, address: Address, before: bytes) -> Statement:
    """Replace the address `before`, which an earlier version had sealed, and keep its mark."""
    return Statement(
        "UPDATE persons SET address = $2, mark = $3 WHERE person = $1 AND mark IS NULL",
        (person, seal.close(TABLE, "address", str(address)), _mark(before)),
    )


def set_language(person: bytes, language: str) -> Statement:
    return Statement(
        "UPDATE persons SET language = $2 WHERE person = $1 AND erasing = 0", (person, language), touches=1
    )


def ask_about_policy(person: bytes, version: str) -> Statement:
    """Record that they are asked about this version. Conflicts if they were before, or are being erased."""
    return Statement(
        "UPDATE persons SET policy_asked = $2 WHERE person = $1 AND policy_asked <> $2 AND erasing = 0",
        (person, version),
        touches=1,
    )


def note_policy(person: bytes, version: str) -> Statement:
    """Record the version that they know. If it is not the one in force, they will be asked about that."""
    return Statement("UPDATE persons SET policy_asked = $2 WHERE person = $1", (person, version))


async def to_ask_about_policy(engine: Engine, version: str, now: Moment, limit: int) -> list[bytes]:
    """People who were never shown this version, without those whose data is out of use."""
    found = "SELECT person FROM persons WHERE policy_asked {} $1 AND {} AND held_until <= $2"
    # Two ranges of the index: with <> the whole table would be read at every sweep.
    sql = f"{found.format('<', MAY_GO_OUT)} UNION ALL {found.format('>', MAY_GO_OUT)} LIMIT $3"
    return [row[0] for row in await engine.read(sql, version, now, limit)]


def ask(person: bytes, question: str | None) -> Statement:
    """Record the open question; None if there is none. Conflicts if they are being erased."""
    return Statement("UPDATE persons SET asking = $2 WHERE person = $1 AND erasing = 0", (person, question), touches=1)


def unchanged(pseudonym: bytes, person: Person, known: int, reached: int) -> Statement:
    """Note that they have `reached` this rank (bot/domain/funnel.py) at least, and change nothing else. Conflicts if
    the `known` rank, their language, question or ban is another one by now, or they are being erased."""
    return Statement(
        "UPDATE persons SET reached = $6 WHERE person = $1 AND erasing = 0 AND language = $2 "
        "AND COALESCE(asking, '') = $3 AND banned_at = $4 AND reached = $5",
        (pseudonym, person.language, person.asking or "", person.banned_at, known, max(known, reached)),
        touches=1,
    )


def still_here(person: bytes) -> Statement:
    """Change nothing. Conflicts if their data is being destroyed or gone."""
    return Statement("UPDATE persons SET erasing = 0 WHERE person = $1 AND erasing = 0", (person,), touches=1)


def still_due(person: bytes, now: Moment) -> Statement:
    """Change nothing. Conflicts if they have a draft or lead that has not ended: they may have just come back."""
    return Statement(
        "UPDATE persons SET erasing = 0 WHERE person = $1 AND erasing = 0 "
        "AND NOT EXISTS (SELECT 1 FROM drafts WHERE person = $1 AND destroy_at > $2 AND corrects IS NULL) "
        "AND NOT EXISTS (SELECT 1 FROM leads WHERE person = $1 AND destroy_at > $2)",
        (person, now),
        touches=1,
    )


def hold(person: bytes, seal: Seal, until: Moment, reason: str) -> Statement:
    """Put a legal hold on a person: nothing of theirs is destroyed before `until`. A moment in the past lifts it."""
    sealed = seal.close(TABLE, "hold_reason", reason)
    return Statement(
        "UPDATE persons SET held_until = $2, hold_reason = $3 WHERE person = $1", (person, until, sealed), touches=1
    )


def ban(person: bytes, before: Moment, moment: Moment) -> Statement:
    """Refuse applications from `moment` on; EPOCH lifts the ban. Conflicts if a colleague was faster."""
    return Statement(
        "UPDATE persons SET banned_at = $3 WHERE person = $1 AND banned_at = $2 AND erasing = 0",
        (person, before, moment),
        touches=1,
    )


async def banned_at(engine: Engine, person: bytes) -> Moment:
    """Since when the person is banned; EPOCH if they are not."""
    rows = await engine.read("SELECT banned_at FROM persons WHERE person = $1", person)
    return rows[0][0] if rows else EPOCH


def block(person: bytes, since: Moment) -> Statement:
    """Put the person's data out of use from `since` on, until a dispute is over; EPOCH puts it into use again.

    Conflicts if it is being destroyed.
    """
    return Statement("UPDATE persons SET blocked_at = $2 WHERE person = $1 AND erasing = 0", (person, since), touches=1)


BLOCKED = f"EXISTS (SELECT 1 FROM persons WHERE person = $1 AND NOT ({IN_USE}))"
"""SQL: this person's data is out of use: it is being destroyed, or waits for the end of a legal hold or a dispute."""
ERASING = "EXISTS (SELECT 1 FROM persons WHERE person = $1 AND erasing = 1)"
"""SQL: this person's data is being destroyed, or waits for the end of a legal hold."""


async def is_blocked(engine: Engine, person: bytes) -> bool:
    return bool((await engine.read(f"SELECT {BLOCKED}", person))[0][0])


async def is_erasing(engine: Engine, person: bytes) -> bool:
    return bool((await engine.read(f"SELECT {ERASING}", person))[0][0])


def begin_erasing(person: bytes) -> Statement:
    """Put the person's data out of use. Conflicts if it is already."""
    return Statement("UPDATE persons SET erasing = 1 WHERE person = $1 AND erasing = 0", (person,), touches=1)
