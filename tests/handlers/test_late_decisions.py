"""An erasure begins between a decision and its commit: is nothing about the person written any more?"""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.erasure import Reason
from handlers.person import forget
from storage import erasures
from storage.statements import Conflict
from tests.handlers.cases import Case
from tests.handlers.every_case import every_case
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.turns import make_press
from tests.lives.planted import planted

SAID = ("consents", "drafts", "leads", "lead_history", "messages", "disclosure_leads")
"""Tables with answers, consents and leads."""
SILENT = ("reminder.stop_reminders", "bot_membership.block_bot")
"""Columns that only reminders change."""


async def rows(scene: Scene) -> dict[str, list[Any]]:
    return {name: await scene.store.engine.read(f"SELECT * FROM {name}") for name in SAID}


async def erase(scene: Scene, *, wholly: bool) -> None:
    """Begin an erasure; `wholly`: also delete the rows."""
    await scene.commit(forget.begin_erasure(await scene.turn(make_press(None)), Reason.WISH))
    erasure = (await scene.visitor()).erasure
    if wholly and erasure:
        await scene.store.commit(erasures.destroy_rows(erasure, scene.now))


async def changes_something(case: Case, *, wholly: bool) -> bool:
    """Whether a decision from before the erasure still writes something about the person."""
    store = await open_in_memory()
    scene = Scene(store)
    await case.begin(scene)
    late, person = await scene.decide(case.event, **case.turn), (await scene.visitor()).person
    if person is None or person.erasing:
        await close(store)
        return False
    await erase(scene, wholly=wholly)
    before = await rows(scene)
    try:
        await scene.commit(late)
    except Conflict:
        assert await rows(scene) == before
    changed = await rows(scene) != before
    await close(store)
    return changed


@pytest.mark.parametrize("wholly", [False, True], ids=["begun", "done"])
async def test_nothing_is_written_about_somebody_who_is_being_erased(wholly: bool) -> None:
    changing = [case for case in every_case() if case.writes and case.given]
    late = [case.leads_to for case in changing if await changes_something(case, wholly=wholly)]
    assert [name for name in late if name not in SILENT] == []


@pytest.mark.parametrize("wholly", [False, True], ids=["begun", "done"])
async def test_a_renewed_consent_would_be_written_without_its_expectation(wholly: bool) -> None:
    renewing = [case for case in every_case() if case.leads_to == "consent.agree" and _renews(case)]
    assert renewing
    with planted("no_expectation_on_the_consent"):
        for case in renewing:
            assert await changes_something(case, wholly=wholly)


def _renews(case: Case) -> bool:
    """Whether somebody agrees to a new policy, and begins no application."""
    return bool(case.given) and "INSERT INTO consents" in case.writes and "INSERT INTO drafts" not in case.writes
