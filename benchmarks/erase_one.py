"""Measures how long it takes to erase one person while 100,000 others are stored. The aim is under 250 ms.

`python -m benchmarks.erase_one [PERSONS]` fills a store in a temporary folder. It erases people one by one: key and
keystore, tombstone, rows, write-ahead log; without the calls to Telegram.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from bot.channels.telegram.addresses import address_of
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.erasure import Reason
from bot.domain.lead import Lead, Status
from bot.domain.person import Person
from bot.domain.policy import Policy
from bot.domain.schedule import Deadlines
from bot.domain.time import EPOCH, Moment
from bot.jobs import MORE_DUE
from bot.jobs.finish_erasures import finish_erasures
from bot.machine import system_clock
from storage import consents, leads, persons
from storage.erasure_beginnings import begin
from storage.new_keys import KeptKey, NewKey
from storage.places import Places
from storage.statements import Statement
from storage.store import Store, open_store

PERSONS_IN_A_COMMIT = 2_000
NEVER = Deadlines(Moment(2**50), None, None, None)
SAMPLES = 100
NOTICE = Notice("the text", "kk", Policy("https://example.com/", "1", ""))
DETAILS = {"name": "Surname Given", "phone": "+77710009998", "email": "someone@example.com"}


def make_person(store: Store, telegram_id: int) -> tuple[NewKey, list[Statement]]:
    """A new person's key, and the rows of the person, one consent and one lead."""
    who = store.vault.pseudonym(address_of(telegram_id))
    seal, key = store.vault.make_seal(who, EPOCH)
    lead = Lead(
        os.urandom(8), f"M-{telegram_id:06}", who, "kk", False, DETAILS, Status.NEW, None, None, None, EPOCH, EPOCH
    )
    consent = Consent.of(NOTICE, os.urandom(16), Purpose.APPLICATION, telegram_id, EPOCH)
    person = Person(address_of(telegram_id), "kk", None, False, EPOCH, os.urandom(16).hex())
    return key, [
        persons.insert(who, seal, person),
        *consents.grant(who, person.ledger_subject, consent, NOTICE),
        leads.insert(seal, lead, NEVER),
    ]


async def fill(store: Store, count: int) -> None:
    for start in range(0, count, PERSONS_IN_A_COMMIT):
        made = [
            make_person(store, telegram_id) for telegram_id in range(start, min(start + PERSONS_IN_A_COMMIT, count))
        ]
        keys: list[NewKey | KeptKey] = [key for key, _ in made]
        await store.commit([row for _, rows in made for row in rows], keys)


async def erase(store: Store, telegram_id: int) -> float:
    """Milliseconds from the request to the emptied write-ahead log."""
    began = time.perf_counter()
    await request(store, telegram_id)
    counts = await finish_erasures(store, system_clock)
    assert counts["destroyed"] == 1
    return (time.perf_counter() - began) * 1000


async def request(store: Store, telegram_id: int) -> None:
    visitor = await store.visitor(address_of(telegram_id))
    assert visitor.person
    begun = begin(store.vault, visitor.pseudonym, visitor.person, Reason.WISH, system_clock(), os.urandom)
    await store.commit(begun.changes, begun.keys)


async def erase_together(store: Store, people: Iterable[int]) -> int:
    """Erase them in batches, as a sweep does; the number of people erased."""
    for telegram_id in people:
        await request(store, telegram_id)
    gone, more = 0, 1
    while more:
        counts = await finish_erasures(store, system_clock)
        gone, more = gone + counts["destroyed"], counts[MORE_DUE]
    return gone


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = Places(folder / "momu.db", folder / "keys.db", folder / "erasures.log")
        store = await open_store(places, bytes(32), os.urandom)
        await fill(store, count)
        step = max(2, count // SAMPLES)
        times = sorted([await erase(store, telegram_id) for telegram_id in range(0, count, step)])
        began = time.perf_counter()
        together = await erase_together(store, range(1, count, step))
        took = (time.perf_counter() - began) * 1000
        await store.close()
    late = times[len(times) * 99 // 100 - 1]
    print(f"{count} persons, {len(times)} erased one by one:", end=" ")
    print(f"p50 {median(times):.0f} ms, p99 {late:.0f} ms, max {times[-1]:.0f} ms")
    print(f"{together} at once: {took:.0f} ms")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
