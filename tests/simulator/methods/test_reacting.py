"""A bot may put one of the free emoji under a message, and no other."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.state.group import Group
from simulator.state.limits import RealLimits
from simulator.state.message import Message
from simulator.world import World
from tests.simulator.asking import refused


def _react(world: World, message: Message, *emoji: str) -> None:
    reaction = [{"type": "emoji", "emoji": one} for one in emoji]
    world.call("setMessageReaction", chat_id=message.chat.id, message_id=message.id, reaction=reaction)


def test_a_reaction_stands_until_it_is_taken_away_and_counts_as_no_message(
    world: World, bolat: User, staff: Group
) -> None:
    world.limits = RealLimits()
    message = bolat.write("/leads", chat=staff)
    for _ in range(30):
        _react(world, message, "👀")
    assert message.reactions == ["👀"]
    _react(world, message)
    assert message.reactions == []


@pytest.mark.parametrize("emoji", [("✈",), ("👀", "👍"), ("text",)])
def test_other_reactions_are_refused(world: World, bolat: User, staff: Group, emoji: tuple[str, ...]) -> None:
    message = bolat.write("/leads", chat=staff)
    with refused("REACTION_INVALID"):
        _react(world, message, *emoji)


def test_a_group_can_forbid_them_and_a_message_must_be_there(world: World, bolat: User, staff: Group) -> None:
    message = bolat.write("/leads", chat=staff)
    staff.takes_reactions = False
    with refused("REACTION_INVALID"):
        _react(world, message, "👀")
    bolat.delete(message)
    with refused("message to react not found"):
        _react(world, message, "👀")
