"""Mistakes in what becomes of exported files."""

from __future__ import annotations

from collections import Counter

from bot.jobs import finish_erasures, sweeps
from bot.outbox.export import DeliverExport, DeliverRecall
from bot.views import hand_overs
from storage import disclosure_ends
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


@mistake("A file that the operator exported stays on the disk.")
def exports_stay_on_the_disk(patch: Patch) -> None:
    async def leave(*_: object) -> Counter[str]:
        return Counter()

    patch.setattr(finish_erasures, "destroy_files", leave)
    patch.setattr(sweeps, "destroy_files", leave)


@mistake("What staff typed about an export stays when nobody in it is left.")
def words_outlive_people(patch: Patch) -> None:
    patch.setattr(disclosure_ends, "WORDS_END", "UPDATE disclosures SET details = details")
