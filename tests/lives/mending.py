"""Somebody corrects what they have sent, and applies again; two have one phone. Drawn apart, so that the rest of a life
stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.form import NAMES
from tests.lives import colleagues, people
from tests.lives.choice import NEAR, NETWORK, PROCESS, Choice
from tests.lives.life import HOUR, MINUTE

OFTEN = 0.4
"""How many lives have somebody who corrects."""
IN_SIGHT = 0.1
"""How many have somebody who corrects what a colleague sees, while nobody presses for a while."""
MENDER, RELATIVE, WATCHED = people.name_of(3), people.name_of(4), people.name_of(5)
APPLYING = 2 + len(NAMES)
"""Steps from the consent to an application that is sent."""
ONCE = ("wants to correct", "tells something else", "tells something else", "hurries", "hurries")
"""A correction, to its end: some of the steps go to another field."""
AGAIN = ("applies", "hurries", "hurries")
TROUBLES = ("a call fails", "what is shown comes late", "answers about cards are slow")


def draw(seed: int) -> Iterator[Choice]:
    chance = Random(f"mending {seed}")
    if chance.random() < OFTEN:
        yield from _mend(chance)
    chance = Random(f"mending in sight {seed}")
    if chance.random() < IN_SIGHT:
        yield from _mend_in_sight(chance)


def _mend(chance: Random) -> Iterator[Choice]:
    at = chance.uniform(2 * HOUR, 4 * HOUR)
    for who in (MENDER, RELATIVE) if chance.random() < 0.5 else (MENDER,):
        for what in ("has the family's phone", "applies"):
            yield Choice(at, who, what, chance.getrandbits(32))
        for _ in range(APPLYING):
            at += chance.uniform(1, 4)
            yield Choice(at, who, "hurries", chance.getrandbits(32))
    for _ in range(chance.randrange(1, 4)):
        at += chance.uniform(1, 2 * MINUTE)
        for what in ONCE:
            yield Choice(at, MENDER, what, chance.getrandbits(32))
            yield from _meanwhile(at, chance)
            at += chance.uniform(1, 5)
    for _ in range(chance.randrange(8)):
        at += chance.uniform(1, 10)
        yield Choice(at, chance.choice(colleagues.NAMES), "works on the newest", chance.getrandbits(32))
    for what in AGAIN:
        at += chance.uniform(1, MINUTE)
        yield Choice(at, MENDER, what, chance.getrandbits(32))
    if chance.random() < 0.3:
        for what in ("wants to be forgotten", "is forgotten"):
            at += chance.uniform(1, MINUTE)
            yield Choice(at, chance.choice((MENDER, RELATIVE)), what, chance.getrandbits(32))


def _mend_in_sight(chance: Random) -> Iterator[Choice]:
    """Another e-mail, once a colleague has taken the application; sometimes a third one, or the first again."""
    at = chance.uniform(8 * HOUR, 12 * HOUR)
    for what in ("applies", *["hurries"] * APPLYING):
        yield Choice(at, WATCHED, what, chance.getrandbits(32))
        at += chance.uniform(1, 4)
    yield Choice(at, chance.choice(colleagues.NAMES), "works on the newest", chance.getrandbits(32))
    for _ in range(chance.choice((1, 1, 2))):
        at += chance.uniform(5, 2 * MINUTE)
        for what in ("wants another e-mail", "tells something else", "hurries"):
            yield Choice(at, WATCHED, what, chance.getrandbits(32))
            yield from _meanwhile(at, chance)
            at += chance.uniform(1, 5)


def _meanwhile(at: float, chance: Random) -> Iterator[Choice]:
    """A colleague presses, the process dies, or a call has trouble, just then."""
    roll, near = chance.random(), at + chance.uniform(0, NEAR)
    if roll < 0.15:
        yield Choice(near, chance.choice(colleagues.NAMES), "works on the newest", chance.getrandbits(32))
    elif roll < 0.25:
        yield Choice(near, PROCESS, "dies", chance.getrandbits(32))
    elif roll < 0.3:
        yield Choice(max(at - NEAR, 0), NETWORK, chance.choice(TROUBLES), chance.getrandbits(32))
