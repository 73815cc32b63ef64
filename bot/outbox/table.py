"""Which delivery makes which fact true, and what does each need for it?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.dialogue.channel import Channel, Rate
from bot.dialogue.installation import Installation
from bot.machine import Machine
from bot.outbox.announcement import DeliverAnnouncement, DeliverProgress
from bot.outbox.at_most_twice import AtMostTwice
from bot.outbox.backlog import Backlog
from bot.outbox.card import DeliverCard
from bot.outbox.earlier_cards import EarlierCards
from bot.outbox.ending import DeliverEnded
from bot.outbox.erasure import DeliverErased, DeliverErasedCards, DeliverErasureDelayed
from bot.outbox.export import DeliverExport, DeliverRecall
from bot.outbox.person import DeliverRetired, DeliverSent
from bot.outbox.policy import DeliverPolicy
from bot.outbox.receipt import DeliverReceipt
from bot.outbox.reminder import DeliverDropped, DeliverReminder
from bot.outbox.shown import DeliverShown
from bot.outbox.staff_group import StaffGroup
from bot.outbox.staff_notes import DeliverAlarm, DeliverEnding, DeliverGathered, DeliverNudge, StaffNotes
from bot.outbox.stray import DeliverStray
from bot.outbox.worker import Deliver
from bot.views.export_file import ExportFileMaker
from storage.outbox import Fact

PASSING = (Fact.REMINDER, Fact.DROPPED, Fact.POLICY, Fact.NUDGE, Fact.ENDING, Fact.ALARM)
"""Better missed than heard three times. (So is GATHERED, which has something to write down in any case.)"""


def assemble_deliveries(
    installation: Installation, channel: Channel, rate: Rate, staff: StaffGroup, folder: Path, machine: Machine
) -> Mapping[Fact, Deliver]:
    """Every fact has one. `folder` is where the command line puts files that are handed out."""
    store, words, clock, schedule = installation.store, installation.words, installation.clock, installation.schedule
    backlog = Backlog(store, channel, staff.text, staff.topic, clock)
    notes = StaffNotes(store, channel, staff)
    export_files = ExportFileMaker(store, words, staff.language, installation.zone, machine)
    whole: dict[Fact, Deliver] = {
        Fact.ENDED: DeliverEnded(store, channel, words, schedule, clock),
        Fact.ERASURE_DELAYED: DeliverErasureDelayed(store, channel, words),
        Fact.CARD: DeliverCard(store, channel, staff, backlog, EarlierCards(store, channel, staff), clock),
        Fact.STRAY: DeliverStray(store, channel, staff, clock),
        Fact.NUDGE: DeliverNudge(store, notes, staff, schedule, clock),
        Fact.GATHERED: DeliverGathered(store, notes, staff, schedule, AtMostTwice(Fact.GATHERED, store), clock),
        Fact.ENDING: DeliverEnding(store, notes, staff, schedule, clock),
        Fact.ALARM: DeliverAlarm(notes, staff),
        Fact.EXPORT: DeliverExport(store, channel, export_files, staff, clock),
        Fact.ANNOUNCEMENT: DeliverAnnouncement(
            store, channel, words, installation.operator, installation.policy.version, schedule, rate, clock
        ),
        Fact.PROGRESS: DeliverProgress(store, channel, staff, schedule, clock),
        Fact.RECALL: DeliverRecall(store, channel, staff, folder),
        Fact.SENT: DeliverSent(store, channel, words),
        Fact.RECEIPT: DeliverReceipt(installation, channel),
        Fact.REMINDER: DeliverReminder(store, channel, words, schedule, clock),
        Fact.DROPPED: DeliverDropped(store, channel, words, schedule, clock),
        Fact.POLICY: DeliverPolicy(installation, channel),
        Fact.SHOWN: DeliverShown(store, channel, words, clock),
        Fact.RETIRED: DeliverRetired(store, channel, words, clock),
        Fact.ERASED_CARDS: DeliverErasedCards(store, channel, staff, backlog, clock),
        Fact.ERASED: DeliverErased(store, channel, words, schedule, clock, machine.sleep, installation.operator.email),
    }
    return whole | {fact: AtMostTwice(fact, store).around(whole[fact]) for fact in PASSING}
