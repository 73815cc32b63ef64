"""A process that has lost the lead, and has not noticed, writes nothing any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from bot.domain.time import Moment
from storage import sweeps
from storage.engine import Engine
from storage.leader import Term
from storage.statements import Conflict, NoLongerLeading, Row, Statement, Value
from storage.store import Store
from tests.handlers.memory import close, open_in_memory

DONE = sweeps.succeed("purge_expired", Moment(1))


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_in_memory()
    yield opened
    await close(opened)


async def leader(store: Store) -> Store:
    """The store of a process that has just won."""
    leading = replace(store, term=Term())
    await leading.term.begin(store.engine)
    return leading


async def test_an_old_leader_writes_nothing(store: Store) -> None:
    old, new = await leader(store), await leader(store)
    with pytest.raises(NoLongerLeading):
        await old.commit([DONE])
    with pytest.raises(NoLongerLeading):
        await old.try_commit([DONE])
    with pytest.raises(NoLongerLeading):
        await old.commit_each([[DONE]])
    assert await sweeps.all_of(store.engine) == {}
    await new.commit([DONE])
    assert await sweeps.all_of(store.engine) == {"purge_expired": Moment(1)}


async def test_a_leader_and_whoever_answers_write(store: Store) -> None:
    leading = await leader(store)
    await leading.commit([DONE])
    assert await leading.commit_each([[DONE], [DONE]]) == 2
    await store.commit([DONE])


async def test_another_conflict_is_no_lost_lead(store: Store) -> None:
    leading = await leader(store)
    with pytest.raises(Conflict):
        await leading.commit([Statement("DELETE FROM drafts", touches=1)])


async def test_one_of_two_that_begin_at_once_has_the_lead(store: Store) -> None:
    both = await asyncio.gather(leader(store), leader(store))
    assert [await _can_write(one) for one in both].count(True) == 1


async def test_a_term_can_begin_anew(store: Store) -> None:
    one = await leader(store)
    await leader(store)
    await one.term.begin(store.engine)
    assert await _can_write(one)


async def _can_write(store: Store) -> bool:
    try:
        await store.commit([DONE])
    except NoLongerLeading:
        return False
    return True


class Watch:
    """Seconds that a test sets, for a sleep that it looks at."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_only_the_newest_leader_is_told_that_it_leads(store: Store) -> None:
    old, new = await leader(store), await leader(store)
    with pytest.raises(NoLongerLeading):
        await old.term.confirm(old.engine)
    await new.term.confirm(new.engine)
    await store.term.confirm(store.engine)  # whoever is alone


async def test_an_answer_that_came_late_is_not_relied_on(store: Store) -> None:
    """The process stood still after it had asked, and another one leads since."""
    watch = Watch()
    term = Term(watch)
    await term.begin(store.engine)

    async def read(sql: str, *params: Value) -> list[Row]:
        rows = await store.engine.read(sql, *params)
        if watch.now == 0.0:
            watch.now = 7.0
            await Term().begin(store.engine)
        return rows

    with pytest.raises(NoLongerLeading):
        await term.confirm(cast("Engine", SimpleNamespace(read=read)))


@pytest.mark.parametrize(("ends", "waits"), [("silently", [2.0]), ("in peace", [])])
async def test_the_next_leader_leaves_to_the_last_one_what_it_has_in_hand(
    store: Store, ends: str, waits: list[float]
) -> None:
    watch = Watch()
    for expected in ([], waits):
        term = Term(watch)
        await term.begin(store.engine)
        await term.wait_for_earlier(watch.sleep)
        assert watch.slept == expected
        if ends == "in peace":
            await term.resign(store.engine)


async def test_whoever_resigned_begins_again_and_an_old_leader_resigns_in_vain(store: Store) -> None:
    one = await leader(store)
    await one.term.resign(store.engine)
    assert not await _can_write(one)
    two = await leader(store)
    await one.term.resign(store.engine)
    assert await _can_write(two)
    await one.term.begin(store.engine)
    assert await _can_write(one)
