"""What does a seed choose? A list of choices, each with its moment and chance of its own.

Any of them can be dropped, and the others stay what they were: that is how a failing life is made short.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.lives import colleagues, operator, people, rare, trouble
from tests.lives.choice import NEAR, OPERATOR, PROCESS, Choice
from tests.lives.life import DAY, HOUR, MINUTE

MOST_GUESTS = 3
FUSE = 14  # moments at most from an act to the death that comes of it
AT_START = 60  # the same of a process that does not come through its start


def draw(seed: int) -> list[Choice]:
    """All choices of a life, in order."""
    chance = Random(seed)
    acts = [one for number in range(chance.randint(1, MOST_GUESTS)) for one in _guest(number, chance)]
    acts += _staff(acts, chance)
    moments = [one.at for one in acts]
    drawn = [*acts, *_deaths(moments, chance), *_troubles(moments, chance), *_operations(chance)]
    return sorted([*drawn, *rare.draw(acts, Random(f"rare {seed}"))])


def _guest(number: int, chance: Random) -> Iterator[Choice]:
    who, at = people.name_of(number), chance.uniform(0, 2 * HOUR)
    yield Choice(at, who, "starts", chance.getrandbits(32))
    for _ in range(chance.randrange(8, 24)):
        at += _pause(chance)
        yield Choice(at, who, _pick(people.ACTS, chance), chance.getrandbits(32))


def _staff(guests: list[Choice], chance: Random) -> Iterator[Choice]:
    for _ in range(chance.randrange(6, 16)):
        at = (
            chance.choice(guests).at + chance.expovariate(1 / MINUTE) + (chance.random() < 0.2) * chance.uniform(0, DAY)
        )
        what, seed = _pick(colleagues.ACTS, chance), chance.getrandbits(32)
        racing = chance.random() < 0.15
        for who in colleagues.NAMES if racing else [chance.choice(colleagues.NAMES)]:
            yield Choice(at, who, what, seed)  # the same chance: both press the same


def _deaths(moments: list[float], chance: Random) -> Iterator[Choice]:
    for _ in range(chance.choice((0, 1, 2, 2, 3, 4, 5))):
        yield Choice(chance.choice(moments) + chance.uniform(0, NEAR), PROCESS, "dies", chance.getrandbits(32))


def _troubles(moments: list[float], chance: Random) -> Iterator[Choice]:
    for _ in range(chance.randrange(0, 9)):
        who, what = _pick(trouble.KINDS, chance).split(": ")
        yield Choice(max(chance.choice(moments) - chance.expovariate(1 / 5), 0), who, what, chance.getrandbits(32))


def _operations(chance: Random) -> Iterator[Choice]:
    for what, likely in operator.ACTS.items():
        if chance.random() < likely:
            yield Choice(chance.uniform(0, 1.5 * DAY), OPERATOR, what, chance.getrandbits(32))


def _pause(chance: Random) -> float:
    """Seconds between two acts of a person."""
    match chance.random():
        case roll if roll < 0.85:
            return chance.expovariate(1 / 4)
        case roll if roll < 0.95:
            return chance.uniform(MINUTE, 2 * HOUR)
        case _:
            return chance.uniform(2 * HOUR, 1.5 * DAY)


def _pick(weighed: dict[str, int], chance: Random) -> str:
    return chance.choices(list(weighed), list(weighed.values()))[0]
