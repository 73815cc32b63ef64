"""Two thousand people live with the bot, half are erased: is one byte of them left? (docs/promises.md 5, 6)"""

from __future__ import annotations

import logging
import random
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.telegram.addresses import address_of
from bot.jobs import MORE_DUE
from bot.jobs.finish_erasures import finish_erasures
from bot.operator.backup import back_up
from bot.operator.verify import verify
from storage import erasure_ends, erasures
from storage.any_places import in_files
from storage.engine import as_file
from storage.store import Store
from tests.bytescan import Needle, scan_folder
from tests.databases import places_in, sqlite_only
from tests.scenarios.population import Person, Population, invent
from tests.scenarios.stopped import open_stopped
from tests.sought import find_many

pytestmark = pytest.mark.usefixtures("unmeasured")

PEOPLE, SEED, SAMPLE = 2_000, 7, 2
HASH = re.compile(rb"[0-9a-f]{60,}")
CODECS = ("utf-8", "utf-16-le", "utf-16-be")
TABLES = {"persons": ("address", "ledger_subject"), "drafts": ("answers",), "leads": ("details", "owner_name")}


@dataclass
class Cipher:
    """What stands on the disk for some people: their pseudonyms, their wrapped keys, all that is sealed."""

    pseudonyms: set[bytes]
    wrapped: set[bytes]
    sealed: set[bytes]


def read_plainly(content: bytes, people: list[Person]) -> set[bytes]:
    """What of people can be read in clear, or in hex. The ten digits of a number stand in one of very many hashes too,
    by chance, once in some hundred runs: what was found is looked for again without them."""
    texts = {text for person in people for text in person.needles}
    in_clear = find_many(content, [text.encode(codec) for text in texts for codec in CODECS])
    in_hex = find_many(content, [text.encode().hex().encode() for text in texts])
    return in_hex | (find_many(HASH.sub(b"", content), in_clear) if in_clear else in_clear)


async def cipher(store: Store, people: list[Person]) -> Cipher:
    pseudonyms = {store.vault.pseudonym(address_of(person.telegram_id)) for person in people}
    keys = await store.keys.read("SELECT subject, wrapped FROM keys")
    sealed = [
        row
        for table, columns in TABLES.items()
        for row in await store.engine.read(f"SELECT person, {', '.join(columns)} FROM {table}")
    ]
    return Cipher(
        pseudonyms,
        {wrapped for subject, wrapped in keys if subject in pseudonyms},
        {value for person, *values in sealed if person in pseudonyms for value in values if value},
    )


def files(folder: Path, *patterns: str) -> bytes:
    found = [path for pattern in patterns or ("*",) for path in folder.rglob(pattern) if path.is_file()]
    return b"\0".join(path.read_bytes() for path in sorted(found))


async def told(store: Store, lives: Population) -> None:
    """The receipts are given: what the outbox does about each, without Telegram."""
    done = [row[0] for row in await store.engine.read("SELECT id FROM erasures WHERE stage = 'destroyed'")]
    await store.engine.run_script("UPDATE erasure_messages SET outcome = 'deleted'; DELETE FROM outbox")
    await store.commit(
        [statement for one in done for statement in (erasures.clear_details(one), *erasure_ends.finish(one, lives.now))]
    )
    await store.vault.destroy(*done)


async def finish_all(store: Store, lives: Population) -> Counter[str]:
    """As the timetable does: run after run, until none is full."""
    counts = await finish_erasures(store, lives.clock)
    return counts if not counts.pop(MORE_DUE, 0) else counts + await finish_all(store, lives)


