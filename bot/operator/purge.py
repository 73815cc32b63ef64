"""Lists what will be destroyed when, and by which rule; destroys what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

from bot.domain.frozen import frozen
from bot.domain.retention import ACCESS, PROOF, End, Retention, rest_of_day
from bot.domain.time import Moment, Span
from bot.jobs import MORE_DUE, Job
from bot.jobs.destroy_files import destroy_files
from bot.jobs.finish_erasures import finish_erasures
from bot.jobs.purge_access_log import purge_access_log
from bot.jobs.purge_disclosures import purge_disclosures
from bot.jobs.purge_expired import purge_expired
from bot.jobs.purge_proofs import purge_proofs
from bot.machine import Clock, Entropy
from bot.operator.progress import Begin, silent
from storage import ends
from storage.store import Store


@frozen
class Destruction:
    """One planned destruction. `rule` is the setting, the command or the hold that decides its time."""

    at: Moment
    reference: str
    rule: str
    is_due: bool


async def list_destructions(store: Store, proof: Span, now: Moment) -> AsyncIterator[Destruction]:
    """All planned destructions, due or not: unfinished applications, then the others, then proofs of consent.

    `proof` is how long proofs are kept.
    """
    for found in (ends.of_drafts(store.engine), ends.of_leads(store.engine)):
        async for end in found:
            at = max(now if end.erasing else end.at, end.held_until)
            yield Destruction(at, end.reference, _rule(end), at <= now)
    async for since, reference in ends.proofs(store.engine, rest_of_day(proof)):
        yield Destruction(since + proof, reference, PROOF.setting, since + proof <= now)


async def purge(
    store: Store, retention: Retention, clock: Clock, entropy: Entropy, begin: Begin = silent
) -> Counter[str]:
    """Destroy what is due, as each sweep of the bot does. The bot takes messages back when it runs.

    Returns counts per outcome.
    """
    counts, tick = Counter[str](), begin("destroying what is due")
    proof, access = retention.span(PROOF), retention.span(ACCESS)
    jobs: list[Job] = [
        lambda: purge_expired(store, clock, entropy),
        lambda: finish_erasures(store, clock),
        lambda: purge_proofs(store, proof, clock),
        lambda: purge_disclosures(store, clock, proof),
        lambda: purge_access_log(store, clock, access),
        lambda: destroy_files(store, clock),
    ]
    for job in jobs:
        more = True
        while more:
            found = await job()
            more = bool(found.pop(MORE_DUE, 0))
            counts += found
            tick(counts.total())
    return counts


def _rule(end: End) -> str:
    if end.erasing:
        return "/forget_me"
    if end.held_until > end.at:
        return "hold"
    return end.rule.setting
