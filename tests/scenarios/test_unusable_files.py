"""Is a file that cannot be read or written told at the start, in one line, whatever setting or option names it?

As the tests' user may do everything, nothing here is about rights: a folder stands where a file should be, a file where
a folder should be, or the name is longer than a file system takes.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.cases import cases
from tests.databases import ON_POSTGRES, sqlite_only
from tests.people import AIGERIM
from tests.scenarios.evidence import fingerprints
from tests.scenarios.processes import BotProcess, Deployment, open_deployment
from tests.scenarios.stage import Stage
from tests.scenarios.stopped import command, count_enough_to_draw

of_files = sqlite_only(reason="on a server the database is no file, and is not copied by us")
HOME = (
    ["keys.db.lock", "ledger.heads", "keys.db", "erasures.log"]
    if ON_POSTGRES
    else ["momu.db.lock", "ledger.heads", "momu.db", "master.key", "keys.db", "erasures.log"]
)
"""The files of the bot."""
SECRET = "secret-but-no-token"
CYRILLIC = f"BOT_TOKEN={SECRET}\nOPERATOR_NAME=Музыка\n"


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path, is_first=True) as opened:
        yield opened


async def refusal(bot: BotProcess) -> tuple[int, list[str]]:
    bot.begin()
    code = await bot.end()
    return code, bot.output.strip().splitlines()


def spoil(root: Path) -> dict[str, Path]:
    """Paths that no file can have."""
    (root / "folder").mkdir()
    (root / "file").write_text("")
    return {"folder": root / "folder", "through a file": root / "file" / "x.log", "too long": root / ("x" * 300)}


async def test_an_env_file_that_is_not_utf_8_is_one_line(deployed: Deployment) -> None:
    """Other encodings: tests/config/test_setting_files.py."""
    deployed.bot.cwd.mkdir()
    (deployed.bot.cwd / ".env").write_bytes(CYRILLIC.encode("cp1251"))
    assert await refusal(deployed.bot) == (2, [".env: must be written in UTF-8"])
    assert deployed.stage.folder.exists() == ON_POSTGRES  # where the test has put the keys


async def test_an_env_file_that_is_a_folder_is_one_line(deployed: Deployment) -> None:
    (deployed.bot.cwd / ".env").mkdir(parents=True)
    assert await refusal(deployed.bot) == (2, [".env: is a folder; it must be a file, or not there"])


async def test_a_misspelt_name_is_refused_in_the_env_file_and_warned_of_in_the_environment(
    deployed: Deployment,
) -> None:
    deployed.bot.cwd.mkdir()
    (deployed.bot.cwd / ".env").write_text("RETENTION_CLOSE=7d\nPOSTGRES_PASSWORD=secret\n")
    expected = "RETENTION_CLOSE: stands in .env and is no setting; RETENTION_CLOSED is one"
    assert await refusal(deployed.bot) == (2, [expected])
    (deployed.bot.cwd / ".env").unlink()
    deployed.bot.environment["STAF_CHAT_ID"] = "-1001234567890"
    await deployed.bot.start()
    expected = "WARNING: STAF_CHAT_ID: stands in the environment and is no setting; STAFF_CHAT_ID is one"
    assert deployed.bot.output.splitlines()[0] == expected


async def test_secrets_files_that_cannot_be_read_are_one_line_each(deployed: Deployment) -> None:
    """Whatever is wrong with them: tests/config/test_setting_files.py."""
    names, paths = ("BOT_TOKEN", "MASTER_KEY"), spoil(deployed.bot.folder)
    for name, place in zip(names, ("folder", "too long"), strict=True):
        deployed.bot.environment.pop(name, None)
        deployed.bot.environment[f"{name}_FILE"] = str(paths[place])
    said = [f"{name}: the file named in {name}_FILE cannot be read" for name in names]
    assert await refusal(deployed.bot) == (2, said)


@pytest.mark.parametrize("place", ["folder", "through a file", "too long"])
@pytest.mark.parametrize("name", ["ERASURE_LOG", "KEYSTORE_URL"])
async def test_what_cannot_be_written_is_noticed_at_the_start(deployed: Deployment, name: str, place: str) -> None:
    """And not by the first who wants to be forgotten."""
    path = spoil(deployed.bot.folder)[place]
    deployed.bot.environment[name] = f"sqlite:///{path}" if name.endswith("URL") else str(path)
    code, (*_, line) = await refusal(deployed.bot)
    assert (code, line.split(":")[0]) == (2, name)
    assert deployed.stage.world.calls == []


@pytest.mark.parametrize("name", HOME)
async def test_a_folder_in_place_of_any_file_of_the_bot_is_one_line(deployed: Deployment, name: str) -> None:
    (deployed.stage.folder / name).unlink(missing_ok=True)
    (deployed.stage.folder / name).mkdir(parents=True)
    code, lines = await refusal(deployed.bot)
    assert code in (1, 2)
    assert len(lines) == 1
    assert "Traceback" not in lines[0]
    assert deployed.stage.world.calls == []


async def test_trying_out_what_will_be_written_leaves_nothing_behind(deployed: Deployment) -> None:
    await deployed.bot.start()
    assert {path.name for path in deployed.stage.folder.iterdir()}.isdisjoint({"ledger.heads", "erasures.log"})
    await deployed.stage.guest(AIGERIM).apply()
    await deployed.bot.stop()
    (deployed.stage.folder / "erasures.log").write_bytes(b"")
    before = fingerprints(deployed.stage.folder)["erasures.log"]
    await deployed.bot.start()
    assert fingerprints(deployed.stage.folder)["erasures.log"] == before


@cases("content", ["когда-то кто-то .\n".encode(), b"\xff\xfe 00 .\n", b"1760000000000 xyz .\n"])
async def test_a_line_of_the_tombstones_that_nobody_can_read_is_no_traceback(stage: Stage, content: bytes) -> None:
    await stage.stop()
    (stage.folder / "erasures.log").write_bytes(content)
    (stage.folder / "erasures.log").chmod(0o600)
    result = await command(stage.folder, "doctor", MASTER_KEY="")
    assert "PROBLEM  ERASURE_LOG: the record of erasures cannot be read and written" in result.output
    assert "Traceback" not in result.output
    if not ON_POSTGRES:
        result = await command(stage.folder, "backup", stage.folder / "backups", MASTER_KEY="")
        assert (result.exit_code, result.output.split(":")[0]) == (2, "ERASURE_LOG")


async def test_a_picture_or_an_export_that_cannot_be_written_is_one_line(stage: Stage, tmp_path: Path) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    await count_enough_to_draw(stage.folder)
    (tmp_path / "places").mkdir()
    for path in spoil(tmp_path / "places").values():
        result = await command(stage.folder, "stats", "--picture", path, MASTER_KEY="")
        assert (result.exit_code, result.stderr.split(":")[0]) == (2, "--picture"), path
        assert len(result.stderr.splitlines()) == 1, path
        words = ("export", "--to", "staff", "--reason", "Есеп", "--recipient", "Бухгалтер", "--output", path)
        result = await command(stage.folder, *words, MASTER_KEY="")
        assert (result.exit_code, len(result.output.splitlines())) == (1, 1), path
        assert "cannot be written" in result.output, path


@cases("place", ["folder", "through a file", "too long"])
@cases("name", ["KEYSTORE_URL", "ERASURE_LOG", *([] if ON_POSTGRES else ["DATABASE_URL"])])
@cases("key", [True, False])
async def test_no_command_ends_in_a_traceback_whatever_path_is_unusable(
    stage: Stage, tmp_path: Path, name: str, place: str, key: bool
) -> None:
    await stage.stop()
    places = Path(mkdtemp(dir=tmp_path))
    path = spoil(places)[place]
    settings = {name: f"sqlite:///{path}" if name.endswith("URL") else str(path)}
    settings |= {} if key else {"MASTER_KEY": ""}
    for words in (["doctor"], ["verify"], ["stats"], ["purge"], ["backup", places / "copies"], ["rotate-key"]):
        result = await command(stage.folder, *words, **settings)
        assert result.exception is None or isinstance(result.exception, SystemExit), words
        assert result.exit_code in (1, 2), words
        assert words == ["doctor"] or len(result.output.splitlines()) <= 3
        if name == "ERASURE_LOG" and not key and not (ON_POSTGRES and words[0] == "backup"):
            assert "ERASURE_LOG: the record of erasures cannot be read and written" in result.output


@of_files
@cases(
    "words",
    [
        ["verify"], ["stats"], ["purge", "--dry-run"], ["rotate-key"], ["backup", "copies"],
        ["forget", "--lead", "M-7K3F9Q"],
        ["hold", "--reason", "сот", "--until", "2027-01-31", "--lead", "M-7K3F9Q"],
        ["export", "--to", "staff", "--reason", "Есеп", "--recipient", "Бухгалтер"],
    ],
)  # fmt: skip
async def test_where_nothing_ever_ran_a_command_says_that_there_is_no_database(
    tmp_path: Path, words: list[str]
) -> None:
    """Not that a key were missing: there is nothing it could open. And nothing is made on the way."""
    folder = tmp_path / "data"
    result = await command(folder, *words, MASTER_KEY="")
    assert (result.exit_code, result.output) == (1, f"DATABASE_URL: there is no database in {folder / 'momu.db'}\n")
    assert not folder.exists()


@of_files
@pytest.mark.parametrize(
    "place", ["nowhere", "a folder of something else", "x" * 300], ids=["nowhere", "another folder", "too long"]
)
async def test_restoring_what_is_no_backup_says_so_with_a_master_key_or_without(tmp_path: Path, place: str) -> None:
    (tmp_path / "a folder of something else").mkdir()
    for key in ({}, {"MASTER_KEY": ""}):
        result = await command(tmp_path / "data", "restore", tmp_path / place, **key)
        assert (result.exit_code, result.output.split(";")[0]) == (1, f"there is no backup in {tmp_path / place}")
        assert not (tmp_path / "data").exists()


@of_files
async def test_a_backup_restored_where_its_master_key_is_missing_asks_for_that_key(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    assert (await command(stage.folder, "backup", tmp_path / "copies", MASTER_KEY="")).exit_code == 0
    (made,) = (tmp_path / "copies").iterdir()
    result = await command(tmp_path / "elsewhere", "restore", made, MASTER_KEY="")
    expected = "MASTER_KEY: the key that opens this backup is not here; put its master.key back or set MASTER_KEY\n"
    assert (result.exit_code, result.output) == (1, expected)
    assert not (tmp_path / "elsewhere").exists()


@of_files
@cases("encoding", ["ascii", "koi8-r", "cp1251", "latin-1"])
@cases("words", [["stats"], ["--help"], ["doctor"], ["run"]])
async def test_a_terminal_without_our_letters_gets_question_marks(
    stage: Stage, tmp_path: Path, words: list[str], encoding: str
) -> None:
    """`stats` says «—», `run` and `doctor` name files as they are: here in Kazakh."""
    await stage.stop()
    environment = without_our_letters(stage, tmp_path, words, encoding)
    process = BotProcess(tmp_path / f"{words[0]} {encoding}", environment, words)
    process.begin()
    code = await process.end()
    said_in(encoding, process.out.read_bytes() + process.err.read_bytes())
    assert words not in (["stats"], ["--help"]) or code == 0


@of_files
async def test_a_real_terminal_without_our_letters_gets_question_marks(stage: Stage, tmp_path: Path) -> None:
    """As Python itself opens its streams, and flushes them at the end."""
    await stage.stop()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "stats", env=without_our_letters(stage, tmp_path, ["stats"], "ascii"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    said_in("ascii", output)
    assert process.returncode == 0


def without_our_letters(stage: Stage, root: Path, words: list[str], encoding: str) -> dict[str, str]:
    """The environment of a process with such a terminal. Moves what the stage has stored to a folder with a Kazakh
    name."""
    folder = root / "Құпия қалта"
    if not folder.exists():
        stage.folder.rename(folder)
    return {
        "PATH": os.defpath,
        "PYTHONIOENCODING": encoding,
        "DATABASE_URL": f"sqlite:///{folder / ('momu.db' if words == ['stats'] else 'жоқ.db')}",
        "ERASURE_LOG": "",
        "PRIVACY_POLICY_URL": "http://127.0.0.1:9/құпия",
    }


def said_in(encoding: str, output: bytes) -> None:
    assert b"Traceback" not in output
    assert b"Error" not in output
    assert output.decode(encoding)
