"""Are many erasures carried out together as surely as one alone?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.addresses import address_of
from bot.domain.erasure import Reason
from bot.domain.time import Moment
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.jobs.finish_erasures import finish_erasures
from bot.machine import system_entropy
from storage import persons
from storage.erasure_beginnings import begin
from storage.statements import Statement
from storage.store import Store
from storage.vault import Vault
from tests.people import AIGERIM
from tests.scenarios.stopped import open_stopped, settle

NOW = Moment(1_800_000_000_000)
IDS = range(700_000_000, 700_000_000 + 2 * BATCH_SIZE + 1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_stopped(tmp_path / "data")
    await settle(opened, [(telegram_id, AIGERIM) for telegram_id in IDS])
    yield opened
    await opened.close()


async def wish(store: Store, telegram_id: int, reason: Reason = Reason.WISH) -> None:
    visitor = await store.visitor(address_of(telegram_id))
    assert visitor.person
    begun = begin(store.vault, visitor.pseudonym, visitor.person, reason, NOW, system_entropy)
    await store.commit(begun.changes, begun.keys)


@pytest.mark.parametrize("number", [1, 2, BATCH_SIZE, BATCH_SIZE + 1, len(IDS)])
async def test_all_are_destroyed_in_one_sweep_even_in_one_millisecond(store: Store, number: int) -> None:
    """Also if each of them is in a file that was handed out, which needs a place in the outbox too."""
    disclosure = (
        "INSERT INTO disclosures "
        "(id, reference, format, recipient, basis, country, fields, details, asked_at, handed_at) "
        "VALUES ($1, 'D-AAAAAA', 'csv', 'newer', 'service', 'KZ', 'name', $1, 1, 1)"
    )
    await store.commit([Statement(disclosure, (b"1",))])
    insert = "INSERT INTO disclosure_leads (disclosure, reference, person) VALUES ($1, $2, $3)"
    everybody = await persons.all_pseudonyms(store.engine)
    await store.commit([Statement(insert, (b"1", person.hex(), person)) for person in everybody])
    for telegram_id in IDS[:number]:
        await wish(store, telegram_id)
    assert await finish_erasures(store, lambda: NOW) == {"destroyed": number}
    assert len(await persons.all_pseudonyms(store.engine)) == len(IDS) - number
    assert len(await store.tombstones.read()) == number
    assert await store.engine.read("SELECT count(*) FROM outbox WHERE kind = 'erased'") == [(number,)]
    assert await finish_erasures(store, lambda: NOW) == {}


async def test_a_wish_goes_before_a_great_many_whose_time_is_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.finish_erasures.ERASURES_PER_RUN", 5)
    for telegram_id in IDS[:12]:
        await wish(store, telegram_id, Reason.EXPIRED)
    await wish(store, IDS[12])
    counts = await finish_erasures(store, lambda: NOW)
    assert counts == {"destroyed": 5, MORE_DUE: 1}
    assert (await store.visitor(address_of(IDS[12]))).seal is None
    assert await store.engine.read("SELECT reason FROM erasures WHERE stage = 'intent'") == [("expired",)] * 8


async def test_who_waits_for_a_reader_does_not_make_the_job_run_again_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_read(_: Vault, *subjects: bytes) -> bool:
        return False

    monkeypatch.setattr(Vault, "destroy", is_read)
    monkeypatch.setattr("bot.jobs.finish_erasures.ERASURES_PER_RUN", 5)
    for telegram_id in IDS[:12]:
        await wish(store, telegram_id)
    for _ in range(3):  # those who have not been told that it takes longer come first
        assert await finish_erasures(store, lambda: NOW) == {"waiting": 5}
    assert await store.engine.read("SELECT count(*) FROM erasures WHERE delayed_at > 0") == [(12,)]
