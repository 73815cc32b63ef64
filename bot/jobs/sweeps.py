"""What does the bot do by itself, and what does each job need for it?"""

from __future__ import annotations

from collections.abc import Mapping

from bot.clock import Clock
from bot.domain.schedule import Schedule
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
from storage.store import Store
from storage.vault import Entropy

AT_ANY_TIME = {"finish_erasures", "settle_keys", "take_back_shown", "publish_head", "scrub_database"}
"""Jobs that do what somebody has wished for, or no harm at a wrong time."""
TELLING = {"remind_of_drafts", "escalate_leads", "gather_arrivals", "warn_of_ends", "ask_about_policy"}
"""Jobs that speak to somebody when it is time: they wait until Telegram has said what time it is, and go by that."""


def may_run(job: str, check: TimeCheck) -> bool:
    """All other jobs destroy because it is time, and nothing brings back what they destroy: they wait while this
    machine and Telegram disagree about the time."""
    return job in AT_ANY_TIME or (job in TELLING and check.is_known) or check.agrees


def assemble_sweeps(
    store: Store, schedule: Schedule, policy_version: str, clock: Clock, surely: Clock, entropy: Entropy
) -> Mapping[str, Job]:
    """Jobs by name, in the order in which they run at the start: destroying goes first. `surely` tells a moment that
    is past by every clock."""
    return {
        "purge_expired": lambda: purge_expired(store, clock, entropy),
        "finish_erasures": lambda: finish_erasures(store, clock, surely),
        "settle_keys": lambda: settle_keys(store, clock),
        "purge_proofs": lambda: purge_proofs(store, schedule.retention.proof, clock),
        "purge_disclosures": lambda: purge_disclosures(store, clock, schedule.retention.proof),
        "take_back_shown": lambda: take_back_shown(store, clock),
        "remind_of_drafts": lambda: remind_of_drafts(store, schedule, clock),
        "escalate_leads": lambda: escalate_leads(store, schedule, clock),
        "gather_arrivals": lambda: gather_arrivals(store, schedule, clock),
        "warn_of_ends": lambda: warn_of_ends(store, schedule, clock),
        "ask_about_policy": lambda: ask_about_policy(store, schedule, policy_version, clock),
        "publish_head": lambda: publish_head(store, clock),
        "scrub_database": ScrubDatabase(store, schedule.calendar.zone, clock),
    }
