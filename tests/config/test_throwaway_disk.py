"""Is a disk that is thrown away known by the platform's variables or by its file system?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config.settings import load_settings
from bot.config.throwaway_disk import PLATFORMS, describe, find_platform, find_throwaway_files
from storage.mounts import TABLE, Mount, find_mount
from tests.scenarios.stage import TOKEN
from tests.scenarios.stopped import command, open_stopped

ON_MACHINE = "27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw"
IN_CONTAINER = "27 1 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/a"
VOLUME = "40 27 8:2 /vol /data rw,relatime - ext4 /dev/sdb rw"
WITH_SPACE = r"41 27 0:9 / /my\040data rw - tmpfs tmpfs rw"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "mountinfo"


@pytest.mark.parametrize(
    ("mounts", "file", "platform", "part"),
    [
        ([ON_MACHINE], "/srv/momu.db", None, ""),
        ([IN_CONTAINER], "/srv/momu.db", None, "lies on overlay"),
        ([IN_CONTAINER, VOLUME], "/data/momu.db", None, ""),
        ([IN_CONTAINER, VOLUME], "/database/momu.db", None, "lies on overlay"),
        ([ON_MACHINE, WITH_SPACE], "/my data/momu.db", None, "lies on tmpfs"),
        ([ON_MACHINE], "/srv/momu.db", "Heroku", "lies on the disk of Heroku"),
        ([ON_MACHINE, VOLUME], "/data/momu.db", "Fly", ""),
        ([ON_MACHINE, VOLUME, VOLUME.replace("ext4", "tmpfs")], "/data/momu.db", None, "lies on tmpfs"),
    ],
)
def test_a_disk(table: Path, mounts: list[str], file: str, platform: str | None, part: str) -> None:
    table.write_text("\n".join(mounts) + "\n")
    said = describe(Path(file), platform, table)
    assert (part in said, bool(said)) == (True, bool(part))


def test_where_the_kernel_keeps_no_table_a_platform_alone_tells(table: Path) -> None:
    assert describe(Path("/srv/momu.db"), None, table) == ""
    assert "of Render" in describe(Path("/srv/momu.db"), "Render", table)


@pytest.mark.skipif(not TABLE.exists(), reason="the table is of Linux")
def test_the_table_of_this_machine_can_be_read() -> None:
    assert find_mount(Path("/proc/self/status")) == Mount(Path("/proc"), "proc")


def test_a_platform_is_known_by_a_variable() -> None:
    assert {find_platform([name.upper()]) for name in PLATFORMS} == set(PLATFORMS.values())
    assert find_platform(["PATH", "HOME"]) is None


def test_each_file_is_named_by_its_setting_unless_the_disk_stays(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DYNO", "worker.1")
    table.write_text(f"{ON_MACHINE}\n")
    given = {"_env_file": None, "database_url": tmp_path / "momu.db"}
    found = find_throwaway_files(load_settings(need_token=False, **given), table)
    assert list(found) == ["DATABASE_URL", "KEYSTORE_URL", "ERASURE_LOG"]
    assert all("use PostgreSQL" in text and "DISK_STAYS=yes" in text for text in found.values())
    assert find_throwaway_files(load_settings(need_token=False, **given, disk_stays=True), table) == {}


async def test_the_start_says_it_as_an_error_and_the_doctor_as_a_problem(tmp_path: Path) -> None:
    """The bot that has the database is another process, so this one ends."""
    running = await open_stopped(tmp_path)
    there = {"BOT_TOKEN": TOKEN, "DISK_STAYS": "", "DYNO": "web.1", "TELEGRAM_API_URL": "http://127.0.0.1:9"}
    ran, looked = [await command(tmp_path, word, **there) for word in ("run", "doctor")]
    await running.close()
    for name in ("DATABASE_URL", "KEYSTORE_URL", "ERASURE_LOG"):
        assert re.search(rf"ERROR \S+ {name}: \S+ lies on .*DISK_STAYS=yes", ran.stderr)
        assert re.search(rf"PROBLEM +{name}: \S+ lies on .*DISK_STAYS=yes", looked.stdout)
    assert (ran.exit_code, looked.exit_code) == (1, 1)
