"""Is every chat served at the rate that Telegram takes from the whole bot? Time is virtual."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from bot.channels.telegram.common_pace import PUBLISHED_RATE, REDUCED_FOR_SECONDS, REDUCED_RATE, Slot
from bot.channels.telegram.gateway import COUNTED
from bot.channels.telegram.pace import BULK_INTERVAL_SECONDS, Pace
from simulator.errors import ApiError
from simulator.state import limits as simulated
from simulator.state.limits import RealLimits
from tests.sleep_clock import SleepClock

LATENCY = 0.06  # seconds that Telegram takes for an answer
CROWD = range(1, 151)


@pytest.fixture
def clock() -> SleepClock:
    return SleepClock()


@pytest.fixture
def pace(clock: SleepClock) -> Pace:
    return Pace(lambda: clock.now, clock.sleep)


@dataclass
class Telegram:
    """Takes or refuses calls, by `limits` if they are given."""

    clock: SleepClock
    pace: Pace
    limits: RealLimits | None = None
    refused: int = 0
    taken: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def call(self, chat: int) -> None:
        """Call like the gateway, and again until the call is taken."""
        while True:
            turn = await self.pace.wait(chat)
            try:
                if self.limits:
                    self.limits.count(chat, round(self.clock.now * 1000))
            except ApiError as error:
                self.refused += 1
                await self.clock.sleep(LATENCY)
                self.pace.record_refusal(turn, error.parameters["retry_after"])
                continue
            self.taken[chat].append(self.clock.now)
            await self.clock.sleep(LATENCY)
            self.pace.record_response(turn)
            return

    async def take(self, *chats: int) -> list[float]:
        """Call for all chats at once. Returns when each call was taken, in the order of the chats."""
        tasks = [asyncio.create_task(self.call(chat)) for chat in chats]
        await self.clock.run(lambda: all(task.done() for task in tasks))
        return [self.taken[chat][-1] for chat in chats]


async def test_nobody_waits_as_long_as_few_talk(clock: SleepClock, pace: Pace) -> None:
    telegram = Telegram(clock, pace, RealLimits())
    for _ in range(5):
        began = clock.now
        assert await telegram.take(*range(1, PUBLISHED_RATE + 1)) == [began] * PUBLISHED_RATE
        clock.now += 1
    assert telegram.refused == 0


async def test_where_telegram_takes_everything_a_crowd_is_served_about_as_fast_as_it_asks(
    clock: SleepClock, pace: Pace
) -> None:
    began = clock.now
    many = range(1, 301)
    assert max(await Telegram(clock, pace).take(*many)) - began < 4 < len(many) / REDUCED_RATE


async def test_where_telegram_keeps_its_number_a_crowd_is_served_at_that_pace_and_hardly_refused(
    clock: SleepClock, pace: Pace
) -> None:
    telegram, began = Telegram(clock, pace, RealLimits()), clock.now
    last = max(await telegram.take(*CROWD))
    assert telegram.refused <= 5
    assert last - began < (len(CROWD) - PUBLISHED_RATE) / REDUCED_RATE + 6
    began = clock.now
    assert max(await telegram.take(*CROWD)) - began == pytest.approx(len(CROWD) / REDUCED_RATE, abs=0.5)
    assert telegram.refused <= 5


async def test_who_comes_first_is_served_first(clock: SleepClock, pace: Pace) -> None:
    telegram = Telegram(clock, pace, RealLimits())
    times = await telegram.take(*CROWD)
    unlucky = sum(later < earlier for earlier, later in pairwise(times))
    assert unlucky <= telegram.refused


async def refuse(pace: Pace, clock: SleepClock, *chats: int, seconds: float) -> None:
    for chat in chats:
        pace.record_refusal(await pace.wait(chat), seconds)


async def test_three_chats_refused_in_a_row_silence_the_bot_and_then_all_start_one_by_one(
    clock: SleepClock, pace: Pace, caplog: pytest.LogCaptureFixture
) -> None:
    await refuse(pace, clock, 1, 2, 3, seconds=7)
    pace.record_refusal(Slot(4, clock.now, 4), 7)  # which was under way
    assert caplog.text.count("takes nothing from the bot now") == 1
    began = clock.now
    times = await Telegram(clock, pace).take(*range(10, 60))
    assert times[0] == pytest.approx(began + 7)
    assert all(later - earlier >= 1 / REDUCED_RATE - 0.001 for earlier, later in pairwise(times))


@pytest.mark.parametrize("chats", [(1, 1, 1, 1), (1, 2, 1, 2), (1,)], ids=["one", "two by turns", "once"])
async def test_fewer_chats_refused_are_silent_alone(clock: SleepClock, pace: Pace, chats: tuple[int, ...]) -> None:
    for chat in chats:
        pace.record_refusal(Slot(chat, clock.now, 1), 7)
    began = clock.now
    assert await Telegram(clock, pace).take(10, 11, 12) == [began] * 3


async def test_chats_refused_while_others_are_served_are_silent_alone(clock: SleepClock, pace: Pace) -> None:
    for chat in range(1, 10):
        await refuse(pace, clock, chat, seconds=40)
        clock.now += LATENCY
        pace.record_response(await pace.wait(100 + chat))
    began = clock.now
    assert await Telegram(clock, pace).take(200) == [began]
    assert await Telegram(clock, pace).take(9) == [pytest.approx(began + 40, abs=0.1)]


async def test_what_was_under_way_before_says_nothing_about_the_refusal(clock: SleepClock, pace: Pace) -> None:
    slow = await pace.wait(50)
    clock.now += LATENCY
    await refuse(pace, clock, 1, 2, seconds=7)
    pace.record_response(slow)
    await refuse(pace, clock, 3, seconds=7)
    began = clock.now
    assert await Telegram(clock, pace).take(10) == [pytest.approx(began + 7)]


async def test_after_an_hour_without_refusals_more_is_tried_again(clock: SleepClock, pace: Pace) -> None:
    await refuse(pace, clock, 1, 2, 3, seconds=1)
    clock.now += REDUCED_FOR_SECONDS + 1
    began = clock.now
    assert await Telegram(clock, pace).take(*range(10, 10 + PUBLISHED_RATE)) == [began] * PUBLISHED_RATE


async def test_a_turn_that_is_given_back_stays_with_the_chat(clock: SleepClock, pace: Pace) -> None:
    await refuse(pace, clock, 1, 2, 3, seconds=1)
    crowd = [asyncio.create_task(Telegram(clock, pace).call(chat)) for chat in range(100, 200)]
    clock.now += 1
    first = asyncio.create_task(pace.wait(7))
    await clock.run(first.done)
    pace.return_slot(first.result())
    came = clock.now
    second = asyncio.create_task(pace.wait(7))
    await clock.run(second.done)
    assert clock.now == came
    third = asyncio.create_task(pace.wait(7))
    await clock.run(third.done)
    assert clock.now > came
    await clock.run(lambda: all(task.done() for task in crowd))


async def test_what_telegram_does_not_count_takes_no_turn(clock: SleepClock, pace: Pace) -> None:
    await refuse(pace, clock, 1, 2, 3, seconds=7)
    began = clock.now
    for _ in range(100):
        assert (await pace.wait(50, counted=False)).rank == 0
    assert clock.now == began


async def test_what_many_get_waits_for_every_conversation(clock: SleepClock, pace: Pace) -> None:
    await refuse(pace, clock, 1, 2, 3, seconds=1)
    telegram = Telegram(clock, pace)
    order: list[str] = []

    def noting(what: str) -> Callable[[object], None]:
        return lambda _: order.append(what)

    people = [asyncio.create_task(telegram.call(chat)) for chat in range(100, 150)]
    await asyncio.sleep(0)
    many = asyncio.create_task(pace.wait_for_bulk_slot())
    people[-2].add_done_callback(noting("conversation"))
    many.add_done_callback(noting("many"))
    await clock.run(lambda: many.done() and all(task.done() for task in people))
    assert order == ["conversation", "many"]
    assert BULK_INTERVAL_SECONDS > 1 / PUBLISHED_RATE


def test_bot_and_simulator_agree_on_what_is_counted_and_how_much_of_it() -> None:
    never_called = {"copyMessage", "forwardMessage", "pinChatMessage"}
    assert simulated.COUNTED - never_called == COUNTED
    assert RealLimits().overall == PUBLISHED_RATE > REDUCED_RATE
