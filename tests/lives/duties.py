"""What does the law ask of an operator? To put data out of use while a dispute lasts, and to tell of a breach.

Drawn apart, so that the rest of a life stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from bot.config.schedule import make_schedule
from bot.domain.address import Address
from bot.domain.time import Moment
from bot.operator.block_person import block_person
from bot.operator.breach import list_affected
from bot.operator.find import Query
from simulator.actors.user import User
from storage.breaches import Window
from storage.store import Store
from tests.lives.books import Books, pseudonym
from tests.lives.choice import OPERATOR, Choice
from tests.lives.life import DAY, HOUR, MINUTE, Life
from tests.lives.virtual_machine import MONDAY

if TYPE_CHECKING:
    from tests.lives.operator import Operator

BLOCKS, LIFTS, TELLS = "puts somebody's data out of use", "ends the disputes", "tells of a breach"
OFTEN = 0.12
"""How many lives have each."""
THEIRS = "SELECT (SELECT count(*) FROM leads WHERE person = ?1), (SELECT count(*) FROM drafts WHERE person = ?1)"


@dataclass
class Dispute:
    """In the world's milliseconds. `kept` says what the files had of the person before and after the command, which
    is `sure` if it came to its end."""

    user: User
    at: int
    kept: tuple[object, object]
    is_sure: bool
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """`window` is in milliseconds since 1970; `people` go by the name that they have in the database."""

    at: int
    window: tuple[int, int]
    people: frozenset[bytes]
    is_sure: bool


def draw(moments: Sequence[float], seed: int) -> Iterator[Choice]:
    """`moments` are those of the acts of people and colleagues."""
    chance = Random(f"duties {seed}")
    if chance.random() < OFTEN:
        at = chance.choice(moments) + chance.expovariate(1 / (10 * MINUTE))
        yield Choice(at, OPERATOR, BLOCKS, chance.getrandbits(32))
        if chance.random() < 0.6:
            yield Choice(at + chance.uniform(HOUR, 2 * DAY), OPERATOR, LIFTS, chance.getrandbits(32))
    for _ in range((chance.random() < OFTEN) * chance.choice((1, 1, 2))):
        at = chance.choice(moments) + chance.expovariate(1 / (10 * MINUTE))
        yield Choice(at, OPERATOR, TELLS, chance.getrandbits(32))


def pick_somebody(life: Life, chance: Random) -> User:
    """Of those who are stored. Raises IndexError if nobody is."""
    stored = {person for (person,) in _read(life, "SELECT person FROM persons")}
    return chance.choice([one for one in life.world.users.values() if pseudonym(life.folder, one.id) in stored])


async def block(operator: Operator, user: User) -> None:
    life, name = operator.life, pseudonym(operator.life.folder, user.id)

    async def work(store: Store, chance: Random) -> None:
        await block_person(store, Query(_address(user)), operator.bot_time, lift=False)

    before = _read(life, THEIRS, name)
    is_done = await operator.command(work)
    kept = before, _read(life, THEIRS, name)
    operator.disputes.append(Dispute(user, operator.now, kept, is_done))


async def lift(operator: Operator) -> None:
    """Some may be over by now, because nothing is left of the person."""
    for dispute in [one for one in operator.disputes if one.until is None]:

        async def work(store: Store, chance: Random, user: User = dispute.user) -> None:
            await block_person(store, Query(_address(user)), operator.bot_time, lift=True)

        dispute.until = operator.now
        await operator.command(work)


async def tell_of_breaches(operator: Operator, number: int) -> None:
    """Before the bot runs again. Each begins on a day of its own."""
    life = operator.life
    for _ in range(number):
        begun = int(MONDAY) - round((1 + len(operator.breaches)) * DAY * 1000)
        window = begun, end_of_window(life)
        people = frozenset(person for (person,) in _read(life, "SELECT person FROM persons"))

        async def work(store: Store, chance: Random, window: tuple[int, int] = window) -> None:
            calendar, (start, end) = make_schedule(life.settings()).calendar, map(Moment, window)
            await list_affected(store, Window(start, end), calendar, operator.bot_time, chance.randbytes, tell=True)

        is_done = await operator.command(work)
        operator.breaches.append(Breach(operator.now, window, people, is_done))


def end_of_window(life: Life) -> int:
    """A little later than it is by the world's clock and by that of the bot's machine, either of which may have said
    when somebody came: everybody who is stored is affected."""
    return max(life.clock(), life.world.clock.now_ms()) + int(MINUTE * 1000)


def _address(user: User) -> Address:
    return Address("telegram", str(user.id))


def _read(life: Life, sql: str, *params: object) -> list[tuple[Any, ...]]:
    books = Books(life.folder / "momu.db")
    try:
        return books.read(sql, *params)
    finally:
        books.close()
