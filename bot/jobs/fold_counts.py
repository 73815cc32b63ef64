"""Fold the daily counts of more than eight weeks ago, until no stored one is of fewer than five people: weeks first, as
reports merge them, then languages. Fewer than five altogether lose their days. Once a night.
"""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from bot.domain.old_counts import first_recent, fold
from bot.domain.wall_clock import local
from bot.jobs.scrub_database import last_night
from bot.machine import Clock
from storage import daily_counts, sweeps
from storage.store import Store

NIGHTLY = "nightly fold of counts"


async def fold_counts(store: Store, zone: ZoneInfo, clock: Clock) -> Counter[str]:
    """Count `folded` rows, and `busy` if one of them has just changed."""
    now = clock()
    if last_night(now, zone) <= await sweeps.succeeded_at(store.engine, NIGHTLY) <= now:
        return Counter()
    first_kept = first_recent(local(now, zone).date()).isoformat()
    folds = fold(await daily_counts.load_before(store.engine, first_kept))
    changes = [statement for one in folds for statement in daily_counts.replace(one)]
    if not await store.try_commit([*changes, sweeps.succeed(NIGHTLY, now)]):
        return Counter(busy=1)
    return +Counter(folded=sum(len(one.gone) for one in folds))
