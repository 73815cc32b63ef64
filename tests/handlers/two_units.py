"""Two units of work on one store: each decides an update before it sees what the other has written."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.channels.telegram.abilities import TELEGRAM
from bot.dialogue.decision import Decision
from bot.dialogue.event import Event
from bot.dialogue.membership import StandingInquiry
from bot.dialogue.turn import Turn
from bot.intake.turn_loader import TurnLoader
from bot.intake.unit_of_work import Decide, UnitOfWork
from bot.outbox.current_staff_chat import CurrentStaffChat
from handlers import decide
from storage import seen_updates, staff_group
from storage.store import Store
from tests.databases import tables_of
from tests.handlers.cases import Case, heard
from tests.handlers.memory import close, open_beside, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.turns import INSTALLATION
from tests.members import Members

Rows = dict[str, list[tuple[Any, ...]]]
"""The rows at the end by their table, if it has any, and under SAID what each of the two updates was answered."""
SAID = "what is said"
NOT_COMPARED = ("schema_versions", "sqlite_sequence")
_statement: list[str] = []
OUTBOX = (
    "SELECT row_number() OVER (PARTITION BY lane ORDER BY id), "
    "lane, kind, subject, urgency, version, attempts, due_at, doubts FROM outbox"
)
"""The number of a row says only where it stands in its lane; a fact that waits already uses one up."""
RANDOM_WORD = re.compile(r"\b[MEX]-[0-9A-Z]{6}\b|[0-9a-f]{16,}")
"""References, ids and hashes."""
RANDOM_NUMBERS = range(1 << 16, 1 << 33)
"""Revisions of drafts. Ids in these tests are smaller, and moments are larger."""


class SceneTurns(TurnLoader):
    """Loads the turns of a case, each with random bytes of its own."""

    def __init__(self, scene: Scene, case: Case) -> None:
        here, nobody = replace(INSTALLATION, store=scene.store), CurrentStaffChat(None, scene.store)
        super().__init__(here, nobody, Members(), TELEGRAM)
        self._scene, self._case = scene, case

    async def load(self, event: Event, inquiry: StandingInquiry | None) -> Turn:
        seen = await seen_updates.has(self._scene.store.engine, event.number)
        given = {"is_repeated": seen, **self._case.turn}
        if await staff_group.load(self._scene.store.engine):
            given["connect_code"] = None  # as in a process that has read which group is connected
        return await self._scene.turn(event, **given)


async def one_after_the_other(case: Case, first: Event, second: Event) -> Rows:
    """The end when the second update is decided after the first is committed."""
    scene = Scene(await open_in_memory())
    await case.begin(scene)
    decisions = {event.number: await unit_of(scene, case, decide).run(event, 0.0) for event in (first, second)}
    return await _end(scene.store, decisions)


async def at_the_same_time(case: Case, first: Event, second: Event) -> Rows:
    """The end when both are decided on the same state, and are committed one after the other.

    On a server the second one is decided over connections of its own, as by another process.
    """
    scene = Scene(await open_in_memory())
    await case.begin(scene)
    other = await _beside(scene)
    both_decided, first_committed = asyncio.Event(), asyncio.Event()

    async def decide_first(event: Event, turn: Turn) -> Decision:
        decision = await decide(event, turn)
        await both_decided.wait()
        return decision

    async def decide_second(event: Event, turn: Turn) -> Decision:
        decision = await decide(event, turn)
        both_decided.set()
        await first_committed.wait()
        return decision

    later = asyncio.create_task(unit_of(other, case, decide_second).run(second, 0.0))
    decisions = {first.number: await unit_of(scene, case, decide_first).run(first, 0.0)}
    first_committed.set()
    decisions[second.number] = await later
    if other is not scene:
        await other.store.engine.close()
    return await _end(scene.store, decisions)


async def _beside(scene: Scene) -> Scene:
    """The same scene, for another process where there can be one."""
    engine = await open_beside(scene.store)
    if engine is None:
        return scene
    other = copy(scene)
    other.store = replace(scene.store, engine=engine)
    return other


def unit_of(scene: Scene, case: Case, decide: Decide) -> UnitOfWork:
    return UnitOfWork(replace(INSTALLATION, store=scene.store), SceneTurns(scene, case), decide)


async def _end(store: Store, decisions: Mapping[int, Decision]) -> Rows:
    """All rows of all tables and all replies, without what is random in them. `decisions`: by the number of the
    update."""
    found: Rows = {SAID: [(number, *_said(decision)) for number, decision in sorted(decisions.items())]}
    for (name,) in await store.engine.read(await _which_have_rows(store)):
        rows = await store.engine.read(OUTBOX if name == "outbox" else f"SELECT * FROM {name}")
        found[name] = sorted((tuple(map(_comparable, row)) for row in rows), key=repr)
    await close(store)
    return found


async def _which_have_rows(store: Store) -> str:
    """A statement that reads the names of those tables: most are empty. All stores have the same tables."""
    if not _statement:
        names = sorted({*await tables_of(store.engine)} - {*NOT_COMPARED})
        parts = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names]
        _statement.append(" UNION ALL ".join(parts))
    return _statement[0]


def _said(decision: Decision) -> list[tuple[str, str]]:
    return [(line.kind.__name__, _comparable(line.words)) for line in heard(decision)]


@lru_cache(maxsize=10_000, typed=True)
def _comparable(value: Any) -> Any:
    match value:
        case bytes():
            return len(value)
        case str():
            return RANDOM_WORD.sub("…", value)
        case int() if value in RANDOM_NUMBERS:
            return "…"
    return value
