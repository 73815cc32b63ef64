"""Two updates are decided on the same state, by two processes: is it as if one had come after the other?

Every change carries the expectation that it was decided on. So the second of two such decisions is made again, or it
changes nothing that the first has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

import pytest

from bot.dialogue.event import Event
from tests.databases import ON_POSTGRES, sqlite_only
from tests.handlers.cases import Case
from tests.handlers.every_case import every_case
from tests.handlers.somebody import COLLEAGUE, SECOND
from tests.handlers.two_units import Rows, at_the_same_time, one_after_the_other
from tests.lives.planted import planted

pytestmark = pytest.mark.usefixtures("unmeasured")

EVERY = 4 if ON_POSTGRES else 1
"""Each pair takes schemas, connections and up to half a second of a server, so it is asked about a part of them."""
Pair = tuple[Case, Event]


def another(event: Event) -> Event:
    """The next update: the other half of a double tap, or the next message."""
    message = None if event.message_id is None else event.message_id + 1
    return replace(event, number=event.number + 1, message_id=message)


def twice() -> Iterator[Pair]:
    """Each update, and the same once more; in the group also by a colleague."""
    for case in changing():
        yield case, another(case.event)
        if case.event.who == COLLEAGUE:
            yield case, replace(another(case.event), who=SECOND)


def two_different() -> Iterator[Pair]:
    """Each update, and another one that is possible in the same state."""
    for case in changing():
        for other in changing():
            if other is not case and begins_alike(case, other):
                yield case, another(other.event)


def changing() -> list[Case]:
    return [case for case in every_case() if case.writes]


def begins_alike(case: Case, other: Case) -> bool:
    return (case.given, case.before, dict(case.turn)) == (other.given, other.before, dict(other.turn))


async def differences(case: Case, second: Event) -> list[str]:
    """Tables that are neither as if the second update had come later, nor as if it had come earlier."""
    found = await at_the_same_time(case, case.event, second)
    orders = ((case.event, second), (second, case.event))
    differing: list[str] = []
    for first, last in orders:
        differing = unlike(found, await one_after_the_other(case, first, last))
        if not differing:
            break
    return differing


def unlike(found: Rows, expected: Rows) -> list[str]:
    return [table for table, rows in found.items() if rows != expected[table]]


async def all_differences(pairs: Iterable[Pair]) -> list[str]:
    return [
        f"{case.leads_to}, {second.who.first_name} {second.text or second.tap}: {tables}"
        for case, second in pairs
        if (tables := await differences(case, second))
    ]


@pytest.mark.parametrize(
    "pairs", [twice, pytest.param(two_different, marks=sqlite_only(reason="four hundred pairs cost a minute more"))]
)
async def test_two_decisions_at_the_same_time_end_as_one_after_the_other(pairs: Callable[[], Iterator[Pair]]) -> None:
    wrong = await all_differences(islice(pairs(), 0, None, EVERY))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("name", "handler"),
    [
        ("no_expectation_on_the_consent", "consents.choose_offers"),
        ("draft_replaces_any", "start.press_new_application"),
        ("no_expectation_on_the_person", "forget.ask_to_forget"),
        ("no_expectation_on_the_lead", "card.press_card"),
    ],
)
async def test_each_expectation_is_needed(name: str, handler: str) -> None:
    with planted(name):
        assert await all_differences(pair for pair in twice() if pair[0].leads_to == handler)
