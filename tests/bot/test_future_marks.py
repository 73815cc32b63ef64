"""A success that was written down by a clock that has been set back since: is it believed for as long?"""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from bot.domain.ledger import Event
from bot.domain.time import DAY, MINUTE, Moment, Span
from bot.jobs.publish_head import publish_head
from bot.jobs.scrub_database import ScrubDatabase
from bot.jobs.watch import Watch
from storage import ledger
from storage.store import Store

NOON = Moment(1_795_000_000_000)
BACK = [DAY, 3 * DAY, 4000 * DAY]


@pytest.mark.parametrize("back", BACK)
async def test_both_files_are_scrubbed_all_the_same(store: Store, back: Span) -> None:
    for now in (NOON + back, NOON):
        assert await ScrubDatabase(store, ZoneInfo("Asia/Almaty"), lambda now=now: now)() == Counter(scrubbed=2)  # type: ignore[misc]
    assert not await ScrubDatabase(store, ZoneInfo("Asia/Almaty"), lambda: NOON + Span(1))()


@pytest.mark.parametrize("back", BACK)
async def test_the_head_is_published_all_the_same(store: Store, back: Span) -> None:
    await store.commit(ledger.append(Event.BACKUP_RESTORED, "", {}, NOON))
    for now in (NOON + back, NOON):
        assert await publish_head(store, lambda now=now: now) == Counter(published=1)  # type: ignore[misc]
    assert not await publish_head(store, lambda: NOON + Span(1))


@pytest.mark.parametrize("back", BACK)
async def test_a_job_that_does_not_succeed_is_late_all_the_same(store: Store, back: Span) -> None:
    passed = [0.0]

    def watch(now: Moment) -> Watch:
        return Watch(store, MINUTE, lambda: now, lambda: passed[0])

    before = watch(NOON + back)
    await before.begin(["job"])
    before.succeed("job")
    await before.write()
    after = watch(NOON)
    await after.begin(["job"])
    assert after.late() == []
    passed[0] += 121
    assert after.late() == ["job has not succeeded for 121 s"]
