"""A process that has lost the lead, and has not noticed, writes nothing any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.time import Moment
from storage import sweeps
from storage.leader import Term
from storage.statements import Conflict, NoLongerLeading, Statement
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
