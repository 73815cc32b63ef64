"""Are proofs kept as long as promised, destroyed then, and of use only to whoever holds the receipt?"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.channels.telegram.addresses import address_of
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.ledger import Head
from bot.domain.policy import Policy
from bot.domain.time import DAY, EPOCH, Moment, Span
from bot.jobs.purge_proofs import purge_proofs
from bot.machine import system_entropy
from bot.operator.verify import find_cut, verify
from storage import consents, ledger
from storage.store import Store
from tests.databases import execute, query, tables_of, tamper
from tests.people import AIGERIM, DANIYAR, EVERYBODY
from tests.scenarios.evidence import rows_of_tables
from tests.scenarios.stage import Stage
from tests.scenarios.stopped import erase, open_stopped, settle
from tests.scenarios.test_ledger import broken_row

PROOF = 1095 * DAY
NOTICE = Notice("the text", "kk", Policy("https://example.com/", "1", ""))
IDS = range(700_000_001, 700_000_004)
SUBJECTS = ("aa" * 16, "bb" * 16, "cc" * 16)
COLUMNS = ("seq", "at", "event", "subject", "facts", "previous", "hash")
"""Of the ledger."""


async def agree(store: Store, telegram_id: int, subject: str, at: Moment) -> bytes:
    consent = Consent.of(NOTICE, system_entropy(16), Purpose.APPLICATION, 1, at)
    await store.commit(consents.grant(store.vault.pseudonym(address_of(telegram_id)), subject, consent, NOTICE))
    return consent.id


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Three agreed on their first three days; the second was erased on day 0 (ERASED), long before."""
    opened = await open_stopped(tmp_path / "data")
    await settle(opened, zip(IDS, EVERYBODY, strict=True))
    for number, telegram_id in enumerate(IDS):
        await agree(opened, telegram_id, SUBJECTS[number], EPOCH + number * DAY)
    await erase(opened, IDS[1])
    yield opened
    await opened.close()


async def purge(store: Store, day: float) -> dict[str, int]:
    return dict(await purge_proofs(store, PROOF, lambda: EPOCH + Span(day * 86_400_000)))


async def rows(store: Store) -> list[tuple[int, str, str]]:
    return [(entry.seq, entry.event, entry.subject) async for entry in ledger.entries(store.engine)]


async def test_nothing_goes_before_its_time(store: Store) -> None:
    before = await rows(store)
    for day in (3, 1095, 1095.9, 1096.9):
        assert await purge(store, day) == {}
    assert await rows(store) == before


async def test_what_is_old_goes_and_a_consent_in_force_is_carried_on(store: Store) -> None:
    given = [entry async for entry in ledger.entries(store.engine)]
    assert await purge(store, 1097) == {"rows": 2, "carried": 1}  # the rows of day 0 and 1; the second person is gone
    kept = await rows(store)
    assert [event for _, event, _ in kept][-2:] == ["consent_carried", "ledger_cut"]
    assert {subject for _, _, subject in kept} >= {SUBJECTS[0], SUBJECTS[2]}
    assert SUBJECTS[1] not in {subject for _, _, subject in kept}
    carried = json.loads([entry async for entry in ledger.entries(store.engine)][-2].facts)
    assert (carried["given_row"], carried["given_hash"], carried["given_at"]) == (1, given[0].hash, given[0].at)
    assert carried | json.loads(given[0].facts) == carried
    assert await broken_row(store) is None
    assert await find_cut(store) == Head(2, given[1].hash)


async def test_a_consent_is_carried_on_for_ever_and_still_names_its_first_row(store: Store) -> None:
    for day in (1097, 2 * 1097 + 2, 3 * 1097 + 5):
        await purge(store, day)
        assert await broken_row(store) is None
    facts = [json.loads(entry.facts) async for entry in ledger.entries(store.engine) if entry.subject == SUBJECTS[0]]
    assert [(one["given_row"], one["given_at"]) for one in facts] == [(1, 0)]


async def test_finished_erasures_end_with_their_messages(store: Store) -> None:
    await store.engine.run_script(
        "UPDATE erasures SET stage = 'done', done_at = 1; "
        "INSERT INTO erasure_messages (erasure, place, message_id, kind, sent_at) "
        "SELECT id, 'private', 1, 'answer', 1 FROM erasures"
    )
    await purge(store, 1094)
    assert await store.engine.read("SELECT count(*) FROM erasures") == [(1,)]
    await purge(store, 1097)
    assert await store.engine.read(
        "SELECT (SELECT count(*) FROM erasures), (SELECT count(*) FROM erasure_messages)"
    ) == [(0, 0)]


async def test_a_ledger_of_nothing_but_cuts_is_left_alone(store: Store) -> None:
    await erase(store, IDS[0])
    await erase(store, IDS[2])
    assert (await purge(store, 1100))["rows"] == 9
    length = len(await rows(store))
    for day in (2300, 3500):
        assert await purge(store, day) == {}
    assert (len(await rows(store)), await broken_row(store)) == (length, None)


async def test_an_interrupted_cut_changes_nothing_and_the_guard_is_back(store: Store, tmp_path: Path) -> None:
    await purge(store, 1097)
    for sql in ("UPDATE ledger SET at = 1", "DELETE FROM ledger"):
        with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
            execute(tmp_path / "data", sql)


@pytest.fixture
async def cut(store: Store, tmp_path: Path) -> Path:
    """A cut ledger in a folder that can be changed: rows 3 to 7, the cut in row 7 (and one given after it: 8)."""
    await purge(store, 1097)
    await agree(store, IDS[0], SUBJECTS[0], EPOCH + 1098 * DAY)
    return tmp_path / "data"


