"""Mistakes in how the parts work together, most of them from docs/field-reports.md."""

from __future__ import annotations

from typing import Any

from bot.intake.receive import Receiver
from storage import erasures
from tests.lives.planted import Patch, mistake


@mistake("What cannot be read is not let go, and everybody waits behind it.")
def unreadable_stops_everybody(patch: Patch) -> None:
    async def set_aside(self: Receiver, event: Any, person: Any, work: Any) -> Any:
        work.note_stored(False)

        async def nothing() -> None: ...

        return nothing

    patch.setattr(Receiver, "_set_aside", set_aside)


@mistake("A wish to be forgotten waits for the next sweep.")
def wish_waits_for_the_sweep(patch: Patch) -> None:
    from dataclasses import replace

    real = erasures.insert
    patch.setattr(erasures, "insert", lambda *given: replace(real(*given), brings=()))


@mistake("Chatter is not answered.")
def chatter_not_answered(patch: Patch) -> None:
    from bot.dialogue.decision import SILENCE
    from bot.intake.unit_of_work import UnitOfWork

    real = UnitOfWork.run

    async def run(self: UnitOfWork, event: Any, received_at: float) -> Any:
        decision = await real(self, event, received_at)
        return SILENCE if event.is_message and event.is_private and not decision.changes else decision

    patch.setattr(UnitOfWork, "run", run)


@mistake("A press is not answered.")
def press_not_answered(patch: Patch) -> None:
    from bot.intake.reply import Replies

    async def answer(*_: object) -> None: ...

    patch.setattr(Replies, "answer_at_once", answer)
