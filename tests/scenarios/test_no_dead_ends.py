"""Somebody who cannot go on hears how to apply without the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.stage import Stage, open_stage

OFFICE = "+7 71234 5 67 89"  # libphonenumber's example of a landline
REACH = "info@momu.kz, +7 712 345 67 89"


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_the_operator_s_phone_is_told_where_it_is_set(tmp_path: Path, who: Applicant) -> None:
    async with open_stage(tmp_path, operator_phone=OFFICE) as stage:
        guest = stage.guest(who)
        way = guest.text("form.otherwise", reach=REACH)
        await guest.reach("consent")
        await guest.tap(guest.text("button.disagree"), way)
        await guest.reach("phone")
        await guest.write(OFFICE, way)
        assert way not in (await guest.say("ертең"))[-1].text
        await guest.write("ертең", way, guest.text("field.phone.example"))
        assert REACH in (await guest.say("/help"))[-1].text


async def test_without_one_the_address_is_told(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    await guest.write(OFFICE, guest.text("form.otherwise", reach="info@momu.kz"))
