"""The real rate limits, if turned on: overall, per private chat, per group with edits counted."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.errors import ApiError
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.state.limits import RealLimits
from simulator.world import World
from tests.simulator.asking import refused, sent


@pytest.fixture
def limited(world: World) -> World:
    world.limits = RealLimits()
    return world


def test_without_limits_everything_passes(world: World, staff: Group) -> None:
    for _ in range(100):
        sent(world, staff)


def test_group_gets_20_a_minute_edits_counted(limited: World, clock: SimulatedClock, staff: Group) -> None:
    message = sent(limited, staff)
    for number in range(19):
        limited.call("editMessageText", chat_id=staff.id, message_id=message.id, text=str(number))
    with refused("Too Many Requests: retry after", code=429) as caught:
        sent(limited, staff)
    assert isinstance(caught.value, ApiError)
    assert 55 <= caught.value.parameters["retry_after"] <= 60
    clock.advance(caught.value.parameters["retry_after"])
    sent(limited, staff)


def test_calling_during_the_wait_lengthens_it(limited: World, clock: SimulatedClock, staff: Group) -> None:
    for _ in range(20):
        sent(limited, staff)
    waits = []
    for _ in range(3):
        with refused("retry after", code=429) as caught:
            sent(limited, staff)
        assert isinstance(caught.value, ApiError)
        waits.append(caught.value.parameters["retry_after"])
    assert waits[0] < waits[1] < waits[2]


def test_one_chats_wait_is_its_own(limited: World, staff: Group, aigul: User) -> None:
    for _ in range(20):
        sent(limited, staff)
    with refused("retry after", code=429):
        sent(limited, staff)
    sent(limited, aigul.chat)


def test_private_chat_takes_a_burst_then_one_a_second(limited: World, clock: SimulatedClock, aigul: User) -> None:
    for _ in range(5):
        sent(limited, aigul.chat)
    with refused("retry after", code=429):
        sent(limited, aigul.chat)
    clock.advance(6)
    sent(limited, aigul.chat)


def test_30_a_second_overall(limited: World, clock: SimulatedClock) -> None:
    people = [limited.user(f"Адам {number}") for number in range(31)]
    for person in people:
        person.start()
    for person in people[:30]:
        sent(limited, person.chat)
    with refused("retry after 1", code=429):
        sent(limited, people[30].chat)
    clock.advance(2)
    sent(limited, people[30].chat)


def test_answers_to_presses_are_not_limited(limited: World, aigul: User) -> None:
    message = sent(limited, aigul.chat)
    for _ in range(50):
        query = aigul.tap_data("x", message)
        limited.call("answerCallbackQuery", callback_query_id=query.id)
