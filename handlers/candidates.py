"""Leaves out the routes that the kind of an event rules out: most are about one button, one command or one typed label.

Of more than a hundred routes ten or so are left, whose conditions are asked in their order. What is left for a kind is
found once.
"""

from __future__ import annotations

from bot.dialogue.event import ChatKind, Event, What
from bot.dialogue.press import Press
from bot.dialogue.routes import Condition
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from handlers.conditions import (
    Commanded,
    Pressed,
    Said,
    in_group,
    in_private,
    is_bot_added,
    is_bot_added_or_removed,
    is_bot_removed,
    is_contact,
    is_edit,
    is_message,
    is_press,
)

Kind = tuple[ChatKind, What, type[Press | None], str | None, Word | None]
"""Chat, deed, kind of button, command and typed label of an event. There are few, whatever people send."""
ABOUT_KIND = frozenset(
    {
        in_group,
        in_private,
        is_bot_added,
        is_bot_added_or_removed,
        is_bot_removed,
        is_contact,
        is_edit,
        is_message,
        is_press,
    }
)
"""Conditions that look at nothing but the kind of an event; Commanded and Said are others."""


class Candidates:
    """The routes of a table, by the kind of an event."""

    def __init__(self, table: Routes) -> None:
        self._table = table
        self._commands = {
            name for route in table for one in route.conditions if isinstance(one, Commanded) for name in one.names
        }
        self._found: dict[Kind, Routes] = {}

    def of(self, event: Event, turn: Turn) -> Routes:
        """The routes that may decide this event, in their order."""
        kind = self._kind_of(event, turn)
        found = self._found.get(kind)
        if found is None:
            found = self._found[kind] = tuple(
                route for route in self._table if all(_may_hold(one, event, turn) for one in route.conditions)
            )
        return found

    def _kind_of(self, event: Event, turn: Turn) -> Kind:
        name = event.command.name if event.command else None
        press = event.tap.press if event.tap else None
        known = name if name in self._commands else None
        return event.where.kind, event.what, type(press), known, turn.recognised.word


def _may_hold(condition: Condition[Turn], event: Event, turn: Turn) -> bool:
    """False if the condition holds for no event of the same kind."""
    if isinstance(condition, Pressed):
        return isinstance(event.tap.press if event.tap else None, condition.kind)
    if isinstance(condition, Commanded | Said):
        return condition(event, turn)
    return condition not in ABOUT_KIND or condition(event, turn) is True
