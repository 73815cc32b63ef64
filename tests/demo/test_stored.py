"""The page shows what is on disk, as it is, and describes it correctly."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.cli.demo_stored import Storage, kind_of
from simulator.page.stored import Folder

ROW = "INSERT INTO t VALUES (x'{bytes}', 'word', NULL)"


Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """A writer that keeps `a.db` open, as the bot does with its database."""
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")

        def run(*statements: str) -> None:
            for statement in statements:
                connection.execute(statement)

        yield run


def table(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["tables"] if one["name"] == name)


def test_bytes_are_shown_as_shortened_digits(write: Write, tmp_path: Path) -> None:
    write("CREATE TABLE t (a, b, c)", ROW.format(bytes="00ff" * 20))
    shown = table(Folder(tmp_path, kind_of).look(), "t")
    assert shown["rows"] == [[{"hex": "00ff00ff00ff…ff00ff", "size": 40}, "word", None]]
    assert (shown["columns"], shown["count"], shown["file"]) == (["a", "b", "c"], 1, "a.db")


def test_the_newest_rows_of_many_are_shown(write: Write, tmp_path: Path) -> None:
    write("CREATE TABLE t (n)", *map("INSERT INTO t VALUES ({})".format, range(50)))
    shown = table(Folder(tmp_path, kind_of).look(), "t")
    assert (shown["count"], shown["rows"][-1], len(shown["rows"])) == (50, [49], 20)


def test_a_change_is_seen_and_an_unreadable_file_does_no_harm(write: Write, tmp_path: Path) -> None:
    folder = Folder(tmp_path, kind_of)
    write("CREATE TABLE t (n)")
    (tmp_path / "master.key").write_bytes(b"not a database")
    assert table(folder.look(), "t")["count"] == 0
    write("INSERT INTO t VALUES (1)")
    found = folder.look()
    assert table(found, "t")["count"] == 1
    assert {"name": "master.key", "size": 14} in found["files"]


def test_a_log_is_shown_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "erasures.log").write_text("one\ntwo\n")
    shown = table(Folder(tmp_path, kind_of).look(), "erasures.log")
    assert (shown["rows"], shown["kind"]) == ([["one"], ["two"]], "anonymous")


def test_reading_changes_no_file(write: Write, tmp_path: Path) -> None:
    write("CREATE TABLE t (n)", "INSERT INTO t VALUES (1)")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".db-shm"}
    Folder(tmp_path, kind_of).look()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".db-shm"} == before


def test_every_commit_is_seen_however_fast_they_come(write: Write, tmp_path: Path) -> None:
    """A log that is written over keeps its size, and for some milliseconds its time."""
    folder = Folder(tmp_path, kind_of)
    write("CREATE TABLE t (n)", *map("INSERT INTO t VALUES ({})".format, range(100)), "PRAGMA wal_checkpoint(FULL)")
    for number in range(100, 200):
        write("UPDATE t SET n = n + 1")
        assert table(folder.look(), "t")["rows"][-1] == [number]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("persons", "person"), ("keys", "person"), ("something_new", "person"), ("daily_counts", "anonymous"),
     ("ledger", "anonymous"),
     ("breaches", "anonymous"), ("backup_folders", "anonymous"), ("erasure_messages", "anonymous"),
     ("schema_versions", "bot"), ("secrets", "bot"), ("leader", "bot")],
)  # fmt: skip
def test_a_table_is_about_persons_unless_its_name_says_otherwise(name: str, kind: str) -> None:
    assert kind_of(name) == kind


async def test_the_verdict_tells_never_stored_from_empty_again(write: Write, tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    write("CREATE TABLE persons (n)", "CREATE TABLE leads (n)", "CREATE TABLE daily_counts (n)")
    write("INSERT INTO daily_counts VALUES (1)")
    assert (await storage.now())["state"] == "never"
    write("INSERT INTO persons VALUES (1)", "INSERT INTO leads VALUES (1)")
    found = await storage.now()
    assert (found["state"], found["rows"], found["persons"]) == ("some", 2, 1)
    write("DELETE FROM persons", "DELETE FROM leads")
    assert (await storage.now())["state"] == "again"


async def test_the_key_of_an_export_is_nobody_s(write: Write, tmp_path: Path) -> None:
    """What staff type for the register is sealed under a key beside those of persons."""
    storage = Storage(tmp_path)
    write("CREATE TABLE persons (n)", "CREATE TABLE disclosure_forms (id)", "CREATE TABLE keys (subject, wrapped)")
    write("INSERT INTO keys VALUES (x'01', x'aa'), (x'02', x'bb')", "INSERT INTO persons VALUES (1)")
    write("INSERT INTO disclosure_forms VALUES (x'02')")
    found = await storage.now()
    assert (found["rows"], found["persons"]) == (2, 1)
    write("DELETE FROM persons", "DELETE FROM keys WHERE subject = x'01'")
    found = await storage.now()
    assert found["state"] == "again"
    assert [(one["kind"], one["count"]) for one in found["tables"] if one["name"] == "keys"] == [
        ("person", 0),
        ("bot", 1),
    ]
    write("DELETE FROM disclosure_forms")  # a key that no entry of the register needs is not explained away
    assert (await storage.now())["state"] == "some"
