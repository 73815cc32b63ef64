"""Does a person hear how it goes on: once, not at night, not what is no longer true, and not what they switched off?"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulator.state.message import Message
from tests.cases import cases
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.colleagues import NO_ANSWER, OUTCOMES, RELEASE, TAKE, press, wait_for_deliveries
from tests.scenarios.evidence import said
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.test_feedback import close

KK = words("kk")
WON, NOT_NOW, WRONG, SPAM = OUTCOMES


def told(guest: Guest, key: str, reference: str) -> list[Message]:
    wanted = guest.text(key, reference=reference, email="info@momu.kz")
    return [one for one in said(guest.chat) if wanted in one.html]


@cases("who", EVERYBODY)
async def test_both_milestones_are_told_once_each(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    reference = await guest.apply()
    card = await stage.card(reference)
    await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: told(guest, "milestone.taken", reference))
    await stage.world.until(lambda: RELEASE in card.labels)
    await press(stage, stage.madina, RELEASE, card)
    await stage.world.until(lambda: TAKE in card.labels)
    await close(stage, card, WRONG)
    await stage.world.until(lambda: told(guest, "milestone.closed.wrong_number", reference))
    await wait_for_deliveries(stage)
    assert len(told(guest, "milestone.taken", reference)) == 1
    [closed] = told(guest, "milestone.closed.wrong_number", reference)
    assert closed.labels == []
    assert who.phone not in closed.text


async def test_what_is_switched_off_is_not_said_and_stands_in_my_data(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await guest.say("/consents")
    card = await guest.tap(KK("button.milestones"), KK("milestone.taken.when"))
    taken, tried, closed = card.labels
    guest.user.tap(taken, message=card)
    await stage.world.until(lambda: card.labels[0] != taken)
    assert card.labels == [taken.replace("🔔", "🔕"), tried, closed]
    assert any(KK("milestone.taken.when") in one.text and "E-mail" in one.text for one in await guest.say("/my_data"))
    await close(stage, await stage.card(reference), WON)
    await stage.world.until(lambda: told(guest, "milestone.closed.won", reference))
    assert told(guest, "milestone.taken", reference) == []
    await guest.forget()
    assert stage.rows("muted_milestones") == [[]]


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_a_call_that_nobody_answered_is_told_once_a_day_with_the_next_one(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    reference = await guest.apply()
    card = await stage.card(reference)
    await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: NO_ANSWER in card.labels)
    begins = guest.text("milestone.tried", reference=reference, date="|", hours="", edit="").split("|")[0]
    for number in (1, 2):
        await press(stage, stage.madina, NO_ANSWER, card)
        await stage.world.until(lambda: f": {number}," in card.text)  # noqa: B023
        stage.world.clock.advance(61)
    await wait_for_deliveries(stage)
    [said_once] = [one for one in said(guest.chat) if begins in one.html]
    assert "00:00–24:00" in said_once.text
    assert who.phone not in said_once.text


@pytest.mark.parametrize("undone", ["released", "withdrawn", "disputed"])
async def test_what_is_undone_by_morning_is_not_said(stage: Stage, undone: str) -> None:
    """Morning comes after five minutes."""
    local = datetime.fromtimestamp(stage.world.clock.now(), ZoneInfo("Asia/Almaty"))
    await stage.restart(quiet_hours=f"{local - timedelta(minutes=2):%H:%M}-{local + timedelta(minutes=5):%H:%M}")
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    card = await stage.card(reference)
    await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: RELEASE in card.labels)
    if undone == "released":
        await press(stage, stage.madina, RELEASE, card)
    elif undone == "withdrawn":
        await guest.forget()
    else:
        stage.execute("UPDATE persons SET blocked_at = 1")
    stage.world.clock.advance(400)
    await stage.world.until(lambda: stage.query("SELECT 1 FROM outbox WHERE kind = 'taken'") == [])
    assert told(guest, "milestone.taken", reference) == []


async def test_what_still_holds_is_said_in_the_morning(stage: Stage) -> None:
    """The positive twin."""
    local = datetime.fromtimestamp(stage.world.clock.now(), ZoneInfo("Asia/Almaty"))
    await stage.restart(quiet_hours=f"{local - timedelta(minutes=2):%H:%M}-{local + timedelta(minutes=5):%H:%M}")
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await press(stage, stage.madina, TAKE, await stage.card(reference))
    await wait_for_deliveries(stage)
    assert told(guest, "milestone.taken", reference) == []
    stage.world.clock.advance(400)
    await stage.world.until(lambda: told(guest, "milestone.taken", reference))


async def test_what_waits_for_the_morning_delays_no_thanks_at_night(stage: Stage) -> None:
    local = datetime.fromtimestamp(stage.world.clock.now(), ZoneInfo("Asia/Almaty"))
    await stage.restart(quiet_hours=f"{local - timedelta(minutes=2):%H:%M}-{local + timedelta(hours=5):%H:%M}")
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await close(stage, await stage.card(reference), WON)
    assert stage.query("SELECT 1 FROM outbox WHERE kind = 'feedback'")
    assert await guest.apply_again() != reference
    assert told(guest, "milestone.closed.won", reference) == []
