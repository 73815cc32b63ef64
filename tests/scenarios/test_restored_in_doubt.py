"""A backup came back without the newest file of erasures: what is shown, and what is sent, until that is confirmed?"""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.time import Moment
from simulator.state.message import Message
from tests.databases import sqlite_only
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.colleagues import CLOSE, CONTACTED, OUTCOMES, TAKE, press, taken_card
from tests.scenarios.evidence import shows
from tests.scenarios.stage import Guest, Stage, open_stage, words
from tests.scenarios.stopped import command
from tests.scenarios.test_blocked import receipts
from tests.scenarios.test_untrue_refusals import applicant, showing

pytestmark = sqlite_only(reason="a backup of the files is put back")

KK = words("kk")
AHEAD = 300
"""Seconds. Commands have the clock of this machine, and the stage leaps ahead of its own: it begins so much earlier, or
an application could be younger than the restore."""


async def operate(stage: Stage, *given: str | Path) -> str:
    result = await command(stage.folder, *given, MASTER_KEY="")
    assert result.exit_code == 0, result.output
    return result.output


async def lose_the_disk(stage: Stage, backup: Path, *options: str) -> None:
    """Only the master key and the backup are left, and are put into a new place."""
    for file in stage.folder.iterdir():
        if file.name != "master.key":
            file.unlink()
    await operate(stage, "restore", backup, *options)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "data", start=Moment(time.time_ns() // 1_000_000 - AHEAD * 1000)) as opened:
        yield opened


@pytest.fixture
async def restored(stage: Stage, tmp_path: Path) -> Guest:
    """Айгерім, whose card was taken, was erased after the backup, with which she is back."""
    _, card = await taken_card(stage)
    aigerim = applicant(stage)
    await stage.stop()
    await operate(stage, "backup", tmp_path / "backups")
    await stage.start()
    await aigerim.forget()
    await stage.world.until(lambda: not shows(card, AIGERIM))
    await stage.stop()
    shutil.copy(stage.folder / "erasures.log", tmp_path / "newest.log")
    [backup] = (tmp_path / "backups").iterdir()
    await lose_the_disk(stage, backup, "--without-newest-tombstones")
    stage.world.clock.advance(AHEAD)
    await stage.start()
    return aigerim


def withheld(message: Message) -> bool:
    return KK("card.withheld") in message.html


async def test_until_it_is_confirmed_no_contacts_are_shown_or_exported(
    stage: Stage, restored: Guest, tmp_path: Path
) -> None:
    card = stage.group.messages[0]
    await stage.world.until(lambda: withheld(card))
    await press(stage, stage.madina, CONTACTED)
    await stage.card("Хабарласты")
    assert showing(stage.group.history) == []
    assert withheld(card)
    await stage.stop()
    await is_in_doubt(stage, tmp_path / "none.log")
    assert "used again: 1" in await operate(stage, "confirm-restored")
    await stage.start()
    await stage.world.until(lambda: len(showing(stage.group.history)) == 1)
    await stage.stop()
    assert "nothing to confirm" in (await command(stage.folder, "confirm-restored", MASTER_KEY="")).output
    await operate(stage, "verify")


async def is_in_doubt(stage: Stage, nowhere: Path) -> None:
    """What an operator finds: no export names her, `doctor` says what it waits for, a missing file confirms nothing."""
    exported = await command(stage.folder, "export", "--reason", "сот", "--recipient", "сот", MASTER_KEY="")
    assert AIGERIM.email not in exported.output
    assert stage.query("SELECT * FROM disclosure_leads") == []
    environment = {"BOT_TOKEN": "", "MASTER_KEY": "", "PRIVACY_POLICY_URL": "http://127.0.0.1:9/policy"}
    found = (await command(stage.folder, "doctor", **environment)).stdout
    assert "WARNING  restore: 1 persons came back without the newest file of erasures" in found
    refused = await command(stage.folder, "confirm-restored", "--tombstones", nowhere, MASTER_KEY="")
    assert (refused.exit_code, "there is no file of erasures" in refused.output) == (1, True)
    assert stage.query("SELECT count(*) FROM persons WHERE restored_at > 0") == [(1,)]


async def test_what_is_sent_after_the_restore_is_shown(stage: Stage, restored: Guest) -> None:
    """By who is in doubt, and by somebody new."""
    for label in (CLOSE, OUTCOMES[0]):
        await press(stage, stage.madina, label)
    card = await stage.card(await restored.apply_again())
    await press(stage, stage.madina, TAKE, message=card)
    await stage.world.until(lambda: shows(card, AIGERIM) or withheld(card))
    assert not withheld(card)
    reference = await stage.guest(DANIYAR).apply()
    await press(stage, stage.madina, TAKE, message=await stage.card(reference))
    await stage.card(reference, DANIYAR.email)


async def test_whoever_is_back_can_be_forgotten_again(stage: Stage, restored: Guest) -> None:
    await restored.forget()
    await stage.world.until(lambda: stage.query("SELECT count(*) FROM persons") == [(0,)])
    assert receipts(restored)


async def test_whom_a_newer_file_names_is_erased_instead(stage: Stage, restored: Guest, tmp_path: Path) -> None:
    await stage.stop()
    assert "erased again: 1, used again: 0" in await operate(
        stage, "confirm-restored", "--tombstones", tmp_path / "newest.log"
    )
    await stage.start()
    await stage.sweep()
    assert stage.query("SELECT count(*) FROM persons") == [(0,)]
    assert showing(stage.group.history) == []
