"""The record of calls is bounded: a bot may run for weeks in the same memory."""

from __future__ import annotations

import gc
import tracemalloc

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.world import World
from tests.simulator.conftest import TOKEN


def _ask(world: World, times: int) -> None:
    for _ in range(times):
        world.call("getUpdates", offset=0, allowed_updates=["message"])
        world.call("sendChatAction", chat_id=next(iter(world.users)), action="typing")


def test_memory_is_flat_over_ten_thousand_calls(world: World, aigul: User) -> None:
    world.calls.kept = 1_000
    tracemalloc.start()
    try:
        _ask(world, 1_000)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        _ask(world, 5_000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert world.calls.total == 12_000
    assert grown < 100_000, f"{grown} bytes more after 10,000 calls"


def test_newest_calls_are_kept_and_all_of_them_counted() -> None:
    world = World(TOKEN, SimulatedClock(), seed=7, calls_kept=8)
    for number in range(100):
        world.call("getUpdates", offset=number)
        assert 8 <= len(world.calls) <= 10 or len(world.calls) == number + 1
        assert world.calls[-1].params == {"offset": number}
    assert [call.params["offset"] for call in world.calls[-8:]] == list(range(92, 100))
    assert world.snapshot()["calls"] == 100
