"""Is a job that no longer succeeds noticed, reported once, and noted again when it succeeds?"""

import logging
from collections import Counter
from typing import Any

import pytest

from bot.domain.time import EPOCH, MINUTE, SECOND, Moment, Span
from bot.health.readiness import check_readiness
from bot.jobs.timetable import Timetable
from bot.jobs.triggers import Scheduler
from bot.jobs.watch import Watch
from bot.machine import SYSTEM
from storage.statements import Statements, StorageUnavailable
from storage.store import Store


class Clock:
    now = Moment(1_795_000_000_000)

    def __call__(self) -> Moment:
        return self.now

    def monotonic(self) -> float:
        """Seconds."""
        return (self.now - EPOCH) / SECOND


class Job:
    """Counts its runs; fails while it is told to."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.runs = 0

    async def __call__(self) -> Counter[str]:
        self.runs += 1
        if self.fails:
            raise OSError("as told")
        return Counter()


def watch_of(store: Store, clock: Clock) -> Watch:
    return Watch(store, MINUTE, clock, clock.monotonic)


async def note(watch: Watch, name: str) -> None:
    """That a job succeeded, as the timetable does after a run."""
    watch.succeed(name)
    await watch.write()


async def alarms(store: Store) -> list[str]:
    return [row[0].decode() for row in await store.engine.read("SELECT subject FROM outbox WHERE kind = 'alarm'")]


async def test_a_failing_job_stops_no_other_and_makes_the_bot_unready(store: Store) -> None:
    clock, broken, sound = Clock(), Job(fails=True), Job()
    watch = watch_of(store, clock)
    timetable = Timetable({"broken": broken, "sound": sound}, 60, watch, Scheduler(), SYSTEM)
    await watch.begin(["broken", "sound"])
    await timetable.sweep_all()
    assert sound.runs == 1
    assert check_readiness({"sweeps": [watch.late]}).is_ready
    clock.now += 2 * MINUTE + Span(1)
    await timetable.sweep("sound")
    assert check_readiness({"sweeps": [watch.late]}).reasons == ("broken has not succeeded for 120 s",)


async def test_staff_and_the_log_are_told_once(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    watch = watch_of(store, clock)
    await watch.begin(["broken"])
    clock.now += 3 * MINUTE
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            await watch.look()
    assert await alarms(store) == ["broken"]
    assert caplog.text.count("broken has not succeeded") == 1


async def test_the_log_is_told_once_also_where_staff_cannot_be(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise StorageUnavailable("SQLITE_BUSY")

    clock = Clock()
    watch = watch_of(store, clock)
    await watch.begin(["broken"])
    clock.now += 3 * MINUTE
    monkeypatch.setattr(type(store), "commit", refuse)
    for _ in range(4):
        await watch.look()
    monkeypatch.undo()
    await watch.look()
    assert await alarms(store) == ["broken"]
    assert caplog.text.count("broken has not succeeded") == 1


async def test_what_staff_were_told_before_a_restart_they_are_not_told_again(store: Store) -> None:
    clock = Clock()
    watch = watch_of(store, clock)
    await watch.begin(["broken"])
    await note(watch, "broken")
    clock.now += 3 * MINUTE
    await watch.look()
    await watch.look()
    before = await store.engine.read("SELECT version FROM outbox WHERE kind = 'alarm'")
    again = watch_of(store, clock)
    await again.begin(["broken"])
    assert again.late() == ["broken has not succeeded for 180 s"]
    await again.look()
    await again.look()
    assert await store.engine.read("SELECT version FROM outbox WHERE kind = 'alarm'") == before == [(1,)]


async def test_a_job_that_succeeds_again_is_forgiven(store: Store) -> None:
    clock = Clock()
    watch = watch_of(store, clock)
    await watch.begin(["broken"])
    clock.now += 3 * MINUTE
    await watch.look()
    await watch.look()
    await note(watch, "broken")
    assert check_readiness({"sweeps": [watch.late]}).is_ready
    assert await alarms(store) == []  # not told yet: then nobody needs to know
    clock.now += 3 * MINUTE
    await watch.look()
    await watch.look()
    assert await alarms(store) == ["broken"]


async def test_a_machine_that_slept_raises_no_alarm(store: Store) -> None:
    clock = Clock()
    watch = watch_of(store, clock)
    await watch.begin(["sound"])
    clock.now += 60 * MINUTE
    await watch.look()
    await note(watch, "sound")
    await watch.look()
    assert await alarms(store) == []


async def test_a_job_that_hangs_is_late_too(store: Store) -> None:
    clock = Clock()
    watch = watch_of(store, clock)
    await watch.begin(["hanging"])
    clock.now += 3 * MINUTE
    assert watch.late() == ["hanging has not succeeded for 180 s"]


async def test_success_is_written_down_only_now_and_then(store: Store) -> None:
    clock = Clock()
    watch = watch_of(store, clock)
    await watch.begin(["sound"])
    await note(watch, "sound")
    written = await store.engine.read("SELECT succeeded_at FROM sweeps")
    clock.now += MINUTE
    await note(watch, "sound")
    assert await store.engine.read("SELECT succeeded_at FROM sweeps") == written
    clock.now += 60 * MINUTE
    await note(watch, "sound")
    assert await store.engine.read("SELECT succeeded_at FROM sweeps") == [(clock.now,)]


async def test_a_sweep_of_all_jobs_writes_its_notes_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = []
    original = Store.commit

    async def count(self: Store, changes: Statements, *keys: Any) -> None:
        commits.append(changes)
        await original(self, changes, *keys)

    monkeypatch.setattr(Store, "commit", count)
    clock, jobs = Clock(), {name: Job() for name in ("first", "second", "third")}
    timetable = Timetable(jobs, 60, watch_of(store, clock), Scheduler(), SYSTEM)
    await timetable.sweep_all()
    assert len(commits) == 1
    rows = await store.engine.read("SELECT name, succeeded_at FROM sweeps ORDER BY name")
    assert rows == [(name, clock.now) for name in jobs]


async def test_a_note_that_could_not_be_written_is_written_with_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(*_: object) -> None:
        raise StorageUnavailable("SQLITE_BUSY")

    clock = Clock()
    done = clock.now
    timetable = Timetable({"first": Job(), "second": Job()}, 60, watch_of(store, clock), Scheduler(), SYSTEM)
    with monkeypatch.context() as busy:
        busy.setattr(Store, "commit", refuse)
        await timetable.sweep("first")
    assert "note_successes could not be done: SQLITE_BUSY" in caplog.text
    clock.now += SECOND
    await timetable.sweep("second")
    rows = await store.engine.read("SELECT name, succeeded_at FROM sweeps ORDER BY name")
    assert rows == [("first", done), ("second", clock.now)]
