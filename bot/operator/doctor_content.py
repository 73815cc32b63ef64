"""Examines what the database, the keystore and the files beside them hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.domain.time import moment_of
from bot.health.finding import Finding, ok, problem, refusal, warning
from bot.jobs.replay_tombstones import TombstonesLost
from bot.operator.doctor_backups import examine_backups
from bot.operator.doctor_erasures import examine_erasures
from bot.operator.doctor_servers import examine_servers
from bot.operator.doctor_updates import examine_updates
from bot.operator.verify import LedgerBroken, verify
from storage import erasure_ends, outbox, persons, sweeps
from storage.statements import HeadsUnusable, TombstonesUnusable
from storage.store import Store

Examine = Callable[[Store, datetime], Awaitable[list[Finding]]]
"""Takes the store and the time in the zone of TIMEZONE. A finding names what is so, and what to do, in one line."""


async def examine_keys(store: Store, _: datetime) -> list[Finding]:
    everybody = await persons.all_pseudonyms(store.engine)
    keys = set(await store.vault.subjects())
    lost = [one for one in everybody if one not in keys and not await persons.is_erasing(store.engine, one)]
    if lost:
        text = f"{len(lost)} persons cannot be read: their keys are missing; put the right keys.db back"
        return [problem("KEYSTORE_URL", text)]
    for subject in keys:
        await store.vault.seal_of(subject)
    return [ok("MASTER_KEY", f"keys it opens: {len(keys)}, all there are; persons stored: {len(everybody)}")]


async def examine_tombstones(store: Store, _: datetime) -> list[Finding]:
    try:
        known, lines = await erasure_ends.count_buried(store.engine), len(await store.tombstones.read())
    except TombstonesUnusable as error:
        return [refusal(error, "ERASURE_LOG")]
    if known > lines:
        return [refusal(TombstonesLost(), "ERASURE_LOG")]
    return [ok("ERASURE_LOG", f"erasures: {lines}; the database knows of {known}")]


async def examine_ledger(store: Store, _: datetime) -> list[Finding]:
    try:
        head = await verify(store, lambda _: None)
    except HeadsUnusable as error:
        return [refusal(error, "ledger")]
    except LedgerBroken as error:
        return [problem("ledger", f"{error}; compare it with a backup")]
    return [ok("ledger", f"whole, {head.seq} rows")]


async def examine_outbox(store: Store, _: datetime) -> list[Finding]:
    return [
        warning("outbox", f"{number} x {kind} waits for the newer version that wrote it; run that one again")
        for kind, number in (await outbox.count_unknown_kinds(store.engine)).items()
    ]


async def examine_jobs(store: Store, _: datetime) -> list[Finding]:
    """Jobs that staff were told are late, and that have not succeeded since: whether or not the bot runs now."""
    late = sorted(await sweeps.told_of(store.engine))
    return (
        [problem("jobs", f"not done for long: {', '.join(late)}; start the bot, and its log says why")] if late else []
    )


async def _examine_erasures(store: Store, now: datetime) -> list[Finding]:
    return await examine_erasures(store, moment_of(now))


async def _examine_updates(store: Store, now: datetime) -> list[Finding]:
    return await examine_updates(store, now.date())


EXAMINATIONS: tuple[Examine, ...] = (
    examine_keys,
    examine_tombstones,
    examine_ledger,
    examine_servers,
    examine_outbox,
    examine_jobs,
    _examine_erasures,
    examine_backups,
    _examine_updates,
)
"""In the order of their lines. A new one is a function here."""
