"""What rarely comes about by chance alone, and finds much; drawn apart, so that the rest of a life stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.lives import colleagues, people
from tests.lives.choice import NEAR, NETWORK, PROCESS, Choice
from tests.lives.life import DAY, HOUR, MINUTE

DRIFTER = people.name_of(5)
"""Somebody who begins, falls silent, and hears of it."""
TROUBLES = {
    "the network: answers are lost for hours": 5, "the network: a call about the group fails": 6,
    "the network: an update stays damaged": 4, "the network: the bot is logged out": 2,
}  # fmt: skip
"""How often each."""
DEATHS = ("dies at keys.db", "dies at keys.db", "dies at erasures.log", "dies at sendMessage")
SLOW = "answers are slow for a while"


def draw(acts: list[Choice], chance: Random) -> Iterator[Choice]:
    """To be added to `acts`, the acts of people and colleagues."""
    moments = [one.at for one in acts]
    if chance.random() < 0.4:
        yield from _drifter(chance)
    yield from _work(moments, chance)
    if chance.random() < 0.1:
        yield Choice(chance.choice(moments), people.ANOTHER_BOT, "chats", chance.getrandbits(32))
    for _ in range(chance.randrange(3)):
        yield Choice(
            chance.choice(moments) + chance.uniform(0, NEAR), PROCESS, "dies at a call", chance.getrandbits(32)
        )
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        who, what = chance.choices(list(TROUBLES), list(TROUBLES.values()))[0].split(": ")
        yield Choice(max(chance.choice(moments) - chance.expovariate(1 / 5), 0), who, what, chance.getrandbits(32))
    if chance.random() < 0.15:
        yield from _haste(chance.choice(moments), chance)
    for _ in range(chance.randrange(3)):
        what, at = chance.choice(DEATHS), chance.choice(moments) + chance.uniform(0, NEAR)
        yield Choice(at, PROCESS, what, chance.getrandbits(32))
    if chance.random() < 0.2:
        yield Choice(max(chance.choice(moments) - 5, 0), NETWORK, SLOW, chance.getrandbits(32))
    if chance.random() < 0.3:
        yield from _export(moments, chance)


def _drifter(chance: Random) -> Iterator[Choice]:
    """Some steps of an application, silence until a reminder, an answer to that or none, and silence again."""
    at = chance.uniform(0, HOUR)
    for _ in range(chance.randrange(3, 6)):
        yield Choice(at, DRIFTER, "goes on", chance.getrandbits(32))
        at += chance.expovariate(1 / 4)
    at += chance.uniform(0.6 * HOUR, 5 * HOUR)
    what = chance.choice(("declines reminders", "declines reminders", "goes on", "chats"))
    yield Choice(at, DRIFTER, what, chance.getrandbits(32))
    yield Choice(at + chance.uniform(5 * HOUR, 1.5 * DAY), DRIFTER, "asks", chance.getrandbits(32))


def _haste(at: float, chance: Random) -> Iterator[Choice]:
    """A colleague is faster than the answers to what the bot does with the cards."""
    yield Choice(at, NETWORK, "answers about cards are slow", chance.getrandbits(32))
    who = chance.choice(colleagues.NAMES)
    for _ in range(6):
        at += chance.uniform(1, 5)
        yield Choice(at, who, "works on", chance.getrandbits(32))


def _export(moments: list[float], chance: Random) -> Iterator[Choice]:
    """An administrator exports what there is; sometimes somebody wants to be forgotten while the file stands."""
    who, at = colleagues.NAMES[0], chance.choice(moments) + chance.uniform(MINUTE, HOUR)
    for what in ("starts", "exports", *["goes on with an export"] * 5):
        yield Choice(at, who, what, chance.getrandbits(32))
        at += chance.uniform(1, 10)
    if chance.random() < 0.6:
        at += chance.uniform(0, HOUR) if chance.random() < 0.8 else 0.0
        guest = people.name_of(chance.randrange(3))
        for what in ("wants to be forgotten", "is forgotten"):
            yield Choice(at, guest, what, chance.getrandbits(32))
            at += chance.uniform(2, 5)


def _work(moments: list[float], chance: Random) -> Iterator[Choice]:
    """Colleagues do what their cards ask for; sometimes two at once, or one twice."""
    for _ in range(chance.randrange(4, 12)):
        at = chance.choice(moments) + chance.expovariate(1 / (2 * MINUTE))
        who = chance.choice(colleagues.NAMES)
        yield Choice(at, who, "works on", chance.getrandbits(32))
        if chance.random() < 0.3:
            yield Choice(at + chance.uniform(0, NEAR), who, "works on", chance.getrandbits(32))
