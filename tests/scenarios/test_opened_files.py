"""Does anything about a person touch a disk outside the data folder, or stand in it readable, whatever is commanded?

Every command of the group and of the command line is given, and every file that the process opens to write is looked
into: before it is changed, before it goes, and at the end.
"""

from __future__ import annotations

import asyncio
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from typer.models import CommandInfo

from bot.cli.main import app
from handlers import ADMINISTRATORS_MAY, MEMBERS_MAY
from storage.files import destroy_file, write_private
from tests.bytescan import Needle, parts, scan
from tests.databases import ON_POSTGRES
from tests.opened_files import Opened, opened_files
from tests.people import AIGERIM, ALICE
from tests.postgres_server import new_schema
from tests.scenarios.colleagues import press
from tests.scenarios.stage import Guest, Stage
from tests.scenarios.stopped import command, count_enough_to_draw
from tests.scenarios.test_export import exported
from tests.scenarios.test_export_ends import FOR_STAFF, FOR_STATE, TYPED

TAKE, CONTACTED, CLOSE = "Жұмысқа алу", "Хабарластым", "Жабу"
PRIVATE = ("/my_data", "/consents", "/privacy", "/help", "/language", "/start", "рақмет", "иә")
COMPLAIN = ("doctor", "confirm-restored")
"""Of the settings of a test, and that nothing is in doubt."""
OF_FILES = ("backup", "restore", "migrate-to")
"""They refuse a database on a server."""
BESIDE = ("run", "demo")
"""`run` is the bot itself; the demo has no people but invented ones."""


def commands() -> set[str]:
    """All of the command line, those of groups with the name of their group."""
    loose = {_name(one) for one in app.registered_commands}
    grouped = {
        " ".join((str(group.name), _name(one)))
        for group in app.registered_groups
        for one in (group.typer_instance.registered_commands if group.typer_instance else ())
    }
    return loose | grouped


def _name(command: CommandInfo) -> str:
    return str(command.name or getattr(command.callback, "__name__", ""))


def orders(folder: Path, one: str, other: str, server: str) -> dict[str, list[list[object]]]:
    """How each command is given; they run in this order, and the last one erases."""
    person = ["--lead", one]
    return {
        "doctor": [["doctor"]],
        "verify": [["verify"]],
        "migrate": [["migrate"]],
        "stats": [["stats", "--picture", folder / "picture.png"]],
        "export": [[*FOR_STAFF], [*FOR_STATE, "--format", "csv", "--lead", other]],
        "person show": [["person", "show", *person]],
        "person proof": [["person", "proof", *person]],
        "person access": [["person", "access"]],
        "person correct": [["person", "correct", *person, "--field", "email", "--value", "corrected@example.com"]],
        "person block": [["person", "block", *person], ["person", "block", *person, "--lift"]],
        "breach": [["breach", "--from", "2020-01-31", "--to", "2030-01-31"]],
        "hold": [["hold", "--reason", "сот", "--until", "2020-01-31", *person]],
        "rotate-key": [["rotate-key"]],
        "backup": [["backup", folder / "backups"]],
        "purge": [["purge", "--dry-run"], ["purge"]],
        "restore": [["restore", "{backup}", "--replace"]],
        "confirm-restored": [["confirm-restored"]],
        "migrate-to": [["migrate-to", server], ["migrate-to", "--cancel"]],
        "forget": [["forget", *person], ["forget", "--phone", ALICE.phone]],
    }


def readable(opened: Opened, needles: Sequence[Needle]) -> list[str]:
    """Which file showed what, at any time."""
    found = []
    for (path, _), content in opened.contents.items():
        for where, data in parts(path.name, content):
            found += [f"{trace.where}: {trace.needle!r}" for trace in scan(data, needles, where)]
    return found


async def work(stage: Stage, guest: Guest, reference: str) -> None:
    """Everything that colleagues and a person can do."""
    for label, seen in ((TAKE, AIGERIM.email), (CONTACTED, "Хабарласты")):
        await press(stage, stage.madina, label)
        await stage.card(seen)
    await exported(stage)
    for name in (*MEMBERS_MAY, *ADMINISTRATORS_MAY):
        stage.madina.write(f"/{name}@momu_bot {reference}", chat=stage.group)
        await guest.hears()
    for said in PRIVATE:
        await guest.say(said)
    await asyncio.sleep(60)  # the group hears twenty messages a minute
    await stage.sweep()


@pytest.fixture
def server() -> Iterator[str]:
    """The address of an empty database."""
    with new_schema() as url:
        yield url.secret


@pytest.fixture
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str) -> Path:
    """The working directory and the folder for temporary files: nobody writes there."""
    for name in ("cwd", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / "tmp"))
    return tmp_path


async def test_no_command_writes_about_people_elsewhere_or_readably(stage: Stage, around: Path, server: str) -> None:
    ordered = orders(around / "given", "", "", "")
    assert ordered.keys() | set(BESIDE) == commands(), "give the new command its place in `orders`"
    (around / "given").mkdir()
    guest, other = stage.guest(AIGERIM), stage.guest(ALICE)
    with opened_files() as opened:
        reference = await guest.apply()
        await work(stage, guest, reference)
        pair = (reference, await other.apply())
        await stage.stop()
        await count_enough_to_draw(stage.folder)
        for name, each in orders(around / "given", *pair, server).items():
            for order in each if not (ON_POSTGRES and name in OF_FILES) else ():
                backups = sorted((around / "given" / "backups").glob("*"))
                words = [backups[-1] if word == "{backup}" else word for word in order]
                done = await command(stage.folder, *words, MASTER_KEY="")
                assert done.exit_code == 0 or name in COMPLAIN, (words, done.output)
        await stage.start()
        await stage.sweep()
        await stage.stop()
    elsewhere = {path for path in opened.written if not path.is_relative_to(stage.folder)}
    assert [str(path) for path in elsewhere if not path.is_relative_to(around / "given")] == []
    people: list[Needle] = [
        *AIGERIM.secrets,
        *ALICE.secrets,
        guest.user.id,
        other.user.id,
        *TYPED,
        "corrected@example.com",
    ]
    shown = readable(opened, people)
    assert [line for line in shown if not line.startswith("export-X-")] == []
    assert {line[:8] for line in shown} == {"export-X"}  # the negative twin: what can be read is seen
    assert not list(stage.folder.glob("export-X-*"))


def test_a_file_that_was_there_for_a_moment_is_seen(tmp_path: Path) -> None:
    with opened_files() as opened:
        write_private(tmp_path / "list.txt", AIGERIM.email.encode())
        destroy_file(tmp_path / "list.txt")
        with zipfile.ZipFile(tmp_path / "book.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("sheet", AIGERIM.phone * 9)
        (tmp_path / "book.zip").rename(tmp_path / "moved.zip")
        (tmp_path / "moved.zip").unlink()
    assert list(tmp_path.iterdir()) == []
    assert {line.partition(":")[0] for line in readable(opened, [AIGERIM.email])} == {"list.txt.partial", "list.txt"}
    assert {line.partition(":")[0] for line in readable(opened, [AIGERIM.phone])} == {
        "book.zip/sheet",
        "moved.zip/sheet",
    }
