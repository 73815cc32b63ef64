"""Does the stored chain grow, and lose its front, so that it can still be checked?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from bot.domain.ledger import ChainCheck, Event, Head, cut_of
from bot.domain.time import DAY, Moment, Span, start_of_day
from storage import ledger
from storage.statements import Conflict, Statement, StorageError
from storage.store import Store
from tests.handlers.memory import close, open_in_memory

NOW = Moment(1_795_000_000_000)
TODAY = start_of_day(NOW)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_in_memory()
    yield opened
    await close(opened)


async def grow(store: Store, *subjects: str, event: Event = Event.CONSENT_GIVEN) -> None:
    for number, subject in enumerate(subjects):
        await store.commit(ledger.append(event, subject, {"purpose": "ж", "copy": number}, NOW + Span(number)))


async def is_whole(store: Store, start: Head | None = None) -> bool:
    check = ChainCheck([await ledger.head(store.engine)], start)
    return all([check.is_whole(entry) async for entry in ledger.entries(store.engine)]) and check.missing() is None


async def test_rows_appended_at_once_and_one_by_one_make_one_chain(store: Store) -> None:
    assert await ledger.head(store.engine) == Head(0, "")
    await grow(store, "a", "b")
    await store.commit([one for who in "cd" for one in ledger.append(Event.DATA_DESTROYED, who, {}, NOW + DAY)])
    entries = [entry async for entry in ledger.entries(store.engine)]
    assert [(entry.seq, entry.at, entry.event, entry.subject) for entry in entries] == [
        (1, TODAY, "consent_given", "a"),
        (2, TODAY, "consent_given", "b"),
        (3, TODAY + DAY, "data_destroyed", "c"),
        (4, TODAY + DAY, "data_destroyed", "d"),
    ]
    assert await ledger.head(store.engine) == Head(4, entries[-1].hash)
    assert await is_whole(store)


async def test_facts_are_stored_as_readable_text_in_one_order(store: Store) -> None:
    """An authority reads the file without this program, and equal facts have equal hashes."""
    await grow(store, "a")
    assert [entry.facts async for entry in ledger.entries(store.engine)] == ['{"copy": 0, "purpose": "ж"}']


async def test_no_row_is_lost_between_two_reads_of_a_long_chain(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await grow(store, *"abcde")
    for rows in (1, 2, 5, 6):
        monkeypatch.setattr(ledger, "ROWS_PER_READ", rows)
        assert [entry.subject async for entry in ledger.entries(store.engine)] == [*"abcde"]


async def test_the_front_are_the_oldest_rows_in_order(store: Store) -> None:
    await grow(store, *"abc")
    assert [entry.subject for entry in await ledger.front(store.engine, 2)] == ["a", "b"]
    assert [entry.subject for entry in await ledger.front(store.engine, 9)] == ["a", "b", "c"]


async def test_a_chain_that_was_cut_says_where_and_can_be_checked_from_there(store: Store) -> None:
    await grow(store, *"abcd")
    assert await ledger.last_cut(store.engine) is None
    front = await ledger.front(store.engine, 2)
    await store.commit(ledger.cut(store.engine, front, [], NOW + DAY, NOW + 2 * DAY))
    entries = [entry async for entry in ledger.entries(store.engine)]
    assert [(entry.seq, entry.event, entry.subject) for entry in entries] == [
        (3, "consent_given", "c"),
        (4, "consent_given", "d"),
        (5, "ledger_cut", ""),
    ]
    cut = await ledger.last_cut(store.engine)
    assert cut == entries[-1]
    assert cut.at == TODAY + 2 * DAY
    assert json.loads(cut.facts) == {"up_to": 2, "hash": front[-1].hash, "before": NOW + DAY}
    assert cut_of(cut) == Head(2, front[-1].hash)
    assert await is_whole(store, cut_of(cut))


async def test_the_last_cut_counts(store: Store) -> None:
    await grow(store, *"abcd")
    for rows in (1, 2):
        await store.commit(ledger.cut(store.engine, await ledger.front(store.engine, rows), [], NOW, NOW))
    cut = await ledger.last_cut(store.engine)
    assert cut
    assert cut_of(cut) == Head(3, (await ledger.front(store.engine, 1))[0].previous)


async def test_a_consent_in_force_is_carried_on_with_its_first_row_however_often(store: Store) -> None:
    await grow(store, "a", "b")
    first = (await ledger.front(store.engine, 1))[0]
    for days in (1, 2):
        front = await ledger.front(store.engine, 10)
        [oldest] = [entry for entry in front if entry.subject == "a"]
        await store.commit(ledger.cut(store.engine, front, [oldest], NOW, NOW + days * DAY))
    carried, _ = [entry async for entry in ledger.entries(store.engine)]
    assert (carried.event, carried.subject, carried.at) == ("consent_carried", "a", TODAY + 2 * DAY)
    assert json.loads(carried.facts) == {
        "given_at": first.at,
        "given_row": first.seq,
        "given_hash": first.hash,
        "purpose": "ж",
        "copy": 0,
    }
    assert await is_whole(store, cut_of((await ledger.last_cut(store.engine)) or first))


async def test_of_two_that_cut_at_the_same_time_one_decides_again(store: Store) -> None:
    await grow(store, *"abc")
    one, two = [ledger.cut(store.engine, await ledger.front(store.engine, 2), [], NOW, NOW) for _ in range(2)]
    await store.commit(one)
    with pytest.raises(Conflict):
        await store.commit(two)
    assert await ledger.head(store.engine) == Head(4, (await ledger.front(store.engine, 9))[-1].hash)


async def test_no_row_of_the_ledger_can_be_changed_or_deleted_otherwise(store: Store) -> None:
    await grow(store, "a")
    for sql in ("DELETE FROM ledger", "UPDATE ledger SET subject = 'x'"):
        with pytest.raises(StorageError):
            await store.commit([Statement(sql)])
    assert await is_whole(store)


async def test_a_row_smuggled_in_before_the_first_is_read_too(store: Store) -> None:
    await grow(store, "a")
    forged = "INSERT INTO ledger VALUES (-1000000, 1, 'consent_given', 'x', '{}', '', '')"
    await store.commit([Statement(forged)])
    assert [entry.subject async for entry in ledger.entries(store.engine)] == ["x", "a"]
    assert not await is_whole(store)


async def test_the_rows_of_one_name_are_found_in_order(store: Store) -> None:
    await grow(store, *"aba")
    assert [(entry.seq, entry.subject) for entry in await ledger.of_subject(store.engine, "a")] == [(1, "a"), (3, "a")]
    assert await ledger.of_subject(store.engine, "c") == []


async def test_a_row_that_was_published_is_held_until_it_is_destroyed_with_all_before_it(store: Store) -> None:
    await grow(store, *"ab")
    first = await ledger.head(store.engine)
    assert await ledger.holds(store.engine, first)
    assert not await ledger.holds(store.engine, Head(first.seq, "another"))
    assert not await ledger.holds(store.engine, Head(first.seq + 1, first.hash))
    await grow(store, "c")
    assert await ledger.holds(store.engine, first)
    front = await ledger.front(store.engine, 2)
    await store.commit(ledger.cut(store.engine, front, [], NOW + DAY, NOW + 2 * DAY))
    assert await ledger.holds(store.engine, first)
