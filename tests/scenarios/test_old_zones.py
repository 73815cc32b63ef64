"""Are times right on a machine whose own time zones are from before the last change? (Kazakhstan, 1 March 2024)

Zones are looked for when Python starts; where it does start, the machine is an old one too: test_process.py.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from tests.databases import environment_in
from tests.people import AIGERIM
from tests.scenarios.processes import BotProcess
from tests.scenarios.stage import Stage
from tests.scenarios.stopped import environment

SIX_HOURS = "Etc/GMT-6"
"""East of Greenwich, where the sign is the other way round: as all of these were before."""


def place_old_zones(folder: Path) -> Path:
    """What an old machine has in /usr/share/zoneinfo."""
    six_hours = files("tzdata").joinpath("zoneinfo", SIX_HOURS).read_bytes()
    for name in ("Asia/Almaty", "Asia/Qostanay", "Asia/Bishkek", "Mars/Base"):
        (folder / "zoneinfo" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "zoneinfo" / name).write_bytes(six_hours)
    return folder / "zoneinfo"


@pytest.fixture
def old_zones(tmp_path: Path) -> Path:
    return place_old_zones(tmp_path)


def on_that_machine(folder: Path, zones: Path, zone: str) -> dict[str, str]:
    given = {
        **environment(folder),
        "PYTHONTZPATH": str(zones),
        "TIMEZONE": zone,
        "BOT_TOKEN": "",
        "PRIVACY_POLICY_URL": "http://127.0.0.1:9/",
    }
    del given["MASTER_KEY"]  # as the bot has made it
    return given | environment_in(folder)


async def command(folder: Path, zones: Path, zone: str, *words: str) -> tuple[int, str]:
    """`python -m bot …` on that machine."""
    process = BotProcess(zones, on_that_machine(folder, zones, zone), words)
    process.begin()
    return await process.end(), process.output


@pytest.mark.parametrize(
    ("zone", "east"), [("Asia/Almaty", 5), ("Asia/Qostanay", 5), ("Asia/Bishkek", 6), ("Europe/Berlin", None)]
)
async def test_the_packaged_zones_win(stage: Stage, old_zones: Path, zone: str, east: int | None) -> None:
    """Kind: a machine that is behind. A zone that did not change, and one that the machine lacks, are right as well."""
    await stage.guest(AIGERIM).reach("email")
    await stage.stop()
    code, said = await command(stage.folder, old_zones, zone, "purge", "--dry-run")
    assert code == 0, said
    listed = re.match(r"(\d{4}-\d\d-\d\d \d\d:\d\d) ", said)
    assert listed, said
    ((end,),) = stage.query("SELECT destroy_at FROM drafts")
    moment = datetime.fromtimestamp(end // 60_000 * 60, UTC)
    if east is not None:
        assert listed[1] == f"{moment + timedelta(hours=east):%Y-%m-%d %H:%M}"
    code, said = await command(stage.folder, old_zones, zone, "doctor")
    assert re.search(rf"it is \d\d:\d\d in {zone} \(\+0{east if east is not None else '[12]'}00\)", said), said


async def test_a_zone_that_only_the_machine_knows_is_none(stage: Stage, old_zones: Path) -> None:
    await stage.stop()
    code, said = await command(stage.folder, old_zones, "Mars/Base", "purge", "--dry-run")
    assert (code, said.split(":")[0]) == (2, "TIMEZONE"), said


def test_the_old_zones_are_what_an_unguarded_process_would_go_by(old_zones: Path) -> None:
    """Or the tests above would show nothing."""
    import subprocess

    script = "import zoneinfo, datetime; print(datetime.datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo('Asia/Almaty')))"
    said = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONTZPATH": str(old_zones)}, capture_output=True, check=True
    ).stdout
    assert said.strip().endswith(b"+06:00")
