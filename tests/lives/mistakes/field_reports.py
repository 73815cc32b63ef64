"""Mistakes that others have made in the field (docs/field-reports.md)."""

from __future__ import annotations

from typing import Any

import bot.app
from bot.channels.telegram import events, fields, incoming, responses
from bot.dialogue import undelivered
from bot.dialogue.undelivered import Trouble
from bot.health.time_check import TimeCheck
from bot.intake.text_pieces import TextPieces
from tests.lives.planted import Patch, mistake


@mistake("A server that has logged the bot out is taken to refuse one message.")
def logged_out_is_a_refusal(patch: Patch) -> None:
    patch.setattr(responses, "LOGGED_OUT", ())


@mistake("Another bot that writes is answered.")
def another_bot_is_answered(patch: Patch) -> None:
    patch.setattr(incoming, "is_of_another_bot", lambda content: False)


@mistake("Each piece of a text that the client has cut gets an answer of its own.")
def each_piece_is_answered(patch: Patch) -> None:
    patch.setattr(TextPieces, "is_continuation", lambda self, event: False)


@mistake("Each picture of an album gets an answer of its own.")
def each_picture_is_answered(patch: Patch) -> None:
    real = fields.optional_text

    def read(content: Any, name: str) -> Any:
        return None if name == "media_group_id" else real(content, name)

    patch.setattr(events, "optional_text", read)


@mistake("Whoever has blocked the bot is tried for ever.")
def out_of_reach_is_an_outage(patch: Patch) -> None:
    patch.setattr(undelivered, "TRANSIENT", (*undelivered.TRANSIENT, Trouble.UNREACHABLE))


@mistake("The clock of the machine is believed, however far it is ahead.")
def clock_is_believed(patch: Patch) -> None:
    patch.setattr(bot.app, "may_run", lambda sweep, check: True)
    for name in ("now", "earliest_now"):
        patch.setattr(TimeCheck, name, lambda self: self._clock())
