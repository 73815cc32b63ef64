"""Somebody sends their application at the moment at which its draft ends: it is taken, or they are told that it is too
late. It is never lost without a word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.presses import Move
from bot.domain.form import REVIEW
from bot.domain.time import MILLISECOND
from bot.jobs.purge_expired import purge_expired
from handlers import decide
from storage.engine import Engine
from storage.statements import Statements
from storage.store import Store
from tests.handlers.cases import Case, heard, move, popup
from tests.handlers.memory import close, open_in_memory, seeded_entropy
from tests.handlers.scene import Scene
from tests.handlers.somebody import DRAFT_END, Somebody, at, make_lead
from tests.handlers.two_units import unit_of
from tests.lives.planted import planted

CONFIRM = move(Move.CONFIRM)
BEFORE = make_lead(reference="M-0LDER1")


class HeldEngine:
    """An engine of another process, whose writes wait at a gate after the first one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._gate = asyncio.Event()
        self.is_waiting = asyncio.Event()
        self._writes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    async def write(self, statements: Statements) -> None:
        self._writes += 1
        if self._writes > 1:
            self.is_waiting.set()
            await self._gate.wait()
        await self._engine.write(statements)

    def open(self) -> None:
        self._gate.set()


def later() -> Any:
    return DRAFT_END + MILLISECOND


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    store = await open_in_memory()
    yield Scene(store)
    await close(store)


async def confirm(scene: Scene, somebody: Somebody) -> Sequence[Any]:
    return heard(await unit_of(scene, Case("send.confirm", CONFIRM, given=somebody), decide).run(CONFIRM, 0.0))


async def purge_after(scene: Scene, somebody: Somebody) -> Store:
    """The sweep of another process has found that the draft has ended; before it writes, the person confirms."""
    held = HeldEngine(scene.store.engine)
    store = replace(scene.store, engine=held)
    sweep = asyncio.create_task(purge_expired(store, later, seeded_entropy(5)))
    await held.is_waiting.wait()
    await confirm(scene, somebody)
    held.open()
    assert (await sweep)["busy"] == 1
    return store


@pytest.mark.parametrize("somebody", [at(REVIEW), at(REVIEW, leads=(BEFORE,))], ids=["first", "again"])
async def test_an_application_sent_before_the_end_is_written_stays(scene: Scene, somebody: Somebody) -> None:
    await scene.admit(somebody)
    await purge_after(scene, somebody)
    visitor = await scene.visitor()
    assert visitor.person
    assert not visitor.person.erasing
    assert len(visitor.leads) == len(somebody.leads) + 1


@pytest.mark.parametrize("somebody", [at(REVIEW), at(REVIEW, leads=(BEFORE,))], ids=["first", "again"])
async def test_one_that_comes_too_late_is_told_so(scene: Scene, somebody: Somebody) -> None:
    await scene.admit(somebody)
    decided = await scene.decide(CONFIRM)
    await purge_expired(scene.store, later, seeded_entropy(5))
    assert not await scene.store.try_commit(decided.changes)
    assert popup("application.sending") not in await confirm(scene, somebody)


async def test_it_would_be_lost_without_the_expectation(scene: Scene) -> None:
    await scene.admit(at(REVIEW))
    with planted("last_moment_not_asked"), pytest.raises(AssertionError):
        await purge_after(scene, at(REVIEW))
    person = await scene.person()
    assert person.erasing