@sqlite_only(reason="it looks for bytes in the files and their backups; test_keys_on_server.py looks in a server's")
async def test_of_a_thousand_erased_among_two_thousand_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("bot", "handlers", "storage"):
        caplog.set_level(logging.DEBUG, name)
    monkeypatch.setattr("storage.sqlite_keystore.LOG_TRIES", 1)
    data, backups = tmp_path / "data", tmp_path / "backups"
    store = await open_stopped(data)
    chance = random.Random(SEED)
    lives, people = Population(store, chance), invent(PEOPLE, SEED)
    await lives.live(people)
    gone = chance.sample(people, PEOPLE // 2)
    theirs, erased = await cipher(store, gone), set(gone)
    before = await back_up(store, in_files(places_in(data)), backups, datetime.fromtimestamp(1, UTC))

    # A reader of the keystore: the keys would still be in the file, so nothing is done, and that is said.
    await lives.forget(gone)
    with closing(sqlite3.connect(data / "keys.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM keys").fetchall()
        while await store.engine.read("SELECT 1 FROM erasures WHERE delayed_at IS NULL"):
            assert (await finish_erasures(store, lives.clock)).keys() == {"waiting"}
        assert find_many(files(data, "keys.db*"), theirs.wrapped)
        assert await store.engine.read("SELECT DISTINCT stage, destroyed_at FROM erasures") == [("intent", None)]
        assert await store.engine.read("SELECT count(*) FROM erasures WHERE delayed_at > 0") == [(len(gone),)]
        assert await store.engine.read("SELECT count(*) FROM persons") == [(PEOPLE,)]

    # A reader of the database: no key is left anywhere but in the backup, so it is done; the log is emptied later.
    with closing(sqlite3.connect(data / "momu.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM persons").fetchall()
        assert (await finish_all(store, lives))["destroyed"] == len(gone)
        assert await store.engine.read("SELECT count(*) FROM persons") == [(PEOPLE - len(gone),)]
        # A pseudonym may stay in a gap until the night, here in one run of thirty (docs/decisions/keys-overwritten.md).
        assert find_many(files(data, "keys.db*"), theirs.wrapped) == set()
        await told(store, lives)
        await finish_erasures(store, lives.clock)
        assert await store.engine.read("SELECT count(*) FROM erasures WHERE cleared_at IS NULL") == [(len(gone),)]
    assert await finish_erasures(store, lives.clock) == {}
    assert await store.engine.read("SELECT count(*) FROM erasures WHERE cleared_at IS NULL") == [(0,)]
    # A page that is written again may carry a pseudonym in its gaps until the night; nothing that was sealed.
    assert find_many(files(data, "momu.db-wal"), theirs.sealed) == set()

    # The night, and another backup.
    assert await store.vault.compact()
    assert await store.engine.scrub()
    after = await back_up(store, in_files(places_in(data)), backups, datetime.fromtimestamp(2, UTC))
    await store.close()
    everything = theirs.sealed | theirs.pseudonyms | theirs.wrapped
    everything |= {one.hex().encode() for one in theirs.pseudonyms}
    for folder in (data, after.folder):
        assert find_many(files(folder), everything) == set()

    # The backup from before holds what nobody can open: its keys live a week, and are nowhere else.
    assert find_many(files(before.folder, "momu.db"), theirs.sealed) == theirs.sealed
    assert find_many(files(before.folder, "keys.db"), theirs.wrapped) == theirs.wrapped
    shutil.rmtree(before.folder / "keys")
    assert find_many(files(tmp_path), theirs.wrapped) == set()

    # And nobody at all can be read anywhere, whatever became of them.
    assert read_plainly(files(tmp_path) + caplog.text.encode(), people) == set()
    some: list[Needle] = [needle for one in gone[:SAMPLE] for needle in one.needles]
    some += [one.telegram_id for one in gone[:SAMPLE]]
    assert scan_folder(data, some) == []
    await who_stays_is_whole(data, [person for person in people if person not in erased])


async def who_stays_is_whole(data: Path, stays: list[Person]) -> None:
    store = await open_stopped(data)
    for person in stays:
        visitor = await store.visitor(address_of(person.telegram_id))
        assert visitor.person
        assert visitor.person.address == address_of(person.telegram_id)
        assert [lead.details["email"] for lead in visitor.leads] in ([], [person.who.email])
    assert await as_file(store.engine).is_sound()
    await verify(store, lambda row: None)
    await store.close()
