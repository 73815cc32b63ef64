"""One update is one commit. It is decided again after a conflict, and remembered only once it is committed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.telegram.abilities import TELEGRAM
from bot.dialogue.decision import ChatMemory, Decision
from bot.dialogue.event import Event
from bot.dialogue.turn import Turn
from bot.intake.turn_loader import TurnLoader
from bot.intake.unit_of_work import MAX_ATTEMPTS, Undecidable, UnitOfWork
from bot.outbox.current_staff_chat import CurrentStaffChat
from storage import daily_counts, seen_updates
from storage.statements import Statement
from storage.store import Store
from tests.handlers.memory import close, open_in_memory
from tests.handlers.turns import INSTALLATION, make_event
from tests.members import Members

EVENT = make_event("/start")
IMPOSSIBLE = Statement("UPDATE persons SET asking = NULL WHERE false", touches=1)
WRITTEN = daily_counts.count("2026-11-22", "refused")
CAME = Decision(started=True)


class Handler:
    """Returns the given decisions in order, then the last one again and again. Keeps the turns."""

    def __init__(self, *decisions: Decision) -> None:
        self.decisions = list(decisions)
        self.turns: list[Turn] = []

    async def __call__(self, event: Event, turn: Turn) -> Decision:
        self.turns.append(turn)
        return self.decisions.pop(0) if len(self.decisions) > 1 else self.decisions[0]


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_in_memory()
    yield opened
    await close(opened)


def unit_of(store: Store, handler: Handler) -> UnitOfWork:
    here = replace(INSTALLATION, store=store)
    return UnitOfWork(here, TurnLoader(here, CurrentStaffChat(None, store), Members(), TELEGRAM), handler)


async def counted(store: Store, what: str) -> int:
    return (await daily_counts.since(store.engine, "2000-01-01", [what])).get(what, 0)


def update(number: int) -> Event:
    return replace(EVENT, number=number)


async def test_after_a_conflict_the_update_is_decided_again_and_written_once(store: Store) -> None:
    handler = Handler(Decision(changes=[WRITTEN, IMPOSSIBLE]), Decision(changes=[WRITTEN]))
    decision = await unit_of(store, handler).run(EVENT, 0.0)
    assert decision.changes == [WRITTEN]
    assert len(handler.turns) == 2
    assert await counted(store, "refused") == 1
    assert await seen_updates.has(store.engine, EVENT.number)


async def test_an_update_that_always_conflicts_is_counted_and_writes_nothing_else(store: Store) -> None:
    handler = Handler(Decision(changes=[WRITTEN, IMPOSSIBLE]))
    with pytest.raises(Undecidable, match="UPDATE persons"):
        await unit_of(store, handler).run(EVENT, 0.0)
    assert len(handler.turns) == MAX_ATTEMPTS
    assert await counted(store, "undecidable") == 1
    assert await counted(store, "refused") == 0
    assert not await seen_updates.has(store.engine, EVENT.number)


async def test_an_update_that_changes_nothing_is_not_written_down(store: Store) -> None:
    await unit_of(store, Handler(Decision(counts=[WRITTEN]))).run(EVENT, 0.0)
    assert await counted(store, "refused") == 1
    assert not await seen_updates.has(store.engine, EVENT.number)


async def test_only_a_committed_decision_is_remembered(store: Store) -> None:
    seen = ChatMemory("ru")
    handler = Handler(
        Decision(changes=[IMPOSSIBLE], chat_memory=ChatMemory("en")), Decision(chat_memory=seen), Decision()
    )
    unit = unit_of(store, handler)
    for number in (1, 2):
        await unit.run(update(number), 0.0)
    assert [turn.chat_memory for turn in handler.turns] == [ChatMemory(), ChatMemory(), seen]
    assert [turn.language for turn in handler.turns] == ["kk", "kk", "ru"]


async def test_a_start_is_written_only_with_the_next_change(store: Store) -> None:
    unit = unit_of(store, Handler(CAME, CAME, Decision(changes=[WRITTEN])))
    for number in (1, 2):
        await unit.run(update(number), 0.0)
    assert await counted(store, "started") == 0
    await unit.run(update(3), 0.0)
    assert await counted(store, "started") == 2


async def test_a_start_with_a_change_is_written_at_once(store: Store) -> None:
    await unit_of(store, Handler(Decision(changes=[WRITTEN], started=True))).run(EVENT, 0.0)
    assert await counted(store, "started") == 1


async def test_a_start_survives_a_change_that_is_not_written(store: Store) -> None:
    refused = [Decision(changes=[WRITTEN, IMPOSSIBLE])] * MAX_ATTEMPTS
    unit = unit_of(store, Handler(CAME, *refused, Decision(changes=[WRITTEN])))
    await unit.run(update(1), 0.0)
    with pytest.raises(Undecidable):
        await unit.run(update(2), 0.0)
    assert await counted(store, "started") == 0
    await unit.run(update(3), 0.0)
    assert await counted(store, "started") == 1
