"""Can the operator show an authority what happened, and that nothing of it was changed since?"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.domain.ledger import Head
from bot.domain.time import Moment
from bot.operator.verify import LedgerBroken, verify
from storage.store import Store
from tests.databases import query, sqlite_only, tamper
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.stage import Stage, open_store_of
from tests.scenarios.stopped import command


def rows(folder: Path) -> list[tuple[str, str, dict[str, str]]]:
    found = query(folder, "SELECT event, subject, facts FROM ledger ORDER BY seq")
    return [(event, subject, json.loads(facts)) for event, subject, facts in found]


async def test_consent_and_destruction_are_written_down_under_a_name_that_means_nothing(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    await aigerim.forget()
    given, requested, destroyed = rows(stage.folder)
    assert [given[0], requested[0], destroyed[0]] == ["consent_given", "erasure_requested", "data_destroyed"]
    assert given[1] == requested[1] == destroyed[1]
    assert given[2]["purpose"] == "application"
    assert len(given[2]["text_sha256"]) == 64
    assert given[2]["policy_version"] == "1"
    assert requested[2]["reason"] == "wish"


async def test_the_shown_text_can_be_produced_from_its_hash_after_the_person_is_gone(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.agree()
    shown = aigerim.chat.messages[1].html
    await aigerim.forget()
    digest = rows(stage.folder)[0][2]["text_sha256"]
    [(body,)] = stage.query("SELECT body FROM consent_texts WHERE hash = ?", digest)
    assert body == shown


async def test_two_acquaintances_of_one_person_cannot_be_linked(stage: Stage) -> None:
    daniyar = stage.guest(DANIYAR)
    await daniyar.agree()
    await daniyar.forget()
    await daniyar.agree()
    given = [subject for event, subject, _ in rows(stage.folder) if event == "consent_given"]
    assert len(set(given)) == 2


@pytest.fixture
async def chain(stage: Stage) -> Path:
    """A stopped bot with a ledger of six rows."""
    for who in (AIGERIM, DANIYAR):
        guest = stage.guest(who)
        await guest.agree()
        await guest.forget()
    await stage.stop()
    return stage.folder


async def check(folder: Path) -> int | None:
    """The first broken row."""
    async with open_store_of(folder) as store:
        return await broken_row(store)


async def broken_row(store: Store) -> int | None:
    try:
        await verify(store, lambda row: None)
    except LedgerBroken as error:
        return error.seq
    return None


async def test_without_a_terminal_verify_says_one_line(chain: Path) -> None:
    """To whoever reads it through a pipe; also when it refuses."""
    extra = {"MASTER_KEY_FILE": str(chain / "master.key"), "MASTER_KEY": ""}
    whole = await command(chain, "verify", **extra)
    assert (whole.exit_code, whole.stderr) == (0, "")
    assert whole.stdout.startswith("the ledger is whole: 6 rows")
    tamper(chain, "ledger", "UPDATE ledger SET facts = '{}' WHERE seq = 3")
    broken = await command(chain, "verify", **extra)
    assert (broken.exit_code, broken.output) == (1, "the ledger is broken at row 3\n")


async def test_an_untouched_chain_is_whole(chain: Path) -> None:
    assert await check(chain) is None


@contextmanager
def changed(chain: Path, seq: int, sql: str) -> Iterator[None]:
    """Meanwhile this was done to the row of that number."""
    [row] = query(chain, "SELECT * FROM ledger WHERE seq = ?", seq)
    tamper(chain, "ledger", f"{sql} WHERE seq = {seq}")
    yield
    tamper(chain, "ledger", f"DELETE FROM ledger WHERE seq = {seq}")
    query(chain, f"INSERT INTO ledger VALUES ({', '.join('?' * len(row))})", *row)


async def test_a_change_in_any_column_of_any_row_is_found_at_that_row(chain: Path) -> None:
    found = {}
    for column in ("at", "event", "subject", "facts", "previous", "hash"):
        change = "at + 1" if column == "at" else f"{column} || '0'"
        for seq in (1, 3, 6):
            with changed(chain, seq, f"UPDATE ledger SET {column} = {change}"):
                found[column, seq] = await check(chain)
    assert found == {(column, seq): seq for column, seq in found}
    assert await check(chain) is None


async def test_a_missing_row_is_found_also_at_the_end(chain: Path) -> None:
    for seq in (1, 3, 6):
        with changed(chain, seq, "DELETE FROM ledger"):
            assert await check(chain) == seq


async def test_a_chain_written_anew_does_not_fit_the_heads_published_before(chain: Path) -> None:
    async with open_store_of(chain) as store:
        await store.heads.publish(Head(2, "0" * 64), now=Moment(1))
    assert await check(chain) == 2


@sqlite_only(reason="its own errors; tests/storage/test_postgres.py has those of a server")
async def test_the_database_itself_refuses_to_change_the_ledger(chain: Path) -> None:
    with sqlite3.connect(chain / "momu.db") as connection:
        for sql in ("UPDATE ledger SET at = 1", "DELETE FROM ledger"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(sql)
