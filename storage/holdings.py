"""Everything that is stored about a person besides the Visitor, read from all tables at once."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.consent import Consent
from bot.domain.disclosure import Disclosure
from bot.domain.feedback import Feedback
from bot.domain.frozen import frozen
from bot.domain.lead import LeadStep
from bot.domain.milestones import Milestone
from bot.domain.time import Moment
from storage import access_log, consents, disclosures, drafts, feedback, lead_history, leads, messages, muted_milestones
from storage.access_log import Access
from storage.store import Store
from storage.vault import Seal


@frozen
class Holdings:
    """`lead_ends` and `feedback` are by the id of the lead. `messages` is the number of stored message ids.

    `numbers` are those of colleagues, by their pseudonym. `muted` are messages that are switched off, since when.
    """

    lead_ends: Mapping[bytes, Moment]
    draft_end: Moment | None
    consents: list[Consent]
    disclosures: list[Disclosure]
    messages: int
    steps: list[LeadStep]
    feedback: Mapping[bytes, Feedback]
    accesses: list[Access]
    numbers: Mapping[bytes, int]
    muted: Mapping[Milestone, Moment]


async def load_holdings(store: Store, person: bytes, seal: Seal) -> Holdings:
    engine = store.engine
    return Holdings(
        lead_ends=await leads.ends_of(engine, person),
        draft_end=await drafts.end_of(engine, person),
        consents=await consents.history(engine, person),
        disclosures=await disclosures.of_person(engine, store.vault, person),
        messages=len(await messages.of_person(engine, person)),
        steps=await lead_history.of_person(engine, person, seal),
        accesses=await access_log.of_person(engine, person),
        numbers=await access_log.numbers(engine),
        muted=await muted_milestones.of_person(engine, person),
        feedback={given.lead: given for given in await feedback.of_person(engine, person, seal)},
    )
