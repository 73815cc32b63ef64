"""Tables of routes: each row names conditions and a handler. The first row whose conditions hold decides.

A condition is a predicate over the event and the `Turn`. It is async if it has to ask the channel.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

from bot.dialogue.event import Event
from bot.domain.frozen import frozen

Turn = TypeVar("Turn")
Decision = TypeVar("Decision")
Condition = Callable[[Event, Turn], bool | Awaitable[bool]]
Handler = Callable[[Event, Turn], Awaitable[Decision]]


@frozen
class Route(Generic[Turn, Decision]):
    """One row: `Route(answer, *conditions)`. Conditions are evaluated from the left, until one does not hold."""

    answer: Handler[Turn, Decision]
    conditions: tuple[Condition[Turn], ...]

    def __init__(self, answer: Handler[Turn, Decision], *conditions: Condition[Turn]) -> None:
        object.__setattr__(self, "answer", answer)
        object.__setattr__(self, "conditions", conditions)

    @property
    def name(self) -> str:
        """`module.function` of the handler."""
        return f"{self.answer.__module__.rpartition('.')[2]}.{self.answer.__name__}"


Table = tuple[Route[Turn, Decision], ...]
Row = tuple[Route[Turn, Decision], tuple[Condition[Turn], ...]]
"""A route, and which of its conditions are still to be asked."""


def within(condition: Condition[Turn], *tables: Iterable[Route[Turn, Decision]]) -> Table[Turn, Decision]:
    """The rows of these tables in their order, each with one more condition in front."""
    return tuple(Route(route.answer, condition, *route.conditions) for table in tables for route in table)


async def find(rows: Iterable[Row[Turn, Decision]], event: Event, turn: Turn) -> Route[Turn, Decision] | None:
    """The route of the first row that fits; None if there is none."""
    for route, conditions in rows:
        for condition in conditions:
            is_so = condition(event, turn)
            if not (is_so if is_so is True or is_so is False else await is_so):
                break
        else:
            return route
    return None
