"""Who may do what in the staff group.

The first routes refuse everybody who is anonymous or not a member. A conversation guards what only the owner and the
administrators may do with the condition `is_administrator`, and answers other members with `refuse_member`.
"""

from __future__ import annotations

from itertools import chain

from bot.dialogue.decision import SILENCE, Decision, Popup, Say
from bot.dialogue.event import Event
from bot.dialogue.routes import Route, within
from bot.dialogue.turn import Routes, Turn
from bot.domain.standing import StandingDoubt
from handlers.conditions import (
    Commanded,
    command,
    in_staff_group,
    is_administrator,
    is_anonymous,
    is_forwarded,
    is_message,
    is_press,
    is_stranger,
)


def routes(staff: Routes) -> Routes:
    """The routes of the conversations with staff, after those that refuse."""
    commands = commands_of(staff)
    refusals = (
        Route(ignore, is_message, is_forwarded),
        Route(refuse_anonymous, command(*commands), is_anonymous),
        Route(ignore, command(*commands), is_stranger),
        Route(refuse_anonymous, is_press, is_anonymous),
        Route(refuse_stranger, is_press, is_stranger),
    )
    return within(in_staff_group, refusals, staff)


def commands_of(table: Routes) -> list[str]:
    """The names of the commands in a table, in its order."""
    named = [one.names for route in table for one in route.conditions if isinstance(one, Commanded)]
    return list(dict.fromkeys(chain.from_iterable(named)))


def administrators_commands_of(table: Routes) -> list[str]:
    """Those of them that only administrators may give."""
    return commands_of(tuple(route for route in table if is_administrator in route.conditions))


async def refuse_anonymous(event: Event, turn: Turn) -> Decision:
    """Telegram hides from the bot who an anonymous administrator is, so the action would have no author."""
    return _answer(event, turn.text("staff.anonymous"))


async def refuse_stranger(event: Event, turn: Turn) -> Decision:
    return Decision([Popup(turn.text("staff.not_member"), alert=True)])


def refuse_unknown(event: Event, turn: Turn, doubt: StandingDoubt) -> Decision:
    """The channel does not tell whether the sender is a member: says why, and what helps."""
    return _answer(event, turn.text(f"staff.unknown.{doubt.value}"))


async def ignore(event: Event, turn: Turn) -> Decision:
    return SILENCE


async def refuse_member(event: Event, turn: Turn) -> Decision:
    """The action is for the owner and the administrators of the group."""
    return _answer(event, turn.text("staff.only_administrators"))


def _answer(event: Event, text: str) -> Decision:
    return Decision([Popup(text, alert=True) if event.tap else Say(text)])
