"""What is said in the staff group, by whom, and which conversation answers?

Every conversation names its commands: `MEMBERS_MAY` for everybody in the group, `ADMINISTRATORS_MAY` for those who run
it. The room lets in only members who show who they are; what only administrators may, a conversation asks of
`IsAdministrator`, and answers everybody else with `only_administrators`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.domain.standing import Doubt
from handlers.decision import SILENCE, Decision, Popup, Say
from handlers.filters import InStaffGroup, IsAnonymous, IsForwarded, IsStranger
from handlers.turn import Turn


class Conversation(Protocol):
    """A module of `handlers/` that answers in the staff group."""

    @property
    def MEMBERS_MAY(self) -> Sequence[str]: ...  # noqa: N802 - a module's constant

    @property
    def ADMINISTRATORS_MAY(self) -> Sequence[str]: ...  # noqa: N802

    def build(self) -> Router: ...


def build(conversations: Iterable[Conversation]) -> Router:
    room = Router(name="staffroom")
    say, press = room.message, room.callback_query
    say.filter(InStaffGroup())
    press.filter(InStaffGroup())
    commands = [name for one in conversations for name in (*one.MEMBERS_MAY, *one.ADMINISTRATORS_MAY)]
    say.register(ignore, IsForwarded())
    say.register(ask_to_show_oneself, Command(*commands, ignore_case=True), IsAnonymous())
    say.register(ignore, Command(*commands, ignore_case=True), IsStranger())
    press.register(ask_to_show_oneself, IsAnonymous())
    press.register(refuse_stranger, IsStranger())
    room.include_routers(*(conversation.build() for conversation in conversations))
    return room


async def ask_to_show_oneself(event: Message | CallbackQuery, turn: Turn) -> Decision:
    """Telegram hides who an anonymous administrator is, from the bot too: nobody could be held to it."""
    text = turn.text("staff.anonymous")
    return Decision([Popup(text, alert=True) if isinstance(event, CallbackQuery) else Say(text)])


async def refuse_stranger(query: CallbackQuery, turn: Turn) -> Decision:
    return Decision([Popup(turn.text("staff.not_member"), alert=True)])


def admit_ignorance(event: Message | CallbackQuery | None, turn: Turn, doubt: Doubt) -> Decision:
    """It cannot be found out who they are in the group: why, and what helps."""
    text = turn.text(f"staff.unknown.{doubt.value}")
    return Decision([Popup(text, alert=True) if isinstance(event, CallbackQuery) else Say(text)])


async def ignore(message: Message, turn: Turn) -> Decision:
    return SILENCE


async def only_administrators(event: Message | CallbackQuery, turn: Turn) -> Decision:
    """The answer to a member who wants what only those may who run the group."""
    text = turn.text("staff.only_administrators")
    return Decision([Popup(text, alert=True) if isinstance(event, CallbackQuery) else Say(text)])
