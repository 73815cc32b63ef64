"""The list of all jobs, and what each needs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, auto

from bot.dialogue.installation import Installation
from bot.domain.retention import PROOF
from bot.health.time_check import TimeCheck
from bot.jobs import Job
from bot.jobs.ask_about_policy import ask_about_policy
from bot.jobs.escalate_leads import escalate_leads
from bot.jobs.finish_erasures import finish_erasures
from bot.jobs.gather_arrivals import gather_arrivals
from bot.jobs.publish_head import publish_head
from bot.jobs.purge_disclosures import purge_disclosures
from bot.jobs.purge_expired import purge_expired
from bot.jobs.purge_proofs import purge_proofs
from bot.jobs.remind_of_drafts import remind_of_drafts
from bot.jobs.scrub_database import ScrubDatabase
from bot.jobs.settle_keys import settle_keys
from bot.jobs.take_back_shown import take_back_shown
from bot.jobs.warn_of_ends import warn_of_ends
from bot.machine import Clock


class Sweep(StrEnum):
    """A job, by the name of its module; the database, the log and docs/timetable.md use this name."""

    PURGE_EXPIRED = auto()
    FINISH_ERASURES = auto()
    SETTLE_KEYS = auto()
    PURGE_PROOFS = auto()
    PURGE_DISCLOSURES = auto()
    TAKE_BACK_SHOWN = auto()
    REMIND_OF_DRAFTS = auto()
    ESCALATE_LEADS = auto()
    GATHER_ARRIVALS = auto()
    WARN_OF_ENDS = auto()
    ASK_ABOUT_POLICY = auto()
    PUBLISH_HEAD = auto()
    SCRUB_DATABASE = auto()


AT_ANY_TIME = {
    Sweep.FINISH_ERASURES,
    Sweep.SETTLE_KEYS,
    Sweep.TAKE_BACK_SHOWN,
    Sweep.PUBLISH_HEAD,
    Sweep.SCRUB_DATABASE,
}
"""Jobs that carry out requests, or do no harm at a wrong time."""
NEEDS_KNOWN_TIME = {
    Sweep.REMIND_OF_DRAFTS,
    Sweep.ESCALATE_LEADS,
    Sweep.GATHER_ARRIVALS,
    Sweep.WARN_OF_ENDS,
    Sweep.ASK_ABOUT_POLICY,
}
"""Jobs that write to people by the clock. They wait until Telegram has told the time."""


def may_run(job: str, check: TimeCheck) -> bool:
    """Whether a job may run now.

    All other jobs destroy data by the clock, and nothing brings it back. They wait while this machine and Telegram
    disagree about the time.
    """
    return job in AT_ANY_TIME or (job in NEEDS_KNOWN_TIME and check.is_known) or check.agrees


def assemble_sweeps(installation: Installation, earliest_clock: Clock) -> Mapping[str, Job]:
    """All jobs in the order in which they run at the start: those that destroy go first.

    `earliest_clock` tells the earlier time of this machine and Telegram.
    """
    store, clock, entropy = installation.store, installation.clock, installation.entropy
    schedule, policy = installation.schedule, installation.policy
    return {
        Sweep.PURGE_EXPIRED: lambda: purge_expired(store, clock, entropy),
        Sweep.FINISH_ERASURES: lambda: finish_erasures(store, clock, earliest_clock),
        Sweep.SETTLE_KEYS: lambda: settle_keys(store, clock),
        Sweep.PURGE_PROOFS: lambda: purge_proofs(store, schedule.retention.span(PROOF), clock),
        Sweep.PURGE_DISCLOSURES: lambda: purge_disclosures(store, clock, schedule.retention.span(PROOF)),
        Sweep.TAKE_BACK_SHOWN: lambda: take_back_shown(store, clock),
        Sweep.REMIND_OF_DRAFTS: lambda: remind_of_drafts(store, schedule, clock),
        Sweep.ESCALATE_LEADS: lambda: escalate_leads(store, schedule, clock),
        Sweep.GATHER_ARRIVALS: lambda: gather_arrivals(store, schedule, clock),
        Sweep.WARN_OF_ENDS: lambda: warn_of_ends(store, schedule, clock),
        Sweep.ASK_ABOUT_POLICY: lambda: ask_about_policy(store, schedule, policy.version, clock),
        Sweep.PUBLISH_HEAD: lambda: publish_head(store, clock),
        Sweep.SCRUB_DATABASE: ScrubDatabase(store, schedule.calendar.zone, clock),
    }
