"""Mistakes in what becomes of exported files."""

from __future__ import annotations

from bot.outbox.export import DeliverExport, DeliverRecall
from bot.views import hand_overs
from tests.lives.planted import Patch, mistake


@mistake("A file stays in the chat of whoever exported it.")
def exports_stay(patch: Patch) -> None:
    async def leave(*_: object) -> None:
        pass

    patch.setattr(DeliverExport, "_take_back", leave)


@mistake("Staff are not asked to destroy copies of what was erased.")
def copies_not_recalled(patch: Patch) -> None:
    async def keep_silent(*_: object) -> None:
        pass

    patch.setattr(DeliverRecall, "__call__", keep_silent)


@mistake("A receipt does not say who had received the data.")
def hand_overs_not_named(patch: Patch) -> None:
    patch.setattr(hand_overs, "describe", lambda *_: [])
