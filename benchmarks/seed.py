"""Fills a database with applications, or with unfinished ones, by the statements with which the bot stores them.

Everything is sealed and chained as in life; only the waiting is left out. A million applications take some minutes.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.loopback.telegram import GROUP
from benchmarks.peers.table import MASTER_KEY
from bot.domain.address import Address
from bot.domain.card import Card
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.form import begin
from bot.domain.lead import Lead, Status
from bot.domain.ledger import hash_of
from bot.domain.person import Person
from bot.domain.policy import Policy
from bot.domain.row_id import make_row_id
from bot.domain.schedule import Deadlines
from bot.domain.time import DAY, EPOCH, SECOND, YEAR, Moment
from bot.jobs.scrub_database import OF_KEYS, OF_ROWS
from bot.machine import SYSTEM
from storage import cards, consents, contact_marks, drafts, leads, persons, sweeps
from storage.new_keys import NewKey
from storage.places import Places
from storage.sqlite_commit import numbered
from storage.statements import Statement
from storage.store import Store, open_store
from storage.vault import Seal

FIRST_ID = 4_000_000_000
CACHE_KIB = 1 << 22
"""All of a million applications: rows in random order would be read and written again and again."""
NOTICE = Notice("consent", "kk", Policy("https://momu.kz/", "1", "2026-01-31"))
Compose = Callable[[Store, int, bytes, Seal, Moment], list[Statement]]
"""What is stored of the person with this number, pseudonym and key."""


def fill(folder: Path, number: int, compose: Compose, *, first_start: bool = False) -> None:
    """Make the files of an installation, with so many people.

    At its `first_start` the bot rewrites them; otherwise it has done so this night.
    """
    folder.mkdir(parents=True)
    store = asyncio.run(_make_files(folder))
    with closing(_open(folder / "momu.db")) as rows, closing(_open(folder / "keys.db")) as keys:
        for one in range(number):
            key, statements = _person(store, one, compose)
            # Without the mark that its rows are still to come.
            keys.execute(numbered(key.statements()[0].sql), key.statements()[0].params)
            for statement in statements:
                rows.execute(numbered(statement.sql), statement.params)
        if not first_start:
            for name in (OF_KEYS, OF_ROWS):
                scrubbed = sweeps.succeed(name, SYSTEM.clock())
                rows.execute(numbered(scrubbed.sql), scrubbed.params)
        keys.execute("COMMIT")
        rows.execute("COMMIT")


async def _make_files(folder: Path) -> Store:
    """The store, closed again; its vault goes on naming and sealing."""
    places = Places(folder / "momu.db", folder / "keys.db", folder / "erasures.log")
    store = await open_store(places, MASTER_KEY, SYSTEM.entropy)
    await store.close()
    return store


def _open(path: Path) -> sqlite3.Connection:
    """A connection in one long transaction that waits for no disk: nobody needs these files if the machine fails."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.create_function("ledger_hash", 6, hash_of, deterministic=True)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    return connection


def _person(store: Store, number: int, compose: Compose) -> tuple[NewKey, list[Statement]]:
    now, entropy = SYSTEM.clock(), SYSTEM.entropy
    address = Address("telegram", str(FIRST_ID + number))
    who = store.vault.pseudonym(address)
    seal, key = store.vault.make_seal(who, now)
    subject = entropy(16).hex()
    consent = Consent.of(NOTICE, _row_id(16, number), Purpose.APPLICATION, number, now)
    return key, [
        persons.insert(who, seal, Person(address, "kk", None, False, now, subject)),
        persons.note_policy(who, NOTICE.policy.version),
        *consents.grant(who, subject, consent, NOTICE),
        *compose(store, number, who, seal, now),
    ]


def application(store: Store, number: int, who: bytes, seal: Seal, now: Moment) -> list[Statement]:
    """An application that a colleague has taken, with its card. Nothing of it is due."""
    details = {"name": "Сейтқалиева Айгерім Болатқызы", "phone": phone(number), "email": f"lead{number}@example.com"}
    # Not drawn: of a million random ones hundreds would be alike.
    lead = Lead(
        _row_id(8, number), f"M-{number:07}", who, "kk", False, details, Status.TAKEN, None, None, None, now, now
    )  # fmt: skip
    return [
        leads.insert(seal, lead, Deadlines(now + YEAR, None, None, None)),
        *contact_marks.put(store.vault, seal, who, lead.id, details),
        cards.place(lead.id, Card(GROUP, FIRST_ID + number, "shown"), now),
    ]


def _row_id(length: int, number: int) -> bytes:
    """As if one came each second: of a million drawn in the same few minutes two could be alike."""
    return make_row_id(length, EPOCH + number * SECOND, SYSTEM.entropy)


def open_draft(store: Store, number: int, who: bytes, seal: Seal, now: Moment) -> list[Statement]:
    """Somebody who has just been asked for the name."""
    draft = begin(_row_id(8, number), number)
    return [drafts.put(who, seal, draft, now, now + 3 * DAY)]


def phone(number: int) -> str:
    """One for everybody, behind libphonenumber's example, and too long to be dialled."""
    return f"+77710009998{number:07}"
