"""What happens in a life that is no act of a person in a chat: deaths, troubles, and the operator."""

from __future__ import annotations

from contextlib import suppress
from random import Random

from tests.lives import trouble
from tests.lives.choice import CLOCK, DISK, NETWORK, OPERATOR, PROCESS, Choice
from tests.lives.choices import AT_START, FUSE, SHORT_FUSE, fate_of, pick_trap
from tests.lives.played import Played

DEPOSED = 0.15
"""How likely a leader that might have died only stops leading."""
FOLLOWER_DIES = 0.3
"""How likely the other one dies in its place."""


async def befall(played: Played, choice: Choice) -> None:
    """What is no act of a person in a chat."""
    chance, life = Random(choice.seed), played.life
    with suppress(IndexError):
        match choice.who:
            case name if name == PROCESS and life.process and choice.what == "dies at a call":
                life.process.trap = pick_trap(chance)
            case name if name == PROCESS and life.process:
                fate = fate_of(choice.what)
                fuse = chance.randrange(SHORT_FUSE if fate else FUSE)
                if chance.random() < 0.3:
                    life.doom = chance.randrange(AT_START)
                if life.fellowship and chance.random() < DEPOSED:
                    life.fellowship.throne.depose()
                elif len(life.running) > 1 and chance.random() < FOLLOWER_DIES:
                    life.running[life.running[0] is life.process].light(fuse, fate)
                else:
                    life.process.light(fuse, fate)
            case name if name == OPERATOR:
                played.tell(choice.who, choice.what + await played.operator.act(choice.what, chance))
            case name if name in (NETWORK, DISK, CLOCK):
                played.tell(choice.who, choice.what)
                await trouble.befall(life, played.weather, choice.what, chance)