def stored(folder: Path) -> list[tuple[Any, ...]]:
    return query(folder, f"SELECT {', '.join(COLUMNS)} FROM ledger ORDER BY seq")


async def damage(store: Store, folder: Path, row: tuple[Any, ...], sql: str) -> int | None:
    """The row that is found to be broken after this change of a row, which is undone then."""
    tamper(folder, "ledger", sql)
    found = await broken_row(store)
    tamper(folder, "ledger", f"DELETE FROM ledger WHERE seq = {row[0]}")
    execute(folder, f"INSERT INTO ledger ({', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)", *row)
    return found


async def test_a_change_in_any_column_of_any_row_is_found_at_that_row(store: Store, cut: Path) -> None:
    for row in stored(cut):
        for column in COLUMNS[1:]:
            other = "at + 7" if column == "at" else f"{column} || '7'"
            found = await damage(store, cut, row, f"UPDATE ledger SET {column} = {other} WHERE seq = {row[0]}")
            assert (column, found) == (column, row[0])
    assert await broken_row(store) is None


async def test_a_row_missing_at_the_front_the_middle_or_the_end_is_named(store: Store, cut: Path) -> None:
    rows = stored(cut)
    for row in (rows[0], rows[2], rows[-1]):
        assert await damage(store, cut, row, f"DELETE FROM ledger WHERE seq = {row[0]}") == row[0]
    assert await broken_row(store) is None


async def test_a_front_that_no_cut_explains_is_broken_at_its_first_row(store: Store, tmp_path: Path) -> None:
    tamper(tmp_path / "data", "ledger", "DELETE FROM ledger WHERE seq <= 2")
    assert await broken_row(store) == 1


async def test_a_head_published_before_the_cut_is_skipped_and_one_at_the_cut_compared(store: Store) -> None:
    hashes = {entry.seq: entry.hash async for entry in ledger.entries(store.engine)}
    await store.heads.publish(Head(1, hashes[1]), now=Moment(1))
    await store.heads.publish(Head(2, hashes[2]), now=Moment(2))
    await purge(store, 1097)
    assert await broken_row(store) is None
    await store.heads.publish(Head(2, "0" * 64), now=Moment(3))
    assert await broken_row(store) == 2


async def test_it_happens_by_itself_and_the_person_knows_how_long(stage: Stage) -> None:
    """On the clock of the simulator: three years later the erasure and its ledger rows are gone, the chain is whole."""
    guest = stage.guest(AIGERIM)
    await guest.apply()
    assert "3 жыл" in guest.chat.messages[1].html
    receipt = await guest.forget()
    assert "3 жыл" in receipt.text
    await stage.guest(DANIYAR).agree()
    stage.world.clock.advance(1097 * 24 * 3600)
    await stage.world.until(lambda: "ledger_cut" in [row[2] for row in stage.rows("ledger")[0]])
    assert "consent_given" not in [row[2] for row in stage.rows("ledger")[0]]
    assert stage.rows("erasures", "erasure_messages")[1] == []


async def test_the_number_of_the_application_does_not_lead_to_the_proof(stage: Stage) -> None:
    """It stands on the card, which staff have seen with a name on it."""
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await stage.card(reference)
    await guest.forget()
    await stage.world.until(lambda: stage.rows("erasures")[0][0][3] == "done")
    found = rows_of_tables(stage.folder / "momu.db")
    assert [table for table, rows in found.items() if any(reference in str(row) for row in rows)] == []


async def test_a_proof_leads_to_a_person_only_for_whoever_holds_the_receipt(store: Store, tmp_path: Path) -> None:
    """Everything there is, with master key and pepper at hand: from a Telegram id nothing leads to a row of theirs."""
    mine = await agree(store, IDS[2], SUBJECTS[2], Moment(5))
    pseudonym = store.vault.pseudonym(address_of(IDS[2]))
    await erase(store, IDS[2])
    await store.engine.run_script("UPDATE erasures SET person = NULL, details = NULL, stage = 'done', done_at = 1")
    await store.vault.destroy(*[row[0] for row in await store.engine.read("SELECT id FROM erasures")])
    tables = await tables_of(store.engine)
    for table in tables:
        flat = [value for row in await store.engine.read(f"SELECT * FROM {table}") for value in row]
        assert not any(str(IDS[2]) in str(value) or pseudonym in (value, bytes(str(value), "utf-8")) for value in flat)
        assert not any(pseudonym.hex() in str(value) for value in flat), table
    assert pseudonym.hex() not in (tmp_path / "data" / "erasures.log").read_text()
    # The receipt in their hand does: its number is in one row, and that row's subject in those of the erasure.
    found = [entry async for entry in ledger.entries(store.engine) if mine.hex() in entry.facts]
    assert [(entry.event, entry.subject) for entry in found] == [("consent_given", SUBJECTS[2])]
    await verify(store, lambda row: None)


async def test_a_row_of_cuts_at_the_front_stops_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.jobs.purge_proofs.ROWS_PER_RUN", 2)
    cuts = 0
    while (await purge(store, 1095 + 10)).get("rows"):
        cuts += 1
    assert cuts > 2
    found = [event for _, event, _ in await rows(store)]
    assert found.count("ledger_cut") == cuts
    while (await purge(store, 2 * 1095 + 20)).get("rows"):
        pass
    assert await store.engine.read(
        "SELECT count(*) FROM ledger WHERE at <= $1 AND event <> 'ledger_cut'", (1095 + 20) * DAY
    ) == [(0,)]
    await verify(store, lambda row: None)
