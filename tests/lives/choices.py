"""What does a seed choose? A list of choices, each with its moment and chance of its own.

Any of them can be dropped, and the others stay what they were: that is how a failing life is made short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from tests.lives import alone, colleagues, duties, empty_place, mending, met, operator, people, rare, trouble
from tests.lives.choice import NEAR, OPERATOR, PROCESS, Choice
from tests.lives.life import DAY, HOUR, MINUTE

MOST_GUESTS = 3
FUSE = 14  # moments at most from an act to the death that comes of it
SHORT_FUSE = 3  # the same where the death waits for a moment of one kind
AT_START = 60  # the same of a process that does not come through its start
TASTES = (0.0, 0.3, 1.0, 1.0, 1.0, 4.0)
"""How much more or less often than usual something is done, or happens, in one life. Where each is as often as in
every other life, two rare ones never meet."""
WITH_TASTES = 0.5
"""How many lives have any."""

CALLS = (
    "sendMessage", "sendMessage", "sendDocument", "editMessageText", "editMessageText", "editMessageMedia",
    "editMessageReplyMarkup", "deleteMessage", "deleteMessages", "answerCallbackQuery", "getUpdates",
)  # fmt: skip
"""Those at which a death is worth waiting for."""


Weights = Mapping[str, float]
"""How often each is done, or happens, in proportion to the others."""


class _Taste:
    """Of one life; drawn apart, so that a life without is what it always was."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._is_any = chance.random() < WITH_TASTES

    def of(self, weighed: Weights, always: str) -> Weights:
        """The life's own weights; `always` keeps what it has."""
        if not self._is_any:
            return weighed
        return {
            what: weight * (1.0 if what == always else self._chance.choice(TASTES)) for what, weight in weighed.items()
        }


def draw(seed: int) -> list[Choice]:
    """All choices of a life, in order."""
    chance, taste = Random(seed), _Taste(Random(f"tastes {seed}"))
    wishes = taste.of(people.ACTS, always="goes on")
    acts = [one for number in range(chance.randint(1, MOST_GUESTS)) for one in _guest(number, wishes, chance)]
    acts += _staff(acts, taste.of(colleagues.ACTS, always="presses on a card"), chance)
    moments = [one.at for one in acts]
    kinds = taste.of(trouble.KINDS, always="the network: a call fails")
    drawn = [*acts, *_deaths(moments, chance), *_troubles(moments, kinds, chance), *_operations(chance)]
    uncommon = [*rare.draw(acts, Random(f"rare {seed}")), *mending.draw(seed)]
    asked = [*duties.draw(moments, seed), *empty_place.draw(moments, seed)]
    return sorted([*drawn, *uncommon, *met.draw(moments, seed), *alone.draw(moments, seed), *asked])


def _guest(number: int, wishes: Weights, chance: Random) -> Iterator[Choice]:
    who, at = people.name_of(number), chance.uniform(0, 2 * HOUR)
    yield Choice(at, who, "starts", chance.getrandbits(32))
    for _ in range(chance.randrange(8, 24)):
        at += _pause(chance)
        yield Choice(at, who, _pick(wishes, chance), chance.getrandbits(32))


def _staff(guests: list[Choice], duties: Weights, chance: Random) -> Iterator[Choice]:
    for _ in range(chance.randrange(6, 16)):
        at = (
            chance.choice(guests).at + chance.expovariate(1 / MINUTE) + (chance.random() < 0.2) * chance.uniform(0, DAY)
        )
        what, seed = _pick(duties, chance), chance.getrandbits(32)
        racing = chance.random() < 0.15
        for who in colleagues.NAMES if racing else [chance.choice(colleagues.NAMES)]:
            yield Choice(at, who, what, seed)  # the same chance: both press the same


def _deaths(moments: list[float], chance: Random) -> Iterator[Choice]:
    for _ in range(chance.choice((0, 1, 2, 2, 3, 4, 5))):
        yield Choice(chance.choice(moments) + chance.uniform(0, NEAR), PROCESS, "dies", chance.getrandbits(32))


def _troubles(moments: list[float], kinds: Weights, chance: Random) -> Iterator[Choice]:
    for _ in range(chance.randrange(0, 9)):
        who, what = _pick(kinds, chance).split(": ")
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


def fate_of(death: str) -> str:
    """A word of the moment that this death waits for; empty if any will do."""
    return death.removeprefix("dies").removeprefix(" at ")


def pick_trap(chance: Random) -> str:
    """A moment: more often just after a call has had its effect, when only Telegram knows of it."""
    return f"{chance.choice(('before', 'after', 'after'))} {chance.choice(CALLS)}"


def _pick(weighed: Weights, chance: Random) -> str:
    return chance.choices(list(weighed), list(weighed.values()))[0]
