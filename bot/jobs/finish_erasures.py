"""Finish every erasure that was wished for: key, keystore, tombstone, rows, log of the database; in this order.

The key goes first: from then on every copy of the rows, in backups too, is unreadable. The rows go in one transaction,
which leaves the outbox to take messages back. Whatever a crash interrupts is done at the next start, before the first
update is handled. A hold postpones it to the first sweep after its end.

While somebody else reads the keystore (a backup tool, a query by hand) traces of the key stay in its file: nothing goes
on but that cards lose their contacts and the person is told that it takes longer. It is tried again at every sweep;
after five minutes it is an error in the log.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

from bot.domain.erasure import WITHOUT_REQUEST, Erasure
from bot.domain.time import Moment
from bot.jobs import BATCH, MORE
from bot.machine import Clock
from storage import erasures, lost_keys, persons
from storage.clear_log import READER_TIMEOUT, clear_log
from storage.erasure_intents import intents
from storage.store import Store
from storage.tombstones import Tombstone

log = logging.getLogger(__name__)
UNTOLD = "destroyed without their key"
AT_ONCE = 50  # erasures a run: done in a fraction of a second, so that a wish does not wait long for those before it


async def finish_erasures(store: Store, clock: Clock, earliest_clock: Clock | None = None) -> Counter[str]:
    """`destroyed`, and `waiting` where a reader of the keystore is in the way. Wishes go first.

    `destroyed without their key` are those whose own key is lost, and the person's too. A hold is over when it is by
    `earliest_clock`, the clock if not given: nothing brings back what a hold protects.
    """
    found = await intents(store.engine, store.vault, (earliest_clock or clock)(), AT_ONCE)
    wished = [await _find_person(store, one, clock()) if one.is_lost else one for one in found]
    if wished and not await _destroy_keys(store, wished, clock):
        await _say_that_it_takes_longer(store, wished, clock())
        return Counter(waiting=len(wished))
    counts: Counter[str] = Counter()
    for start in range(0, len(wished), BATCH):
        counts += await _destroy_rows(store, wished[start : start + BATCH], clock())
    await clear_log(store, clock)
    if counts[UNTOLD]:
        log.warning("%d destroyed without their key: messages in private chats stay, nobody was told", counts[UNTOLD])
    return counts + Counter({MORE: len(wished) == AT_ONCE and counts["destroyed"] + counts[UNTOLD] > 0})


async def _find_person(store: Store, erasure: Erasure, now: Moment) -> Erasure:
    """With a new key of its own, if there is still somebody to tell."""
    person = await lost_keys.open_person(store.engine, store.vault, erasure.person) if erasure.person else None
    if person is None:
        return erasure
    found = erasure.told_to(person)
    seal, key = store.vault.make_seal(erasure.id, now)
    return found if await store.try_commit([erasures.tell_again(found, seal)], [key]) else erasure


async def _destroy_keys(store: Store, wished: Sequence[Erasure], clock: Clock) -> bool:
    """False if somebody reads the keystore."""
    people = [erasure.person for erasure in wished if erasure.person]
    marks = await persons.marks(store.engine, *people)
    if not await store.vault.destroy(*people):
        return False
    # Before the rows: a crash between the two must not leave an erasure that a restored backup could undo.
    await store.add_tombstones(*(Tombstone(clock(), mark) for mark in marks.values()))
    return True


async def _destroy_rows(store: Store, wished: Sequence[Erasure], now: Moment) -> Counter[str]:
    usual = [erasures.destroy_rows(one, now) for one in wished if not one.is_lost]
    lost = [[*erasures.destroy_rows(one, now), *lost_keys.give_up_telling(one.id)] for one in wished if one.is_lost]
    done, untold = await store.commit_each(usual), await store.commit_each(lost)
    return +Counter({"destroyed": done, UNTOLD: untold, "destroyed already": len(wished) - done - untold})


async def _say_that_it_takes_longer(store: Store, wished: Sequence[Erasure], now: Moment) -> None:
    asked_for = [erasure for erasure in wished if _is_awaited(erasure)]
    await store.commit_each([erasures.delay(erasure, now) for erasure in asked_for])
    if now - min(erasure.requested_at for erasure in wished) > READER_TIMEOUT:
        log.error("%d erasures wait: another program reads the keystore; end it (a backup, a query)", len(wished))


def _is_awaited(erasure: Erasure) -> bool:
    """Whether somebody waits for it who can be told, and was not."""
    return erasure.reason not in WITHOUT_REQUEST and not erasure.delayed and not erasure.is_lost
