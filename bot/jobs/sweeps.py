"""The only list of jobs. Each row says how a job is run, and whether it needs the right time."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from bot.dialogue.installation import Installation
from bot.domain.frozen import frozen
from bot.domain.retention import ACCESS, PROOF
from bot.health.time_check import TimeCheck
from bot.jobs import Job
from bot.jobs.ask_about_policy import ask_about_policy
from bot.jobs.destroy_files import destroy_files
from bot.jobs.escalate_leads import escalate_leads
from bot.jobs.finish_erasures import finish_erasures
from bot.jobs.fold_counts import fold_counts
from bot.jobs.gather_arrivals import gather_arrivals
from bot.jobs.publish_head import publish_head
from bot.jobs.purge_access_log import purge_access_log
from bot.jobs.purge_disclosures import purge_disclosures
from bot.jobs.purge_expired import purge_expired
from bot.jobs.purge_proofs import purge_proofs
from bot.jobs.remind_of_drafts import remind_of_drafts
from bot.jobs.scrub_database import ScrubDatabase
from bot.jobs.settle_keys import settle_keys
from bot.jobs.take_back_shown import take_back_shown
from bot.jobs.warn_of_ends import warn_of_ends
from bot.machine import Clock

FINISH_ERASURES = "finish_erasures"
"""The job that also runs whenever an erasure was wished for."""


class Needs(Enum):
    """What a job needs to know of the time."""

    NOTHING = auto()  # it carries out requests, or does no harm at a wrong time
    KNOWN_TIME = auto()  # it writes to people by the clock; it waits until Telegram has told the time
    RIGHT_CLOCK = auto()  # it destroys data by the clock, and nothing brings it back


@frozen
class Sweep:
    """How a job is run. Unless its row says otherwise it is taken for one that destroys."""

    job: Job
    needs: Needs = Needs.RIGHT_CLOCK


def may_run(sweep: Sweep, check: TimeCheck) -> bool:
    """Whether a job may run now. One that destroys waits while this machine and Telegram disagree about the time."""
    match sweep.needs:
        case Needs.NOTHING:
            return True
        case Needs.KNOWN_TIME:
            return check.is_known
        case Needs.RIGHT_CLOCK:
            return check.agrees


def assemble_sweeps(installation: Installation, earliest_clock: Clock) -> Mapping[str, Sweep]:
    """All jobs in the order in which they run at the start: those that destroy go first.

    A job has the name of its module; the database, the log and docs/timetable.md use it too. `earliest_clock` tells
    the earlier time of this machine and Telegram.
    """
    store, clock, entropy = installation.store, installation.clock, installation.entropy
    schedule, policy = installation.schedule, installation.policy
    proofs, nothing, known_time = schedule.retention.span(PROOF), Needs.NOTHING, Needs.KNOWN_TIME
    return {
        "purge_expired": Sweep(lambda: purge_expired(store, clock, entropy)),
        FINISH_ERASURES: Sweep(lambda: finish_erasures(store, clock, earliest_clock), nothing),
        "destroy_files": Sweep(lambda: destroy_files(store, clock), nothing),
        "settle_keys": Sweep(lambda: settle_keys(store, clock), nothing),
        "purge_proofs": Sweep(lambda: purge_proofs(store, proofs, clock)),
        "purge_disclosures": Sweep(lambda: purge_disclosures(store, clock, proofs)),
        "purge_access_log": Sweep(lambda: purge_access_log(store, clock, schedule.retention.span(ACCESS))),
        "fold_counts": Sweep(lambda: fold_counts(store, schedule.calendar.zone, clock)),
        "take_back_shown": Sweep(lambda: take_back_shown(store, clock), nothing),
        "remind_of_drafts": Sweep(lambda: remind_of_drafts(store, schedule, clock), known_time),
        "escalate_leads": Sweep(lambda: escalate_leads(store, schedule, clock), known_time),
        "gather_arrivals": Sweep(lambda: gather_arrivals(store, schedule, clock), known_time),
        "warn_of_ends": Sweep(lambda: warn_of_ends(store, schedule, clock), known_time),
        "ask_about_policy": Sweep(lambda: ask_about_policy(store, schedule, policy.version, clock), known_time),
        "publish_head": Sweep(lambda: publish_head(store, clock), nothing),
        "scrub_database": Sweep(ScrubDatabase(store, schedule.calendar.zone, clock), nothing),
    }
