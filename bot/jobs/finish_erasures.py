"""Finish every requested erasure. It destroys the key, empties the log of the keystore, writes the tombstone, deletes
the rows, destroys exported files with the person, and empties the log of the database, in this order.

The key goes first: from then on every copy of the rows, in backups too, is unreadable. The rows go in one transaction;
after it the outbox takes messages back. What a crash interrupts is done at the next start, before the first update is
handled. A legal hold postpones an erasure to the first sweep after its end.

While another program reads the keystore (a backup tool, a query by hand), traces of the key stay in its file. Then
cards lose their contacts, the person is told that it takes longer, and nothing else is done. Every sweep tries again;
after five minutes it logs an error.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.disclosure import Disclosure, HandOver
from bot.domain.erasure import WITHOUT_REQUEST, Erasure
from bot.domain.time import Moment, start_of_day
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.jobs.destroy_files import destroy_files, destroy_spent_keys
from bot.machine import Clock
from storage import disclosures, erasures, lost_keys, persons
from storage.clear_log import READER_TIMEOUT, clear_log
from storage.erasure_intents import intents
from storage.statements import Statement
from storage.store import Store
from storage.tombstones import Tombstone

log = logging.getLogger(__name__)
WITHOUT_KEY = "destroyed without their key"
ERASURES_PER_RUN = 50  # a fraction of a second, so that a request does not wait long for those before it


async def finish_erasures(store: Store, clock: Clock, earliest_clock: Clock | None = None) -> Counter[str]:
    """Count `destroyed` erasures, and `waiting` ones while another program reads the keystore. Requests go first.

    `destroyed without their key`: the keys of the erasure and of the person are both lost. `earliest_clock` (default:
    `clock`) decides whether a legal hold is over, because nothing brings back what a hold protects.
    """
    found = await intents(store.engine, store.vault, (earliest_clock or clock)(), ERASURES_PER_RUN)
    requested = [await _find_person(store, one, clock()) if one.is_lost else one for one in found]
    if requested and not await _destroy_keys(store, requested, clock):
        await _say_that_it_takes_longer(store, requested, clock())
        return Counter(waiting=len(requested))
    counts: Counter[str] = Counter()
    for start in range(0, len(requested), BATCH_SIZE):
        counts += await _destroy_rows(store, requested[start : start + BATCH_SIZE], clock())
    if requested:
        counts += await destroy_files(store, clock)
    await clear_log(store, clock)
    if counts[WITHOUT_KEY]:
        log.warning(
            "%d destroyed without their key: messages in private chats stay, nobody was told", counts[WITHOUT_KEY]
        )
    return counts + Counter(
        {MORE_DUE: len(requested) == ERASURES_PER_RUN and counts["destroyed"] + counts[WITHOUT_KEY] > 0}
    )


async def _find_person(store: Store, erasure: Erasure, now: Moment) -> Erasure:
    """The erasure with a new key, if its person can still be told; else unchanged."""
    person = await lost_keys.open_person(store.engine, store.vault, erasure.person) if erasure.person else None
    if person is None:
        return erasure
    found = erasure.told_to(person)
    seal, key = store.vault.make_seal(erasure.id, now)
    return found if await store.try_commit([erasures.tell_again(found, seal)], [key]) else erasure


async def _destroy_keys(store: Store, requested: Sequence[Erasure], clock: Clock) -> bool:
    """Destroy the keys and write the tombstones; False if another program reads the keystore."""
    people = [erasure.person for erasure in requested if erasure.person]
    marks = await persons.marks(store.engine, *people)
    if not await store.vault.destroy(*people):
        return False
    # Before the rows: a crash between the two must not leave an erasure that a restored backup could undo.
    await store.tombstones.add(*(Tombstone(start_of_day(clock()), mark) for mark in marks.values()))
    return True


async def _destroy_rows(store: Store, requested: Sequence[Erasure], now: Moment) -> Counter[str]:
    """With what was typed about files in which nobody else is left."""
    handed = {one.id: await disclosures.of_person(store.engine, store.vault, one.person or b"") for one in requested}
    usual = [
        [*await _note_hand_overs(store, one, handed[one.id]), *erasures.destroy_rows(one, now)]
        for one in requested
        if not one.is_lost
    ]
    lost = [[*erasures.destroy_rows(one, now), *lost_keys.give_up_telling(one.id)] for one in requested if one.is_lost]
    done, untold = await store.commit_each(usual), await store.commit_each(lost)
    await destroy_spent_keys(store, *(one.id for found in handed.values() for one in found))
    return +Counter({"destroyed": done, WITHOUT_KEY: untold, "destroyed already": len(requested) - done - untold})


async def _note_hand_overs(store: Store, erasure: Erasure, found: Sequence[Disclosure]) -> list[Statement]:
    seal = await store.vault.seal_of(erasure.id) if found else None
    handed = tuple(HandOver.of(one) for one in found)
    return [erasures.note_hand_overs(replace(erasure, handed=handed), seal)] if seal else []


async def _say_that_it_takes_longer(store: Store, requested: Sequence[Erasure], now: Moment) -> None:
    asked_for = [erasure for erasure in requested if _is_awaited(erasure)]
    await store.commit_each([erasures.delay(erasure, now) for erasure in asked_for])
    if now - min(erasure.requested_at for erasure in requested) > READER_TIMEOUT:
        log.error("%d erasures wait: another program reads the keystore; end it (a backup, a query)", len(requested))


def _is_awaited(erasure: Erasure) -> bool:
    """Whether a person waits for it who can be told that it takes longer, and has not been."""
    return erasure.reason not in WITHOUT_REQUEST and not erasure.delayed and not erasure.is_lost
