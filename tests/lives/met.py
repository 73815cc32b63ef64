"""Two rare things meet: somebody is fast, and just then an answer is late or untrue.

Chance alone brings each about, and hardly ever both; drawn apart, so that the rest of a life stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.form import NAMES
from tests.lives import colleagues, people
from tests.lives.choice import DISK, NEAR, NETWORK, OPERATOR, Choice
from tests.lives.life import HOUR, MINUTE

OFTEN = 0.2
"""How many lives have each of these."""
HASTY = people.name_of(3)
"""Somebody who is faster than the answers to what the bot sends."""
ANOTHER = people.name_of(4)
RETURNING = people.name_of(6)
"""Somebody who comes back at the moment at which their time is over."""
PRECISE = people.name_of(7)
"""Somebody whose presses come at the worst moment."""
LIFETIME = 12 * HOUR
"""Of an unfinished application, in one life of two."""
LAST = 1 + len(NAMES)
"""After so many steps they give the last answer."""
HURRIES = (
    ("what is shown comes late", "hurries"),
    ("answers about new cards are slow", "hurries and regrets"),
    ("messages are denied", "hurries and regrets"),
)
"""What befalls whom at that answer."""
CARD_TROUBLES = ("answers about cards are slow", "a card is denied")


def draw(moments: list[float], seed: int) -> Iterator[Choice]:
    """`moments` are those of the acts of people and colleagues."""
    for chance, one in ((Random(f"{one.__name__} {seed}"), one) for one in MEETINGS):
        if chance.random() < OFTEN:
            yield from one(moments, chance)


def _hurry(moments: list[float], chance: Random) -> Iterator[Choice]:
    """Somebody answers everything within seconds, and confirms what they cannot see yet or wish undone at once."""
    trouble, act = chance.choice(HURRIES)
    at = chance.uniform(0, 2 * HOUR)
    for number in range(7):
        if number == LAST:
            yield Choice(at - NEAR, NETWORK, trouble, chance.getrandbits(32))
        yield Choice(at, HASTY, act, chance.getrandbits(32))
        if number == LAST and act == "hurries":
            yield Choice(at + chance.uniform(0.3, 2), HASTY, "confirms by a word", chance.getrandbits(32))
        at += chance.uniform(1, 3)
    for _ in range(2):
        at += chance.uniform(0, 1)
        yield Choice(at, HASTY, "is forgotten", chance.getrandbits(32))


def _fast_colleague(moments: list[float], chance: Random) -> Iterator[Choice]:
    """Faster than the answers about the newest card, when everybody else has gone."""
    who, at = chance.choice(colleagues.NAMES), max(moments) + HOUR / 4
    yield Choice(at, who, "works on the newest", chance.getrandbits(32))
    at += chance.uniform(5, 10)
    yield Choice(at, NETWORK, chance.choice(CARD_TROUBLES), chance.getrandbits(32))
    for _ in range(chance.randrange(2, 4)):
        at += chance.uniform(1, 3)
        yield Choice(at, who, "works on the newest", chance.getrandbits(32))


def _old_review(moments: list[float], chance: Random) -> Iterator[Choice]:
    """Somebody changes an answer, and then confirms the review of before, which still stands on their screen."""
    at = chance.uniform(0, 2 * HOUR)
    for what in (*["hurries"] * (LAST + 1), "changes an answer", "hurries"):
        yield Choice(at, ANOTHER, what, chance.getrandbits(32))
        at += chance.uniform(2, 4)
    yield Choice(at + MINUTE, ANOTHER, "confirms an old review", chance.getrandbits(32))


def _logged_out(moments: list[float], chance: Random) -> Iterator[Choice]:
    """The server logs the bot out just as somebody confirms, or wishes to be forgotten."""
    at = chance.uniform(0, 2 * HOUR)
    acts = [*["hurries"] * (LAST + 2), "wants to be forgotten", "is forgotten"]
    fatal = chance.choice((LAST + 1, LAST + 1, len(acts) - 1))
    for number, what in enumerate(acts[: fatal + 1]):
        if number == fatal:
            yield Choice(at, NETWORK, "the bot is logged out at a write", chance.getrandbits(32))
        yield Choice(at, PRECISE, what, chance.getrandbits(32))
        at += chance.uniform(2, 4)


def _two_buttons(moments: list[float], chance: Random) -> Iterator[Choice]:
    """Somebody presses «Confirm» and another button at once, and goes on."""
    at = chance.uniform(0, 2 * HOUR)
    for what in (*["hurries"] * (LAST + 1), "presses two buttons at once", *["hurries"] * 3):
        yield Choice(at, PRECISE, what, chance.getrandbits(32))
        at += chance.uniform(2, 4)


def _last_moment(moments: list[float], chance: Random) -> Iterator[Choice]:
    """While the disk is slow, somebody answers at the moment at which their unfinished application is destroyed."""
    at = chance.uniform(0, 2 * HOUR)
    for _ in range(chance.randrange(2, LAST + 1)):
        yield Choice(at, RETURNING, "hurries", chance.getrandbits(32))
        last, at = at, at + chance.uniform(2, 4)
    yield Choice(last + LIFETIME - NEAR, DISK, "is slow", chance.getrandbits(32))
    yield Choice(last + LIFETIME, RETURNING, "hurries at the last moment", chance.getrandbits(32))


def _brought_back(moments: list[float], chance: Random) -> Iterator[Choice]:
    """A backup is put back that was taken before somebody was erased."""
    at = max(moments) + HOUR
    for what in ["hurries"] * (LAST + chance.randrange(2)):
        yield Choice(at, PRECISE, what, chance.getrandbits(32))
        at += chance.uniform(2, 4)
    yield Choice(at + MINUTE, OPERATOR, "takes a backup", chance.getrandbits(32))
    for what in ("wants to be forgotten", "is forgotten"):
        yield Choice(at + 5 * MINUTE, PRECISE, what, chance.getrandbits(32))
        at += 5
    yield Choice(at + 15 * MINUTE, OPERATOR, "puts the last backup back", chance.getrandbits(32))


MEETINGS = (_hurry, _fast_colleague, _old_review, _logged_out, _two_buttons, _last_moment, _brought_back)
