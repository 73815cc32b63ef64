"""A process dies in the middle of an announcement, or of an export: nobody gets two, nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.people import AIGERIM
from tests.scenarios import test_announcements, test_export
from tests.scenarios.evidence import rows
from tests.scenarios.processes import Deployment, kill_at_call, open_deployment, wait_for
from tests.scenarios.test_announcements import SEND, crowd, previewed, received


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path, QUIET_HOURS="00:00-00:00") as opened:
        await opened.bot.start()
        yield opened


async def test_an_announcement_goes_on_and_repeats_itself_to_one_person_at_most(deployed: Deployment) -> None:
    stage = deployed.stage
    guests = await crowd(stage, 10)
    shown = await previewed(stage)
    # In the order of their random names, so not of the crowd.
    kill_at_call(deployed, "sendMessage", *(guest.chat for guest in guests), nth=5)
    stage.madina.tap(SEND, chat=stage.group, message=shown)
    await deployed.bot.end()
    reached = sum(len(received(guest)) for guest in guests)
    assert reached < 10
    assert rows(deployed.database, "SELECT state FROM announcements") == [("sending",)]
    await deployed.bot.start()
    await test_announcements.done(stage, shown)
    got = sorted(len(received(guest)) for guest in guests)
    assert got in ([1] * 10, [*[1] * 9, 2])


@pytest.mark.parametrize("method", ["sendDocument", "editMessageMedia"])
async def test_an_export_comes_after_the_restart_and_is_known_wherever_it_stands(
    deployed: Deployment, method: str
) -> None:
    stage = deployed.stage
    await stage.guest(replace(AIGERIM, email="exported@example.com")).apply()
    stage.madina.start()
    await test_export.answered(stage)
    kill_at_call(deployed, method, stage.madina.chat)
    stage.madina.tap(test_export.EXCEL, chat=stage.group)
    await deployed.bot.end()
    await deployed.bot.start()
    await wait_for(lambda: test_export.file_of(stage.madina) is not None)
    known = rows(deployed.database, "SELECT message_id FROM disclosures")
    filled = [one for one in stage.madina.chat.history if one.document and one.document.file_name != "empty.json"]
    assert [(one.id,) for one in filled] == known
