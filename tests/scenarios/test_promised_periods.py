"""The operator changes how long something is kept: is anything kept longer than its owner agreed to?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.time import DAY
from tests.people import AIGERIM, ALICE
from tests.scenarios.stage import Stage, words
from tests.scenarios.test_retention import close, take
from tests.scenarios.timed_stage import DAY as DAY_SECONDS
from tests.scenarios.timed_stage import HOUR, open_timed_stage

KK = words("kk")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_timed_stage(tmp_path / "data", lead_escalations="off") as opened:
        yield opened


async def test_what_was_closed_or_sent_since_goes_when_it_was_promised(stage: Stage) -> None:
    guest, other = stage.guest(AIGERIM), stage.guest(ALICE)
    await guest.apply()
    await other.fill_in()
    await stage.restart(retention_open=400 * DAY, retention_closed=300 * DAY)
    await take(stage)
    await close(stage)
    await other.confirm()
    await stage.pass_time(90 * DAY_SECONDS - HOUR)
    assert len(stage.rows("leads")[0]) == 2
    await stage.pass_time(2 * HOUR)
    assert len(stage.rows("leads")[0]) == 1
    await stage.pass_time(275 * DAY_SECONDS)
    assert stage.rows("persons", "leads") == [[], []]


async def test_a_shorter_period_holds_at_once_for_what_changes(stage: Stage) -> None:
    """The other side: nobody was promised that anything is kept so long."""
    await stage.guest(AIGERIM).apply()
    await stage.restart(retention_closed=30 * DAY)
    await take(stage)
    await close(stage)
    await stage.pass_time(30 * DAY_SECONDS + HOUR)
    assert stage.rows("persons", "leads") == [[], []]


async def test_who_agrees_to_the_longer_period_is_kept_so_long(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.restart(retention_closed=300 * DAY, privacy_policy_version="2")
    await stage.sweep()
    await guest.tap(KK("button.agree"))
    await take(stage)
    await close(stage)
    await stage.pass_time(299 * DAY_SECONDS)
    assert len(stage.rows("leads")[0]) == 1


async def test_a_consent_without_stored_terms_promised_what_is_set(stage: Stage) -> None:
    """It is one to a text of a version that did not store them."""
    await stage.guest(AIGERIM).apply()
    stage.execute("UPDATE consent_texts SET terms = NULL")
    await take(stage)
    await close(stage)
    await stage.pass_time(89 * DAY_SECONDS)
    assert len(stage.rows("leads")[0]) == 1
    await stage.pass_time(DAY_SECONDS + HOUR)
    assert stage.rows("leads") == [[]]
