"""A process dies in the middle of an announcement, or of an export: nobody gets two, nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.people import AIGERIM
from tests.scenarios import test_announcements, test_export
from tests.scenarios.evidence import rows
from tests.scenarios.processes import Theatre, dies_at, open_theatre, wait_for
from tests.scenarios.test_announcements import SEND, crowd, previewed, received


@pytest.fixture
async def theatre(tmp_path: Path) -> AsyncIterator[Theatre]:
    async with open_theatre(tmp_path, QUIET_HOURS="00:00-00:00") as opened:
        await opened.bot.start()
        yield opened


async def test_an_announcement_goes_on_and_repeats_itself_to_one_person_at_most(theatre: Theatre) -> None:
    stage = theatre.stage
    guests = await crowd(stage, 10)
    shown = await previewed(stage)
    dies_at(theatre, "sendMessage", chat=guests[4].chat)
    stage.madina.tap(SEND, chat=stage.group, message=shown)
    await theatre.bot.end()
    reached = sum(len(received(guest)) for guest in guests)
    assert reached < 10
    assert rows(theatre.database, "SELECT state FROM announcements") == [("sending",)]
    await theatre.bot.start()
    await test_announcements.done(stage, shown)
    got = sorted(len(received(guest)) for guest in guests)
    assert got in ([1] * 10, [*[1] * 9, 2])


@pytest.mark.parametrize("method", ["sendDocument", "editMessageMedia"])
async def test_an_export_comes_after_the_restart_and_is_known_wherever_it_stands(theatre: Theatre, method: str) -> None:
    stage = theatre.stage
    await stage.guest(replace(AIGERIM, email="exported@example.com")).apply()
    stage.madina.start()
    await test_export.answered(stage)
    dies_at(theatre, method, chat=stage.madina.chat)
    stage.madina.tap(test_export.EXCEL, chat=stage.group)
    await theatre.bot.end()
    await theatre.bot.start()
    await wait_for(lambda: test_export.file_of(stage.madina) is not None)
    known = rows(theatre.database, "SELECT message_id FROM disclosures")
    filled = [one for one in stage.madina.chat.history if one.document and one.document.file_name != "empty.json"]
    assert [(one.id,) for one in filled] == known
