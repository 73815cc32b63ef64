"""Assembles the delivery of each fact."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue.channel import Channel, Rate
from bot.dialogue.installation import Installation
from bot.domain.facts import Fact, Repeat
from bot.machine import Machine
from bot.outbox.announcement import DeliverAnnouncement, DeliverProgress
from bot.outbox.application_ended import DeliverEnded
from bot.outbox.at_most_twice import AtMostTwice
from bot.outbox.backlog_display import BacklogDisplay
from bot.outbox.breach import DeliverBreach
from bot.outbox.card import DeliverCard
from bot.outbox.contacts import ContactMessages, DeliverContacts
from bot.outbox.earlier_cards import EarlierCards
from bot.outbox.erasure import DeliverErased, DeliverErasedCards, DeliverErasureDelayed
from bot.outbox.export import DeliverExport, DeliverRecall
from bot.outbox.milestones import DeliverClosed, DeliverTaken, DeliverTried
from bot.outbox.my_data import DeliverShown
from bot.outbox.once_more import OnceMore
from bot.outbox.policy import DeliverPolicy
from bot.outbox.reminder import DeliverDropped, DeliverReminder
from bot.outbox.retired import DeliverRetired
from bot.outbox.sent import DeliverSent
from bot.outbox.staff_group import StaffGroup
from bot.outbox.staff_notes import DeliverAlarm, DeliverEnding, DeliverGathered, DeliverNudge
from bot.outbox.stray_card import DeliverStray
from bot.outbox.worker import Delivery
from bot.views.export_file import ExportFileMaker
from storage.store import Store


def assemble_deliveries(
    installation: Installation, channel: Channel, rate: Rate, staff: StaffGroup, machine: Machine
) -> Mapping[Fact, Delivery]:
    """A delivery for each fact. Raises KeyError, at the start of the bot, for a fact without a delivery."""
    store, clock = installation.store, installation.clock
    backlog = BacklogDisplay(store, channel, staff, clock)
    export_files = ExportFileMaker(store, installation.words, staff.language, installation.zone, machine)
    earlier, gathered = EarlierCards(store, channel, staff, clock), AtMostTwice(store)
    contacts = ContactMessages(store, channel, staff, clock)
    deliveries: dict[Fact, Delivery] = {
        Fact.ENDED: DeliverEnded(installation, channel, OnceMore(store, channel)),
        Fact.ERASURE_DELAYED: DeliverErasureDelayed(installation, channel),
        Fact.CARD: DeliverCard(installation, channel, staff, backlog, earlier, contacts, machine.sleep),
        Fact.CONTACTS: DeliverContacts(installation, channel, contacts),
        Fact.STRAY: DeliverStray(installation, channel, staff, AtMostTwice(store)),
        Fact.NUDGE: DeliverNudge(installation, channel, staff),
        Fact.GATHERED: DeliverGathered(installation, channel, staff, gathered),
        Fact.ENDING: DeliverEnding(installation, channel, staff),
        Fact.ALARM: DeliverAlarm(installation, channel, staff),
        Fact.EXPORT: DeliverExport(installation, channel, export_files, staff),
        Fact.ANNOUNCEMENT: DeliverAnnouncement(installation, channel, rate),
        Fact.PROGRESS: DeliverProgress(installation, channel, staff),
        Fact.RECALL: DeliverRecall(installation, channel, staff),
        Fact.SENT: DeliverSent(installation, channel, OnceMore(store, channel)),
        Fact.BREACH: DeliverBreach(installation, channel),
        Fact.TAKEN: DeliverTaken(installation, channel),
        Fact.TRIED: DeliverTried(installation, channel),
        Fact.CLOSED: DeliverClosed(installation, channel),
        Fact.REMINDER: DeliverReminder(installation, channel),
        Fact.DROPPED: DeliverDropped(installation, channel),
        Fact.POLICY: DeliverPolicy(installation, channel),
        Fact.SHOWN: DeliverShown(installation, channel),
        Fact.RETIRED: DeliverRetired(installation, channel),
        Fact.ERASED_CARDS: DeliverErasedCards(installation, channel, staff, backlog, contacts),
        Fact.ERASED: DeliverErased(installation, channel, OnceMore(store, channel), machine.sleep),
    }
    return {fact: _limit(fact, deliveries[fact], store, channel) for fact in Fact}


def _limit(fact: Fact, deliver: Delivery, store: Store, channel: Channel) -> Delivery:
    """The delivery, repeated as often as is good for its fact."""
    match fact.repeat:
        case Repeat.ONCE_MORE:
            return OnceMore(store, channel).wrap(deliver)
        case Repeat.AT_MOST_TWICE:
            return AtMostTwice(store).wrap(deliver)
        case Repeat.AS_DELIVERED:
            return deliver
