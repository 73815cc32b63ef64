"""What will be destroyed by itself, when, and by which rule?"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.domain.lead import Status
from bot.domain.retention import End
from bot.domain.time import Moment, Span
from bot.jobs import MORE, Job
from bot.jobs.finish_erasures import finish_erasures
from bot.jobs.purge_disclosures import purge_disclosures
from bot.jobs.purge_expired import purge_expired
from bot.jobs.purge_proofs import purge_proofs
from bot.machine import Clock, Entropy
from storage import ends
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Departure:
    """`rule` is the setting, or the wish or hold, that decides."""

    at: Moment
    reference: str
    rule: str
    is_due: bool


async def list_departures(store: Store, proof: Span, now: Moment) -> AsyncIterator[Departure]:
    """Everything that has an end, also what is not yet due: unfinished applications, then the others, then proofs.

    `proof` is how long those are kept.
    """
    for found in (ends.of_drafts(store.engine), ends.of_leads(store.engine)):
        async for end in found:
            at = max(now if end.erasing else end.at, end.held_until)
            yield Departure(at, end.reference, _rule(end), at <= now)
    async for since, reference in ends.proofs(store.engine):
        yield Departure(since + proof, reference, "RETENTION_PROOF", since + proof <= now)


async def purge(store: Store, proof: Span, clock: Clock, entropy: Entropy) -> Counter[str]:
    """Destroy now what is due, as the bot does at every sweep; messages are taken back when it runs."""
    counts: Counter[str] = Counter()
    jobs: list[Job] = [
        lambda: purge_expired(store, clock, entropy),
        lambda: finish_erasures(store, clock),
        lambda: purge_proofs(store, proof, clock),
        lambda: purge_disclosures(store, clock, proof),
    ]
    for job in jobs:
        more = True
        while more:
            found = await job()
            more = bool(found.pop(MORE, 0))
            counts += found
    return counts


def _rule(end: End) -> str:
    if end.erasing:
        return "/forget_me"
    if end.held_until > end.at:
        return "hold"
    match end.status:
        case None:
            return "DRAFT_TTL"
        case Status.CLOSED:
            return "RETENTION_CLOSED"
        case _:
            return "RETENTION_OPEN"
