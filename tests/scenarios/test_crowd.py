"""Do people who apply at once each get their own, and only their own? How many can: test_many_at_once.py."""

import asyncio

import pytest

from tests.people import EVERYBODY, Applicant
from tests.scenarios.stage import Stage

CROWD = [
    Applicant(
        who.first_name,
        who.language,
        f"{who.name.split()[0]} {'абвг'[number // 5]}{'клмно'[number % 5]}",
        who.phone,
        f"guest{number}@example.com",
    )
    for number, who in enumerate(([*EVERYBODY] * 7)[:20])
]


@pytest.fixture
async def stage(stage_over_http: Stage) -> Stage:
    """With a real thread for the database, and real sockets."""
    return stage_over_http


async def test_twenty_people_at_once_become_twenty_leads(stage: Stage) -> None:
    guests = [stage.guest(who) for who in CROWD]
    references = await asyncio.gather(*(guest.apply() for guest in guests))
    assert len(set(references)) == 20
    for guest in guests:
        seen = "\n".join(message.text for message in guest.chat.history)
        assert [who.email for who in CROWD if who.email in seen] == [guest.who.email]
    [leads] = stage.rows("leads")
    assert (len(leads), len({row[2] for row in leads})) == (20, 20)  # the third column is the person
