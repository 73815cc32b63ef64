"""Leaves out the routes that the kind of an event rules out: most are about one button, one command or one typed label.

Of more than a hundred routes ten or so are left. Of their conditions those are left that may differ between events of
one kind; they are asked in their order. What is left for a kind is found once.
"""

from __future__ import annotations

from bot.dialogue.decision import Decision
from bot.dialogue.event import ChatKind, Event, What
from bot.dialogue.press import Press
from bot.dialogue.routes import Condition, Row
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Recognised
from bot.domain.wishes import Wish
from handlers.bot_membership import is_member_left
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
    is_repeated,
    names_language,
)
from handlers.typed_conditions import Wishes, is_firm, is_label, names_field, wish_in

Values = tuple[object, ...]
Kind = tuple[ChatKind, What, type[Press | None], Values, str | None, Recognised, Wish | None, bool]
"""Chat, deed, button with what is asked of it, command, typed label, wish of an event, and whether it is repeated.
There are few, whatever people send."""
Rows = tuple[Row[Turn, Decision], ...]
ABOUT_KIND = frozenset(
    {
        in_group,
        in_private,
        is_bot_added,
        is_bot_added_or_removed,
        is_bot_removed,
        is_contact,
        is_edit,
        is_firm,
        is_label,
        is_member_left,
        is_message,
        is_press,
        is_repeated,
        names_field,
        names_language,
    }
)
"""Conditions that look at nothing but the kind of an event; Commanded, Pressed, Said and Wishes are others."""


class Candidates:
    """The routes of a table, by the kind of an event."""

    def __init__(self, table: Routes) -> None:
        self._table = table
        self._commands = {
            name for route in table for one in route.conditions if isinstance(one, Commanded) for name in one.names
        }
        self._pressed: dict[type[Press], dict[str, set[object]]] = {}
        for button in [one for route in table for one in route.conditions if isinstance(one, Pressed)]:
            for name, value in button.values:
                self._pressed.setdefault(button.kind, {}).setdefault(name, set()).add(value)
        self._found: dict[Kind, Rows] = {}

    def of(self, event: Event, turn: Turn) -> Rows:
        """The routes that may decide this event, in their order, with the conditions that are still to be asked."""
        name = event.command.name if event.command else None
        press = event.tap.press if event.tap else None
        kind: Kind = (
            event.where.kind,
            event.what,
            type(press),
            self._values(press) if press else (),
            name if name in self._commands else None,
            turn.recognised,
            wish_in(event, turn),
            turn.is_repeated,
        )
        found = self._found.get(kind)
        if found is None:
            found = self._found[kind] = self._find(event, turn)
        return found

    def _values(self, press: Press) -> Values:
        """What a condition asks of such a button; None for a value that none names."""
        return tuple(
            value if (value := getattr(press, name)) in named else None
            for name, named in self._pressed.get(type(press), {}).items()
        )

    def _find(self, event: Event, turn: Turn) -> Rows:
        rows = []
        for route in self._table:
            settled = [_settle(one, event, turn) for one in route.conditions]
            if False not in settled:
                asked = zip(route.conditions, settled, strict=True)
                rows.append((route, tuple(one for one, is_so in asked if is_so is None)))
        return tuple(rows)


def _settle(condition: Condition[Turn], event: Event, turn: Turn) -> bool | None:
    """Whether the condition holds for all events of the same kind; None if they differ."""
    if isinstance(condition, Commanded | Pressed | Said | Wishes) or condition in ABOUT_KIND:
        return condition(event, turn) is True
    return None
