"""The queue: ids, confirmation, kinds, expiry; and how duplicates and reordering are forced."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.world import World
from tests.simulator.asking import sent, updates


def _texts(found: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in found]


def test_update_ids_grow_by_one_from_a_random_start(world: World, clock: SimulatedClock, aigul: User) -> None:
    for number in range(3):
        aigul.write(str(number))
    first, second, third = (update["update_id"] for update in updates(world))
    assert (second, third) == (first + 1, first + 2)
    assert first != World("1:x", clock).updates.next_id


def test_offset_confirms_everything_below_it(world: World, aigul: User) -> None:
    for text in "abc":
        aigul.write(text)
    found = updates(world)
    assert _texts(updates(world, offset=found[2]["update_id"])) == ["c"]
    assert _texts(updates(world)) == ["c"]


def test_unconfirmed_updates_come_again(world: World, aigul: User) -> None:
    aigul.write("a")
    assert updates(world) == updates(world) != []


def test_negative_offset_keeps_only_the_last(world: World, aigul: User) -> None:
    for text in "abc":
        aigul.write(text)
    assert _texts(updates(world, offset=-2)) == ["b", "c"]
    assert _texts(updates(world, offset=-5)) == ["b", "c"]


def test_limit_cuts_the_batch(world: World, aigul: User) -> None:
    for text in "abc":
        aigul.write(text)
    assert _texts(updates(world, limit=2)) == ["a", "b"]


def test_a_batch_has_at_most_100_updates(world: World, aigul: User) -> None:
    for number in range(101):
        aigul.write(str(number))
    assert len(updates(world)) == 100


def test_allowed_updates_are_stored_until_given_again(world: World, aigul: User) -> None:
    updates(world, allowed_updates=["callback_query"])
    aigul.write("a")
    assert updates(world) == []
    updates(world, allowed_updates=[])
    aigul.write("b")
    assert _texts(updates(world)) == ["b"]


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        (["message", "subscription", "stopped_message_generation"], True),
        (["mesage", "MESSAGE"], True),
        (["callback_query", "mesage"], False),
        (["mesage"], True),
    ],
)
def test_unknown_kinds_of_updates_are_ignored_and_nothing_but_such_means_the_default(
    world: World, aigul: User, asked: list[str], heard: bool
) -> None:
    updates(world, allowed_updates=asked)
    aigul.write("сәлем")
    assert bool(updates(world)) is heard


def test_messages_expire_after_24_hours(world: World, clock: SimulatedClock, aigul: User) -> None:
    aigul.write("a")
    clock.advance(86_399)
    assert len(updates(world)) == 1
    clock.advance(2)
    assert updates(world) == []


def test_presses_expire_after_150_seconds(world: World, clock: SimulatedClock, aigul: User) -> None:
    aigul.write("a")
    aigul.tap_data("x", sent(world, aigul.chat))
    clock.advance(149)
    assert len(updates(world)) == 2
    clock.advance(2)
    assert _texts(updates(world)) == ["a"]


def test_redelivery_brings_the_same_update_even_if_confirmed(world: World, aigul: User) -> None:
    message = aigul.write("a")
    first = updates(world)
    offset = first[0]["update_id"] + 1
    assert updates(world, offset=offset) == []
    world.redeliver(message)
    assert updates(world, offset=offset) == first
    assert updates(world, offset=offset) == []


def test_recent_updates_can_be_redelivered_without_their_message(world: World, aigul: User) -> None:
    aigul.block_bot()
    (first,) = updates(world)
    assert updates(world, offset=first["update_id"] + 1) == []
    world.redeliver(world.updates.recent[-1])
    assert updates(world, offset=first["update_id"] + 1) == [first]


def test_redelivery_of_something_the_bot_never_got_is_an_error(world: World, aigul: User) -> None:
    with pytest.raises(LookupError):
        world.redeliver(sent(world, aigul.chat))


def test_duplicates_come_so_many_times_in_all(world: World, aigul: User) -> None:
    world.duplicate_updates(3)
    aigul.write("a")
    first = updates(world)
    offset = first[0]["update_id"] + 1
    assert [updates(world, offset=offset) for _ in range(3)] == [first, first, []]


def test_duplicates_mean_at_least_twice(world: World) -> None:
    with pytest.raises(ValueError, match="2 or more"):
        world.duplicate_updates(1)


def test_reordering_lets_people_overtake_each_other_but_not_themselves(world: World) -> None:
    people = [world.user(name) for name in "abcde"]
    world.reorder_updates(seed=3)
    written = [(person.first_name, number) for number in range(8) for person in people]
    for person in people * 8:
        person.write(f"{len(person.chat.history)}")
    found = updates(world)
    seen = [(one["message"]["from"]["first_name"], int(one["message"]["text"])) for one in found]
    assert seen != written
    assert sorted(seen, key=lambda one: one[0]) == sorted(written, key=lambda one: one[0])
    ids = [update["update_id"] for update in found]
    assert ids == list(range(ids[0], ids[0] + 40))


def test_what_was_already_delivered_is_not_reordered(world: World) -> None:
    people = [world.user(name) for name in "abcde"]
    people[0].write("бірінші")
    delivered = updates(world)
    world.reorder_updates(seed=3)
    for person in people * 4:
        person.write("кейін")
    assert updates(world)[0] == delivered[0]
