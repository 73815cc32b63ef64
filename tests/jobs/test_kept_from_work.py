"""Is a storage that keeps jobs from their work told of in one line, and its end in another?"""

from __future__ import annotations

import logging
from collections import Counter

import pytest

from bot.domain.time import MINUTE, Moment
from bot.jobs.kept_from_work import DONE_AGAIN, KeptFromWork
from bot.jobs.timetable import Timetable
from bot.jobs.triggers import Scheduler
from bot.jobs.watch import Watch
from bot.machine import SYSTEM
from storage.server_refusals import ServerUnreachable
from storage.statements import StorageError, StorageUnavailable, TombstonesUnusable
from storage.store import Store

AWAY = ServerUnreachable("OperationalError", "postgresql://momu@db/momu")
GOING = StorageUnavailable("57P01", "postgresql://momu@db/momu")
FULL = StorageUnavailable("SQLITE_FULL", "momu.db")
NO_RECORD = TombstonesUnusable("OSError")
JOBS = [f"job_{number}" for number in range(18)]


class Time:
    """Monotonic seconds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def kept(time: Time, caplog: pytest.LogCaptureFixture) -> KeptFromWork:
    caplog.set_level(logging.INFO)
    return KeptFromWork(logging.getLogger("jobs"), time)


@pytest.mark.parametrize(("first", "then"), [(GOING, AWAY), (FULL, FULL), (NO_RECORD, NO_RECORD)])
def test_eighteen_jobs_are_one_line_and_their_end_is_another(
    kept: KeptFromWork, time: Time, caplog: pytest.LogCaptureFixture, first: StorageError, then: StorageError
) -> None:
    for job in JOBS:
        kept.keep(job, first if job == JOBS[0] else then)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("job_0 could not be done: ")
    time.now += 60
    for job in JOBS:
        kept.keep(job, then)
    assert len(caplog.messages) == 2
    assert caplog.messages[1].endswith("(and 17 times since this was said last)")
    for job in JOBS:
        assert DONE_AGAIN not in caplog.messages
        kept.release(job)
    assert caplog.messages[2:] == [DONE_AGAIN]


def test_what_another_storage_refuses_is_told_of_too(kept: KeptFromWork, caplog: pytest.LogCaptureFixture) -> None:
    kept.keep("destroys", AWAY)
    kept.keep("finishes", NO_RECORD)
    kept.release("destroys")
    assert [line.split(":")[0] for line in caplog.messages] == [
        "destroys could not be done",
        "finishes could not be done",
        DONE_AGAIN,
    ]


def test_a_job_that_was_not_kept_says_nothing(kept: KeptFromWork, caplog: pytest.LogCaptureFixture) -> None:
    kept.release("job")
    assert not caplog.messages


async def test_a_storage_that_refuses_makes_one_line_of_a_whole_timetable(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    broken = True

    async def work() -> Counter[str]:
        if broken:
            raise FULL
        return Counter()

    now = [0.0]
    watch = Watch(store, MINUTE, lambda: Moment(1_795_000_000_000), lambda: now[0])
    timetable = Timetable(dict.fromkeys(JOBS, work), 60, watch, Scheduler(), SYSTEM)
    await watch.begin(JOBS)
    for _ in range(3):
        await timetable.sweep_all()
        now[0] += 70
    with monkeypatch.context() as full:
        full.setattr(Store, "commit", _refuse)
        for _ in range(3):
            await watch.look()
    late = "; ".join(f"{job} has not succeeded for 210 s" for job in JOBS)
    assert [line for line in caplog.messages if "job_" in line][1:] == [late]
    broken = False
    await timetable.sweep_all()
    assert [line for line in caplog.messages if "job_" not in line] == [DONE_AGAIN]


async def _refuse(*_: object) -> None:
    raise FULL
