"""Are both databases scrubbed once a night, and is it logged when they are not?"""

import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.time import Moment, moment_of
from bot.jobs.scrub_database import ScrubDatabase, last_night
from bot.machine import system_entropy
from storage.places import Places
from storage.statements import Statement
from storage.store import Store, open_store
from tests.cases import cases
from tests.sought import find_many

ALMATY = ZoneInfo("Asia/Almaty")
SCRUBBED, BUSY, NOTHING = Counter(scrubbed=2), Counter(busy=1), Counter[str]()


def at(text: str, zone: ZoneInfo = ALMATY) -> Moment:
    return moment_of(datetime.fromisoformat(text).replace(tzinfo=zone))


class Day:
    """A clock that is set by hand, and a job that reads it."""

    def __init__(self, store: Store) -> None:
        self.now = at("2026-11-22T12:00")
        self.store = store
        self.job = ScrubDatabase(store, ALMATY, lambda: self.now)

    async def sweep(self, text: str) -> Counter[str]:
        self.now = at(text)
        return await self.job()


@pytest.fixture
async def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Day]:
    places = Places(tmp_path / "momu.db", tmp_path / "keys.db", tmp_path / "erasures.log")
    store = await open_store(places, bytes(32), system_entropy)
    yield Day(store)
    await store.close()


@pytest.fixture
async def done(day: Day) -> Day:
    """It has just been scrubbed, at noon on the 22nd."""
    assert await day.sweep("2026-11-22T12:00") == SCRUBBED
    return day


async def test_it_acts_once_a_night_at_the_first_sweep_after_three(done: Day) -> None:
    assert await done.sweep("2026-11-23T02:59") == NOTHING
    assert await done.sweep("2026-11-23T03:00") == SCRUBBED
    assert await done.sweep("2026-11-23T03:01") == NOTHING
    assert await done.sweep("2026-11-24T02:59") == NOTHING
    assert await done.sweep("2026-11-26T18:00") == SCRUBBED


async def test_a_restart_does_not_scrub_again(done: Day) -> None:
    again = Day(done.store)
    assert await again.sweep("2026-11-22T12:01") == NOTHING
    assert await again.sweep("2026-11-23T03:00") == SCRUBBED


@cases(
    ("now", "zone", "night"),
    [
        ("2026-11-22T03:00", "Asia/Almaty", "2026-11-22T03:00"),
        ("2026-11-22T02:59", "Asia/Almaty", "2026-11-21T03:00"),
        ("2026-11-22T00:00", "America/New_York", "2026-11-21T03:00"),
        ("2026-03-29T12:00", "Europe/Berlin", "2026-03-29T03:00"),
    ],
)
def test_night_is_three_o_clock_where_the_operator_is(now: str, zone: str, night: str) -> None:
    assert last_night(at(now, ZoneInfo(zone)), ZoneInfo(zone)) == at(night, ZoneInfo(zone))


async def test_places_of_destroyed_keys_and_whose_they_were_go_at_night(
    done: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite_keystore.SMALL_KEYSTORE", 0)
    vault, subjects = done.store.vault, [bytes([number]) * 32 for number in range(100)]
    await vault.store([vault.make_seal(subject, Moment(1))[1] for subject in subjects])
    assert await vault.destroy(*subjects[1:])
    assert len(await done.store.keys.read("SELECT * FROM keys")) == 100
    assert await done.sweep("2026-11-23T03:00") == SCRUBBED
    assert len(await done.store.keys.read("SELECT * FROM keys")) == 1
    assert await vault.seal_of(subjects[0])
    assert find_many(read(tmp_path, "keys.db*"), subjects) == {subjects[0]}


def read(folder: Path, pattern: str) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(folder.glob(pattern)))


def has_marker(folder: Path) -> bool:
    return b"marker-" in read(folder, "momu.db*")


async def test_no_deleted_byte_is_left(done: Day, tmp_path: Path) -> None:
    for number in range(300):
        text = f"marker-{number:04}-" + "x" * (number % 400)
        await done.store.commit(
            [
                Statement(
                    "INSERT INTO daily_counts (day, event, language, count) VALUES ($1, $2, '', 1)", (f"{number}", text)
                )
            ]
        )
    await done.store.commit([Statement("DELETE FROM daily_counts")])
    assert has_marker(tmp_path)
    assert await done.sweep("2026-11-23T03:00") == SCRUBBED
    assert not has_marker(tmp_path)


async def test_while_somebody_reads_it_is_not_done_and_after_three_times_somebody_is_told(
    done: Day, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await done.store.commit(
        [Statement("INSERT INTO daily_counts (day, event, language, count) VALUES ('d', 'e', '', 1)")]
    )
    with closing(sqlite3.connect(tmp_path / "momu.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM daily_counts").fetchall()
        await done.store.commit([Statement("DELETE FROM daily_counts")])
        assert await done.sweep("2026-11-23T03:00") == BUSY + Counter(scrubbed=1)  # the keystore has no reader
        for minute, told in ((1, 0), (2, 1), (3, 2)):
            assert await done.sweep(f"2026-11-23T03:0{minute}") == BUSY
            assert len([one for one in caplog.records if one.levelno == logging.ERROR]) == told
    assert await done.sweep("2026-11-23T03:04") == Counter(scrubbed=1)
    assert len([one for one in caplog.records if one.levelno == logging.ERROR]) == 2


async def test_a_database_that_cannot_be_written_is_tried_again(done: Day, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "momu.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        outcome = await done.sweep("2026-11-23T03:00")
        assert outcome["scrubbed"] == 0
    assert await done.sweep("2026-11-23T03:01") == SCRUBBED
