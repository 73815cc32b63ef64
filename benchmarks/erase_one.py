"""How long does erasing one person take with 100,000 others stored? (Issue: under 250 ms.)

`python -m benchmarks.erase_one [PERSONS]`: fills a store in a temporary folder, then erases people one by one: key and
keystore, tombstone, rows, log of the database; without the calls to Telegram.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bot.clock import system_clock
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.erasure import Reason
from bot.domain.lead import Lead, Status
from bot.domain.policy import Policy
from bot.jobs.finish_erasures import finish_erasures
from storage import consents, erasures, leads, persons
from storage.erasures import Erasure
from storage.persons import Person
from storage.statements import Statement
from storage.store import Places, Store, open_store

BATCH = 2_000
NOTICE = Notice("the text", "kk", Policy("https://example.com/", "1", ""))
DETAILS = {"name": "Surname Given", "phone": "+77710009998", "email": "someone@example.com"}


def everything(store: Store, telegram_id: int) -> tuple[Statement, list[Statement]]:
    """A person's key, and their rows: consent and one lead."""
    who = store.vault.pseudonym(telegram_id)
    seal, key = store.vault.make_seal(who, 0)
    lead = Lead(os.urandom(8), f"M-{telegram_id:06}", who, "kk", False, DETAILS, Status.NEW, None, None, None, 0, 0)
    consent = Consent.of(NOTICE, os.urandom(16), Purpose.APPLICATION, telegram_id, 0)
    person = Person(telegram_id, "kk", None, False, 0, os.urandom(16).hex())
    return key, [
        persons.insert(who, seal, person),
        *consents.grant(who, person.ledger_subject, consent, NOTICE),
        leads.insert(seal, lead, 2**50),
    ]


async def fill(store: Store, count: int) -> None:
    for start in range(0, count, BATCH):
        made = [everything(store, telegram_id) for telegram_id in range(start, min(start + BATCH, count))]
        await store.commit([row for _, rows in made for row in rows], [key for key, _ in made])


async def erase(store: Store, telegram_id: int) -> float:
    """Milliseconds from the wish to the empty log."""
    visitor = await store.visitor(telegram_id)
    assert visitor.person
    began = time.perf_counter()
    erasure = Erasure.of(visitor.pseudonym, visitor.person, Reason.WISH, system_clock(), os.urandom)
    seal, key = store.vault.make_seal(erasure.id, 0)
    await store.commit(erasures.begin(erasure, seal), [key])
    counts = await finish_erasures(store, system_clock, os.urandom)
    assert counts["destroyed"] == 1
    return (time.perf_counter() - began) * 1000


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = Places(folder / "momu.db", folder / "keys.db", folder / "erasures.log")
        store = await open_store(places, bytes(32), os.urandom)
        await fill(store, count)
        times = [await erase(store, telegram_id) for telegram_id in range(0, count, max(1, count // 20))]
        await store.close()
    print(f"{count} persons: erase one p50 {median(times):.0f} ms, max {max(times):.0f} ms ({len(times)} erased)")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
