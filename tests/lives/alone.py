"""Somebody is alone with the bot: what they send in pieces is not lost among what others do.

Drawn apart, so that the rest of a life stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.lives import people
from tests.lives.choice import Choice
from tests.lives.life import HOUR, MINUTE

OFTEN = 0.2
"""How many lives have this."""
LONER = people.name_of(6)
FULL = 6
"""After so many steps nothing is left to answer."""


def draw(moments: list[float], seed: int) -> Iterator[Choice]:
    """`moments` are those of the acts of people and colleagues; this comes when all of them are over."""
    chance = Random(f"_send_in_pieces {seed}")
    if chance.random() >= OFTEN:
        return
    at = max(moments) + HOUR / 2
    for _ in range(chance.randrange(FULL)):
        yield Choice(at, LONER, "hurries", chance.getrandbits(32))
        at += chance.uniform(2, 4)
    for _ in range(2):
        at += 2 * MINUTE
        yield Choice(at, LONER, chance.choice(("pastes", "sends an album")), chance.getrandbits(32))
