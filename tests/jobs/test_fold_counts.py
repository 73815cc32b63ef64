"""Are old counts folded once a night, and recent ones left alone?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.funnel import Stage
from bot.domain.time import DAY, HOUR, Moment, moment_of
from bot.jobs.fold_counts import fold_counts
from storage import daily_counts
from storage.store import Store
from tests.handlers.memory import close, open_in_memory

NOW = moment_of(datetime(2026, 11, 26, 12, tzinfo=UTC))
ZONE = ZoneInfo("Asia/Almaty")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_in_memory()
    yield opened
    await close(opened)


async def fold(store: Store, now: Moment = NOW) -> dict[str, int]:
    return dict(await fold_counts(store, ZONE, lambda: now))


async def days(store: Store) -> list[tuple[str, str, int]]:
    return await store.engine.read("SELECT since, day, count FROM daily_counts ORDER BY day")


async def test_people_of_long_ago_are_counted_together(store: Store) -> None:
    for day in ("2026-03-02", "2026-05-06", "2026-11-25"):
        await store.commit([daily_counts.count(day, Stage.SENT, 3)])
    assert await fold(store) == {"folded": 2}
    assert await days(store) == [("2026-03-02", "2026-05-04", 6), ("", "2026-11-25", 3)]


async def test_it_is_done_once_a_night(store: Store) -> None:
    assert await fold(store) == {}
    for day in ("2026-03-02", "2026-05-06"):
        await store.commit([daily_counts.count(day, Stage.SENT, 3)])
    assert await fold(store, NOW + HOUR) == {}
    assert len(await days(store)) == 2
    assert await fold(store, NOW + DAY) == {"folded": 2}


async def test_who_is_counted_meanwhile_is_not_lost(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is set back counts somebody on an old day between reading and writing."""
    await store.commit([daily_counts.count("2026-03-02", Stage.SENT, 3)])
    read = await daily_counts.load_before(store.engine, "2026-09-01")
    await store.commit([daily_counts.count("2026-03-02", Stage.SENT, 1)])

    async def earlier(*_: object) -> object:
        return read

    with monkeypatch.context() as patch:
        patch.setattr(daily_counts, "load_before", earlier)
        assert await fold(store) == {"busy": 1}
    assert await days(store) == [("", "2026-03-02", 4)]
    assert await fold(store) == {"folded": 1}
