"""Takes back a stray card: it was sent, but its lead needed no card any more."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.domain.erasure import SHOWN_FOR, Kind, Place, Result, Step, Trace
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.not_yet import NotYet
from bot.outbox.staff_group import StaffGroup
from bot.outbox.take_back import take_back
from storage import strays

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeliverStray(FactDelivery):
    """Fact.STRAY: the subject is the message. It holds no contacts, but reveals that there was an application."""

    staff: StaffGroup

    async def __call__(self, subject: bytes) -> None:
        (chat_id, message_id), now = strays.read(subject), self.clock()
        trace = Trace(Place.STAFF, chat_id, message_id, Kind.CARD, now)
        stub, here = self.staff.text("card.stray"), chat_id == self.staff.chat()
        result = await take_back(self.channel, chat_id, trace, stub, Step.DELETE, now, wait_for_chat=here)
        if result is Result.UNREACHABLE:
            log.warning("a card without an application can be neither deleted nor rewritten; doctor lists it")
            raise NotYet(after=SHOWN_FOR)
