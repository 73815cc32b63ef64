"""Somebody's input cannot be stored: they are told, it is acknowledged, and whoever wrote with them loses nothing."""

import logging

import pytest

from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.stage import Guest, Stage

BEYOND = (2**63, 2**64 + 17, 10**40)
"""Numbers of messages that no column of 64 bits can hold."""


def write_as(guest: Guest, number: int, text: str) -> None:
    """A message with a number that Telegram has never given, but an endpoint that is not Telegram can."""
    ids = guest.chat.ids
    before, ids.last = ids.last, number - 1
    guest.user.write(text)
    ids.last = before


@pytest.mark.parametrize("number", BEYOND)
async def test_a_number_over_64_bits_is_apologised_for_and_spoils_nobody_s_answer(
    stage: Stage, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    guest, before, after = stage.guest(AIGERIM), stage.guest(DANIYAR), stage.guest(ALICE)
    for one in (guest, before, after):
        await one.agree()
    before.user.write(DANIYAR.name)
    write_as(guest, number, AIGERIM.name)
    after.user.write(ALICE.name)
    await guest.sees(guest.text("sorry.unreadable"))
    await before.sees(progress("phone"))
    await after.sees(progress("phone"))
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert sorted(stage.query("SELECT step FROM drafts")) == [("name",), ("phone",), ("phone",)]
    assert AIGERIM.name not in caplog.text
    await guest.write(AIGERIM.name, progress("phone"))
    assert [record for record in caplog.records if "not stored" in record.getMessage()] == []
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1
