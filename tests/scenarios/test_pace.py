"""Does the pace keep the limits of a chat without wasting any of them? Time is virtual."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.channels.telegram.common_pace import Slot
from bot.channels.telegram.pace import GROUP_LIMIT as LIMIT
from bot.channels.telegram.pace import Pace
from tests.sleep_clock import SleepClock

GROUP, OTHER_GROUP, PERSON = -1001, -1002, 77
MOST, MINUTE = LIMIT


@pytest.fixture
def clock() -> SleepClock:
    return SleepClock()


@pytest.fixture
def pace(clock: SleepClock) -> Pace:
    return Pace(lambda: clock.now, clock.sleep)


def refuse(pace: Pace, clock: SleepClock, chat: int, seconds: float) -> None:
    """Telegram says 429 to a call that was one of few."""
    pace.record_refusal(Slot(chat, clock.now, 1), seconds)


async def passing(clock: SleepClock, pace: Pace, *chats: int) -> dict[int, list[float]]:
    """When each of these calls, all asked for at once, may go out."""
    passed: dict[int, list[float]] = {chat: [] for chat in chats}

    async def one(chat: int) -> None:
        await pace.wait(chat)
        passed[chat].append(clock.now)

    tasks = [asyncio.create_task(one(chat)) for chat in chats]
    await clock.run(lambda: all(task.done() for task in tasks))
    return passed


async def test_a_group_hears_a_burst_at_once_and_then_no_more_than_twenty_in_any_minute(
    clock: SleepClock, pace: Pace
) -> None:
    began = clock.now
    times = (await passing(clock, pace, *[GROUP] * 65))[GROUP]
    assert times[:MOST] == [began] * MOST
    for first, later in zip(times, times[MOST:], strict=False):
        assert later - first >= MINUTE
    assert times[-1] - began == pytest.approx(3 * MINUTE)


async def test_what_has_aged_out_of_the_minute_counts_no_more(clock: SleepClock, pace: Pace) -> None:
    await passing(clock, pace, *[GROUP] * 15)
    clock.now += MINUTE / 2
    await passing(clock, pace, *[GROUP] * 5)
    clock.now += MINUTE / 2
    began = clock.now
    times = (await passing(clock, pace, *[GROUP] * 16))[GROUP]
    assert times[:15] == [began] * 15
    assert times[15] == began + MINUTE / 2


async def test_one_full_group_leaves_other_chats_alone(clock: SleepClock, pace: Pace) -> None:
    began = clock.now
    times = await passing(clock, pace, *[GROUP] * 21, OTHER_GROUP, *[PERSON] * 9)
    assert times[OTHER_GROUP] == [began]
    assert times[PERSON] == [began] * 9
    assert times[GROUP][-1] == began + MINUTE


@pytest.mark.parametrize("chat", [GROUP, PERSON])
async def test_silence_is_kept_in_the_chat_it_was_asked_for_and_no_other(
    clock: SleepClock, pace: Pace, chat: int
) -> None:
    refuse(pace, clock, chat, 37)
    began = clock.now
    others = {GROUP, OTHER_GROUP, PERSON} - {chat}
    times = await passing(clock, pace, chat, chat, *others)
    assert times.pop(chat) == [began + 37] * 2
    assert all(passed == [began] for passed in times.values())


async def test_silence_asked_for_while_others_wait_holds_for_them_too(clock: SleepClock, pace: Pace) -> None:
    refuse(pace, clock, PERSON, 5)
    began = clock.now
    waiting = asyncio.create_task(pace.wait(PERSON))
    await asyncio.sleep(0)
    refuse(pace, clock, PERSON, 50)
    await clock.run(waiting.done)
    assert clock.now == began + 50


async def test_a_cancelled_call_neither_counts_nor_blocks(clock: SleepClock, pace: Pace) -> None:
    await passing(clock, pace, *[GROUP] * MOST)
    waiting = asyncio.create_task(pace.wait(GROUP))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    clock.now += MINUTE
    began = clock.now
    assert (await passing(clock, pace, *[GROUP] * MOST))[GROUP] == [began] * MOST


async def test_what_many_get_goes_out_evenly_at_half_of_what_telegram_takes(clock: SleepClock, pace: Pace) -> None:
    passed: list[float] = []

    async def one() -> None:
        await pace.wait_for_bulk_slot()
        passed.append(clock.now)

    tasks = [asyncio.create_task(one()) for _ in range(40)]
    await clock.run(lambda: all(task.done() for task in tasks))
    assert passed[0] == 1000.0
    assert all(later - earlier == pytest.approx(1 / 15) for earlier, later in pairwise(passed))
    assert all(sum(second <= at < second + 1 for at in passed) <= 16 for second in passed)


async def test_of_two_refusals_at_once_the_longer_one_counts(clock: SleepClock, pace: Pace) -> None:
    """The answers to two calls overtake each other on their way."""
    began = clock.now
    refuse(pace, clock, PERSON, 4)
    refuse(pace, clock, PERSON, 3)
    assert (await passing(clock, pace, PERSON))[PERSON] == [began + 4]


async def test_a_group_is_full_for_its_minute_and_a_refused_one_is_left_alone(clock: SleepClock, pace: Pace) -> None:
    await passing(clock, pace, *[GROUP] * (MOST - 1), *[PERSON] * (MOST + 1))
    assert not pace.is_full(GROUP)
    await passing(clock, pace, GROUP)
    assert pace.is_full(GROUP)
    assert not pace.is_full(OTHER_GROUP)
    assert (pace.must_wait(GROUP), pace.must_wait(PERSON)) == (True, False)
    refuse(pace, clock, GROUP, 10)
    assert (pace.is_full(GROUP), pace.must_wait(GROUP)) == (False, True)
    clock.now += 10
    assert pace.is_full(GROUP)
    clock.now += MINUTE
    assert not pace.is_full(GROUP)
