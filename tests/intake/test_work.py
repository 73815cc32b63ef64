"""When does the source of a batch of updates go on?"""

from __future__ import annotations

import asyncio

from bot.dialogue.taken import Taken
from bot.intake.work import Countdown, Work

LONG, NOT_AT_ALL = 60.0, 0.0


async def test_a_batch_is_over_with_its_last_update() -> None:
    noted: list[bool] = []
    first, second = Work(noted.append), Work(noted.append)
    committed, said = Countdown(2), Countdown(2)
    for work in (first, second):
        work.await_by(committed, said)
    first.note_stored(True)
    assert not await committed.is_over_within(NOT_AT_ALL)
    second.end()
    assert await committed.is_over_within(LONG)
    assert not await said.is_over_within(NOT_AT_ALL)
    first.end()
    assert await said.is_over_within(LONG)
    assert [first.taken, second.taken] == [Taken.COMMITTED, Taken.REFUSED]
    await asyncio.sleep(0)
    assert noted == [True, False]  # each once


async def test_an_update_that_is_brought_again_meanwhile_is_waited_for_by_both() -> None:
    work, both = Work(lambda _: None), [(Countdown(1), Countdown(1)) for _ in range(2)]
    work.await_by(*both[0])
    work.note_stored(True)
    work.await_by(*both[1])
    for committed, said in both:
        assert await committed.is_over_within(LONG)
        assert not await said.is_over_within(NOT_AT_ALL)
    work.note_said()
    assert [await said.is_over_within(LONG) for _, said in both] == [True, True]


async def test_who_stops_waiting_takes_it_from_nobody() -> None:
    countdown = Countdown(1)
    waiting = asyncio.create_task(countdown.is_over_within(LONG))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    countdown.count()
    assert await countdown.is_over_within(LONG)


async def test_nothing_is_over_at_once() -> None:
    assert await Countdown(0).is_over_within(LONG)
