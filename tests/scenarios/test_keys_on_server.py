"""Database, keys and the record of erasures on PostgreSQL: what is left where, and does nobody come back?"""

from __future__ import annotations

import asyncio
import base64
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import chdir
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr
from typer.testing import Result

from bot.domain.time import DAY
from bot.machine import system_entropy
from bot.operator import doctor_servers
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl
from storage.store import open_store
from tests.bytescan import Needle, scan
from tests.people import AIGERIM, DANIYAR
from tests.postgres_server import Written, own_server, query
from tests.scenarios.stage import TOKEN, Guest, Stage, open_stage_over_http, words
from tests.scenarios.stopped import command
from tests.sought import find_many

KEY, NEXT = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
TELEGRAM_ID = 7_214_365_870
NAMES = ("momu", "keys", "erasures")
FIRST = 0
NUMBERS = count(FIRST + 1)


@dataclass
class Installation:
    """Three databases of one server, and the folder of its files."""

    server: Any
    folder: Path
    number: int

    def name(self, which: str) -> str:
        return f"{which}_{self.number}"

    def url(self, which: str) -> PostgresUrl:
        base: str = self.server.get_uri()
        return PostgresUrl.parse(base.replace("/postgres?", f"/{self.name(which)}?"))

    def begin_anew(self, which: str, like: str = "template0") -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.name(which)}".encode())
            made = f"CREATE DATABASE {self.name(which)} TEMPLATE {like} STRATEGY file_copy"
            connection.execute(made.encode())  # otherwise the copy stands in the log of changes too, 8 MB each

    async def start(self) -> None:
        """Makes all tables, as the first start of a bot does: its migrations take the server longer than a test."""
        momu, keys, erasures = (self.url(name) for name in NAMES)
        store = await open_store(ServerPlaces(momu, keys, erasures), base64.b64decode(KEY), system_entropy)
        await store.close()

    def options(self) -> dict[str, Any]:
        momu, keys, erasures = (self.url(name) for name in NAMES)
        addresses = {"database_url": momu, "keystore_url": keys, "erasure_log": erasures}
        return {**addresses, "master_key": SecretStr(KEY), "keystore_copies": 14 * DAY}

    async def told(self, *said: str, **extra: str) -> Result:
        momu, keys, erasures = (self.url(name).secret for name in NAMES)
        addresses = {"DATABASE_URL": momu, "KEYSTORE_URL": keys, "ERASURE_LOG": erasures}
        return await command(self.folder, *said, **{**addresses, "MASTER_KEY": KEY, "BOT_TOKEN": TOKEN, **extra})

    def run(self, program: str, *arguments: object) -> None:
        subprocess.run([self.server.bin_path / program, *map(str, arguments)], check=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with own_server() as made:
        first = Installation(made, Path(), FIRST)
        for name in NAMES:
            first.begin_anew(name)
        starting = threading.Thread(target=lambda: asyncio.run(first.start()))  # the loop here is another's
        with chdir(made.pgdata.parent):
            starting.start()
            starting.join()
        yield made


@pytest.fixture
def installed(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """As an earlier start has left it. It has no files; its lock is in the folder `data` of the working directory."""
    monkeypatch.chdir(tmp_path)
    here = Installation(server, tmp_path / "data", next(NUMBERS))
    for name in NAMES:
        here.begin_anew(name, like=f"{name}_{FIRST}")
    return here


@pytest.fixture
def written(server: Any, installed: Installation) -> Written:
    return Written(Path(server.pgdata), installed.url("momu"))


@pytest.fixture
async def stage(installed: Installation) -> AsyncIterator[Stage]:
    async with open_stage_over_http(installed.folder, **installed.options()) as opened:
        yield opened


async def test_a_whole_application_is_readable_nowhere_and_its_key_goes_with_the_person(
    installed: Installation, written: Written, stage: Stage
) -> None:
    user = stage.world.user(AIGERIM.first_name, AIGERIM.language, phone=AIGERIM.phone, user_id=TELEGRAM_ID)
    guest = Guest(user, AIGERIM)
    reference = await guest.apply()
    card = await stage.card(reference)
    stage.madina.tap(words("kk")("button.take"), message=card)
    await stage.card(AIGERIM.phone)
    assert (installed.folder / "momu.lock").exists()
    needles: list[Needle] = [TELEGRAM_ID, *AIGERIM.secrets]
    for wal in (False, True):
        assert scan(written.content(wal=wal), needles, "server") == []
    wrapped = {row[0] for row in query(installed.url("keys"), "SELECT wrapped FROM keys")}
    query(installed.url("keys"), "ANALYZE")
    receipt = await guest.forget()
    assert words("kk")("erased.copies_on_server", keys="2 апта") in receipt.text
    await stage.world.until(lambda: query(installed.url("keys"), "SELECT count(*) FROM keys") == [(0,)])
    assert find_many(written.content(wal=False), wrapped) == set()
    assert find_many(written.content(wal=True), wrapped)  # so docs, receipt and `doctor` say it
    assert query(installed.url("erasures"), "SELECT count(*) FROM tombstones") == [(1,)]


async def test_a_restored_database_brings_nobody_back(installed: Installation, stage: Stage, tmp_path: Path) -> None:
    gone, stays = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await gone.apply()
    kept = await stays.apply()
    installed.run("pg_dump", "-Fc", "-f", tmp_path / "momu.dump", installed.url("momu").secret)
    [[rows]] = query(installed.url("momu"), "SELECT max(seq) FROM ledger")
    await gone.forget()
    for lost in (rows + 1, 99):
        head = f"INSERT INTO heads (published_at, seq, hash) VALUES (1, {lost}, repeat('0', 64))"
        query(installed.url("erasures"), head)
    await stage.stop()
    installed.begin_anew("momu")
    installed.run("pg_restore", "-d", installed.url("momu").secret, tmp_path / "momu.dump")
    assert query(installed.url("momu"), "SELECT count(*) FROM persons") == [(2,)]

    assert "PROBLEM  ledger" in (await installed.told("doctor")).stdout
    confirmed = await installed.told("confirm-restored")
    assert confirmed.stdout.startswith("confirmed; erased again: 1, used again: 0\nthe ledger says now that a backup")
    assert (await installed.told("verify")).exit_code == 0
    assert (await installed.told("confirm-restored")).exit_code == 1  # there is nothing to confirm any more

    # Had the bot been started first, one of its rows would have the number of a lost one.
    query(installed.url("erasures"), f"INSERT INTO heads VALUES (DEFAULT, 2, {rows + 1}, repeat('1', 64))")
    assert (await installed.told("verify")).exit_code == 1
    assert "rows that it did not have: 1 at least" in (await installed.told("confirm-restored")).stdout
    assert (await installed.told("verify")).exit_code == 0
    await stage.start()
    assert query(installed.url("momu"), "SELECT reference FROM leads") == [(kept,)]


async def test_a_start_alone_erases_again_too(installed: Installation, stage: Stage, tmp_path: Path) -> None:
    gone = stage.guest(AIGERIM)
    await gone.apply()
    installed.run("pg_dump", "-Fc", "-f", tmp_path / "momu.dump", installed.url("momu").secret)
    await gone.forget()
    await stage.stop()
    installed.run("pg_restore", "--clean", "-d", installed.url("momu").secret, tmp_path / "momu.dump")
    assert query(installed.url("momu"), "SELECT count(*) FROM persons") == [(1,)]
    await stage.start()
    await stage.world.until(lambda: query(installed.url("momu"), "SELECT count(*) FROM persons") == [(0,)])


async def test_without_the_record_nobody_is_erased_and_nothing_starts(
    installed: Installation, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    record = installed.url("erasures")
    query(record, "ALTER TABLE tombstones RENAME TO away")
    await guest.write("/forget_me")
    await stage.world.until(lambda: words("kk")("button.forget") in guest.chat.last.labels)
    guest.user.tap(words("kk")("button.forget"))
    await stage.world.until(lambda: query(installed.url("keys"), "SELECT count(*) FROM keys") == [(1,)])
    assert query(installed.url("momu"), "SELECT count(*) FROM persons") == [(1,)]
    said = "finish_erasures could not be done: ERASURE_LOG: the record of erasures cannot be read and written"
    await stage.world.until(lambda: any(line.startswith(said) for line in caplog.messages))
    query(record, "ALTER TABLE away RENAME TO tombstones")
    await stage.world.until(lambda: query(installed.url("momu"), "SELECT count(*) FROM persons") == [(0,)])
    await stage.stop()
    query(record, "ALTER TABLE tombstones DISABLE TRIGGER ALL; DELETE FROM tombstones")
    refused = await installed.told("run")
    assert refused.stderr.startswith("ERASURE_LOG: ")
    query(installed.url("keys"), f"DROP DATABASE {installed.name('erasures')}")
    refused = await installed.told("run")
    assert refused.stderr.startswith("ERASURE_LOG: there is no such database")


async def test_the_commands_know_the_servers(installed: Installation, stage: Stage) -> None:
    reference = await stage.guest(AIGERIM).apply()
    looked = await installed.told("doctor")
    for said in (doctor_servers.SAME_SERVER, doctor_servers.LOG_BESIDE):
        assert f": {said}\n" in looked.stdout
    assert "PROBLEM  KEYSTORE" not in looked.stdout
    await stage.stop()
    changed = await installed.told("rotate-key", NEW_MASTER_KEY=NEXT)
    assert changed.exit_code == 0
    assert "MASTER_KEY: this key does not open the keystore" in (await installed.told("stats")).stderr
    shown = await installed.told("person", "show", "--lead", reference, MASTER_KEY=NEXT)
    assert AIGERIM.secrets[0] in shown.stdout


async def test_a_database_that_is_gone_is_not_begun_anew(installed: Installation, stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    installed.begin_anew("momu")
    refused = await installed.told("run")
    assert refused.stderr.startswith("DATABASE_URL: the database is missing, but the table keys in postgresql://")
