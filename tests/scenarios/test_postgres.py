"""Does the bot that ships do its work on a real PostgreSQL server, through restarts of it, and say why if it cannot?"""

from __future__ import annotations

import asyncio
import base64
import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from pydantic import SecretStr
from typer.testing import Result

from bot.refusal import STORAGE
from storage.postgres.engine import PostgresEngine
from storage.postgres.url import PostgresUrl
from storage.server_refusals import LoginRefused, ServerUnreachable
from storage.statements import AlreadyRunning, NoFile
from tests.databases import sqlite_only
from tests.people import AIGERIM, different
from tests.postgres_server import address, ask_for_passwords, new_schema, own_server, query, restart
from tests.scenarios.evidence import cards
from tests.scenarios.stage import TOKEN, open_stage_over_http, words
from tests.scenarios.stopped import command

KEY = base64.b64encode(bytes(32)).decode()
ALREADY = STORAGE[AlreadyRunning]


@pytest.fixture
def url() -> Iterator[PostgresUrl]:
    with new_schema() as made:
        yield made


async def told(folder: Path, url: str, *words: str) -> Result:
    """What the command line says with this database."""
    keys = f"sqlite:///{folder / 'keys.db'}"
    return await command(folder, *words, DATABASE_URL=url, KEYSTORE_URL=keys, MASTER_KEY=KEY, BOT_TOKEN=TOKEN)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("postgresql://momu:geheim@127.0.0.1:1/momu", "no server answers at postgresql://momu@127.0.0.1:1/momu, or"),
        ("{root}&dbname=nowhere", "there is no such database, or no such schema in it: "),
        ("{root}&options=-csearch_path%3Dnowhere", "there is no such database, or no such schema in it: "),
        ("{root}&user=momu_nobody&password=geheim", "the server refuses this role or its password at "),
        ("{root}&user=momu_weak&password=geheim", "this role may not make or use tables in "),
    ],
)
async def test_a_server_that_cannot_be_used_is_told_of_in_one_line(tmp_path: Path, wrong: str, line: str) -> None:
    with psycopg.connect(address(), autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS momu_weak")
        connection.execute("CREATE ROLE momu_weak LOGIN PASSWORD 'geheim'")
    root = address()
    refused = await told(tmp_path, wrong.format(root=root if "?" in root else f"{root}?"), "run")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"DATABASE_URL: {line}")
    assert refused.stderr.count("\n") == 1
    assert "geheim" not in refused.stderr


async def test_without_the_library_it_says_how_to_install_it(
    tmp_path: Path, url: PostgresUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "storage.postgres.engine", None)
    refused = await told(tmp_path, url.secret, "run")
    line = "DATABASE_URL: PostgreSQL needs a library that is not installed: pip install 'momu-bot[postgres]'\n"
    assert (refused.exit_code, refused.stderr) == (2, line)


@sqlite_only(reason="it makes a server, a key and a keystore of its own")
async def test_the_bot_and_its_commands_on_a_server(tmp_path: Path, url: PostgresUrl) -> None:
    folder = tmp_path / "data"
    options: dict[str, Any] = {"database_url": url, "keystore_url": folder / "keys.db", "master_key": SecretStr(KEY)}
    async with open_stage_over_http(folder, **options) as stage:
        guest = stage.guest(AIGERIM)
        reference = await guest.apply()
        card = await stage.card(reference)
        stage.madina.tap(words("kk")("button.take"), message=card)
        await stage.card(AIGERIM.phone)
        second = await told(folder, url.secret, "stats")
        assert (second.exit_code, second.stderr.splitlines()) == (1, [ALREADY])
        looked = await told(folder, url.secret, "doctor")
        assert f"ok       DATABASE_URL: {url} is sound and up to date\n" in looked.stdout
        assert "ok       DATABASE_URL: the bot is running; its files are only read\n" in looked.stdout
        assert looked.stdout.count("PROBLEM  DATABASE") == looked.stdout.count("fsync is off")  # as in tests
    assert [row[0] for row in query(url, "SELECT reference FROM leads")] == [reference]
    files = {file.name for file in folder.iterdir()} - {"ledger.heads"}  # it comes with the first sweep after a row
    assert files == {"keys.db", "keys.db.lock"}
    for one in ("verify", "stats", "purge --dry-run", "export --to staff --recipient Office --reason calls"):
        assert (await told(folder, url.secret, *one.split())).exit_code == 0
    forgotten = await told(folder, url.secret, "forget", "--lead", reference)
    assert forgotten.exit_code == 0
    assert query(url, "SELECT reference FROM leads") == []
    for one in ("backup backups", "restore backups/momu-2026-11-26T10-00-00"):
        refused = await told(folder, url.secret, *one.split())
        assert (refused.exit_code, refused.stderr) == (1, f"{STORAGE[NoFile]}\n")


async def test_restarts_of_the_server_under_load_lose_and_double_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    with own_server() as server:
        url = PostgresUrl.parse(server.get_uri())
        options: dict[str, Any] = {
            "database_url": url,
            "keystore_url": folder / "keys.db",
            "master_key": SecretStr(KEY),
        }
        async with open_stage_over_http(folder, **options) as stage:
            applying = asyncio.gather(*(stage.guest(who).apply() for who in different(8)))
            for how in ("immediate", "fast"):
                await asyncio.sleep(0.15)
                await asyncio.to_thread(restart, server, how)
            references = await applying
            await stage.world.until(lambda: len(cards(stage.group)) == len(references))
            assert not stage.app or stage.app.readiness().reasons == ()
        assert sorted(row[0] for row in query(url, "SELECT reference FROM leads")) == sorted(references)
        assert all(len(cards(stage.group, one)) == 1 for one in references)
    assert not [record for record in caplog.records if record.exc_info]


def speaks_ipv6() -> bool:
    """A machine may have no such address."""
    with closing(socket.socket(socket.AF_INET6)) as tried:
        return tried.connect_ex(("::1", 1)) == errno.ECONNREFUSED


async def test_sockets_addresses_of_both_kinds_passwords_and_parameters_reach_the_server() -> None:
    with own_server() as server, closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        ask_for_passwords(server, "momu", "p@ss/w:%", port)
        who = "postgresql://momu:p%40ss%2Fw%3A%25@"
        encoded = quote(str(server.pgdata), safe="")
        for where in (
            f"{encoded}:{port}/postgres",
            f"/postgres?host={server.pgdata}&port={port}",
            f"127.0.0.1:{port}/postgres?sslmode=disable&application_name=x",
            f"127.0.0.1:1,127.0.0.1:{port}/postgres",
            *([f"[::1]:{port}/postgres"] if speaks_ipv6() else []),
        ):
            engine = await PostgresEngine.open(PostgresUrl.parse(who + where))
            assert await engine.read("SELECT session_user || '', 1") == [("momu", 1)]
            await engine.close()
        with pytest.raises(LoginRefused):
            await PostgresEngine.open(PostgresUrl.parse(f"postgresql://momu:wrong@127.0.0.1:{port}/postgres"))
        with pytest.raises(ServerUnreachable):  # it has no certificate
            await PostgresEngine.open(PostgresUrl.parse(f"{who}127.0.0.1:{port}/postgres?sslmode=require"))
