"""Takes back the messages of an erased person, then gives the person a receipt."""

from __future__ import annotations

import logging

from bot.dialogue.keyboard import RemoveKeyboard
from bot.dialogue.undelivered import OUT_OF_REACH, Undelivered
from bot.domain.erasure import WITHOUT_REQUEST, Erasure, Place, Result, Stage, Step, Trace, step_for
from bot.domain.frozen import frozen
from bot.domain.retention import PROOF
from bot.domain.time import HOUR
from bot.domain.wall_clock import minute
from bot.i18n import exact_duration
from bot.machine import Sleep
from bot.outbox.backlog_display import BacklogDisplay
from bot.outbox.contacts import ContactMessages
from bot.outbox.erasure_receipt import compose, describe_copies
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.not_yet import NotYet
from bot.outbox.once_more import OnceMore
from bot.outbox.staff_group import StaffGroup
from bot.outbox.take_back import take_back, take_back_each
from bot.views import card, hand_overs
from storage import contact_messages, erasure_ends, erasure_messages, erasures, lost_keys, persons, strays
from storage.clear_log import clear_log
from storage.outbox import OutboxRow
from storage.statements import Statement

log = logging.getLogger(__name__)
WAIT_FOR_RETURN = 48 * HOUR  # where a channel has no end for deleting: as long as in Telegram
RETURN_CHECK = HOUR  # between attempts in a chat out of reach; whoever comes back is noticed at once
CARD_WAIT_SECONDS = 1.0  # the receipt waits for the staff card, so that it can usually say that it is emptied


@frozen
class DeliverErasedCards(FactDelivery):
    """Fact.ERASED_CARDS: the subject is an erasure; its staff cards are rewritten to say that the person withdrew."""

    staff: StaffGroup
    backlog: BacklogDisplay
    contacts: ContactMessages

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        try:
            await self._take_back_contacts(subject)
        finally:  # what is in the way of one delays no other
            await self._take_back(subject)
        chat_id = self.staff.chat()
        if chat_id is not None:
            await self.backlog.remove_if_drained(chat_id)  # this card may have been the last that waited

    async def _take_back(self, subject: bytes) -> None:
        ended = await erasures.reason_of(self.store.engine, subject) in WITHOUT_REQUEST
        compose = card.compose_ended if ended else card.compose_erased

        async def take(trace: Trace) -> Result:
            result = await self._rewrite(trace, compose(self.staff.text, trace.reference or ""))
            again: list[Statement] = []
            if result is Result.UNREACHABLE and trace.chat_id is not None:
                # It is tried again daily, and staff are asked to delete it: `stray_card.py`.
                again = [strays.tell(trace.chat_id, trace.message_id, self.clock())]
            await self.store.commit([erasure_messages.record(subject, trace, result), *again])
            return result

        left = await take_back_each(await erasure_messages.traces(self.store.engine, subject, Place.STAFF), take)
        await self.store.commit(erasure_ends.finish(subject, self.clock()))
        warn(left, "in the staff group")

    async def _take_back_contacts(self, subject: bytes) -> None:
        """Those that single colleagues were shown. Their traces name rows of `contact_messages`."""

        async def take(trace: Trace) -> Result:
            one = await contact_messages.load(self.store.engine, self.store.vault, trace.message_id)
            result = await self.contacts.take_back(one) if one else Result.GONE
            await self.store.commit([erasure_messages.record(subject, trace, result)])
            return result

        for place in (Place.ASIDE, Place.COLLEAGUE):
            traces = await erasure_messages.traces(self.store.engine, subject, place)
            warn(await take_back_each(traces, take), "to a colleague")

    async def _rewrite(self, trace: Trace, content: card.CardContent) -> Result:
        """Waits for the staff group if the bot is out of it, but not for an earlier staff group."""
        if trace.chat_id is None:
            return Result.UNREACHABLE
        here, now = trace.chat_id == self.staff.chat(), self.clock()
        return await take_back(
            self.channel,
            trace.chat_id,
            trace,
            content.text,
            step_for(trace, now, self.channel.can),
            now,
            wait_for_chat=here,
        )


@frozen
class DeliverErasureDelayed(FactDelivery):
    """Fact.ERASURE_DELAYED: the subject is an erasure; the person hears that it takes longer."""

    async def __call__(self, row: OutboxRow) -> None:
        erasure = await erasures.load(self.store.engine, self.store.vault, row.subject)
        if erasure and erasure.stage is Stage.INTENT:
            await self.channel.say(
                self.channel.chat_of(erasure.address), self.words.text_in(erasure.language)("forget.delayed")
            )


@frozen
class DeliverErased(FactDelivery):
    """Fact.ERASED: the subject is an erasure. Clears the chat as far as a bot can, then gives the receipt.

    If the person has blocked the bot, it is tried again until nothing could be deleted any more.
    """

    once_more: OnceMore
    sleep: Sleep

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        erasure = await erasures.load(self.store.engine, self.store.vault, subject)
        if erasure is None:  # told already, or its key is lost, and the address with it
            await self.store.commit([*lost_keys.give_up_telling(subject), *erasure_ends.finish(subject, self.clock())])
            return
        try:
            left = await self._take_all_back(erasure)
            await self._wait_for_the_card(erasure)
            while not await self._unlink_person(erasure):
                left += await self._take_all_back(erasure)
            await self._give_receipt(row, erasure)
        except Undelivered as failure:
            if failure.trouble not in OUT_OF_REACH:
                raise
            await self._wait_for_return(erasure)
        else:
            await self._end(erasure, [erasures.note_within_reach(subject)])
            warn(left, "in a private chat")

    async def _wait_for_return(self, erasure: Erasure) -> None:
        """The person has blocked the bot. Raises NotYet while a message of their chat could still be deleted.

        Then nobody waits for them any longer, and the address is destroyed without a receipt.
        """
        traces = await erasure_messages.traces(self.store.engine, erasure.id, Place.PRIVATE)
        newest = max([erasure.requested_at, *(trace.sent_at for trace in traces)])
        if self.clock() < newest + (self.channel.can.deletable_for or WAIT_FOR_RETURN):
            await self.store.commit([erasures.note_out_of_reach(erasure.id, self.clock())])
            raise NotYet(after=RETURN_CHECK)
        await self._end(
            erasure, [erasures.note_out_of_reach(erasure.id, self.clock()), erasure_messages.give_up(erasure.id)]
        )
        log.warning("%s ends without a receipt: the person has blocked the bot", erasure.reference)

    async def _end(self, erasure: Erasure, noted: list[Statement]) -> None:
        """Destroy the place to answer, and its key."""
        ended = [erasures.clear_details(erasure.id), *erasure_ends.finish(erasure.id, self.clock())]
        await self.store.commit([*noted, *ended])
        await self.store.vault.destroy(erasure.id)
        await clear_log(self.store, self.clock)

    async def _take_all_back(self, erasure: Erasure) -> int:
        """The number of messages that could not be taken back."""
        traces = await erasure_messages.traces(self.store.engine, erasure.id, Place.PRIVATE)
        young = [trace for trace in traces if step_for(trace, self.clock(), self.channel.can) is Step.DELETE]
        if young and await self._delete_together(self.channel.chat_of(erasure.address), young):
            await self.store.commit([erasure_messages.record(erasure.id, trace, Result.DELETED) for trace in young])
            traces = [trace for trace in traces if trace not in young]
        stub = self.words.text_in(erasure.language)("message.erased")

        async def take(trace: Trace) -> Result:
            now, chat_id = self.clock(), self.channel.chat_of(erasure.address)
            step = step_for(trace, now, self.channel.can)
            result = await take_back(self.channel, chat_id, trace, stub, step, now, wait_for_chat=True)
            await self.store.commit([erasure_messages.record(erasure.id, trace, result)])
            return result

        return await take_back_each(traces, take)

    async def _delete_together(self, chat_id: int, traces: list[Trace]) -> bool:
        try:
            await self.channel.delete_all(chat_id, [trace.message_id for trace in traces])
        except Undelivered as failure:
            if not failure.permanent or failure.trouble in OUT_OF_REACH:
                raise
            return False
        return True

    async def _wait_for_the_card(self, erasure: Erasure) -> None:
        results = await erasure_messages.results(self.store.engine, erasure.id)
        if any(result is None for place, result in results if place is not Place.PRIVATE):
            await self.sleep(CARD_WAIT_SECONDS)

    async def _unlink_person(self, erasure: Erasure) -> bool:
        """Make the person unknown to the bot before the receipt says so. False if they have written meanwhile."""
        return await self.store.try_commit([erasures.unlink_person(erasure.id)])

    async def _give_receipt(self, row: OutboxRow, erasure: Erasure) -> None:
        person = self.store.vault.pseudonym(erasure.address)
        results = await erasure_messages.results(self.store.engine, erasure.id)
        came_back = await persons.is_known(self.store.engine, person)
        text = self.words.text_in(erasure.language)
        remains = text(
            "erased.remains_handed" if erasure.handed else "erased.remains",
            email=self.installation.operator.email,
            proof=exact_duration(text, self.schedule.retention.span(PROOF)),
            copies=describe_copies(text, self.installation.key_copies),
        )
        at = minute(self.clock(), self.schedule.calendar.zone)
        stuck = await erasure_messages.count_stuck(self.store.engine, erasure.id)
        dice_since = self.clock() - self.channel.can.dice_stand_for
        dice = await erasure_messages.count_dice_since(self.store.engine, erasure.id, dice_since)
        receipt = compose(
            text,
            erasure,
            at,
            results,
            remains,
            self.channel.can,
            came_back=came_back,
            stuck=stuck,
            dice=dice,
            handed=hand_overs.describe(text, erasure.handed, self.installation.date),
        )
        try:
            # A person who has come back may already use the keyboard of a new form.
            keyboard = None if came_back else RemoveKeyboard()
            silent = erasure.reason in WITHOUT_REQUEST and self.schedule.is_quiet(self.clock())
            chat_id = self.channel.chat_of(erasure.address)
            await self.once_more(row, lambda: self.channel.say(chat_id, receipt, keyboard, silent=silent))
        except Undelivered as failure:
            if not failure.permanent or failure.trouble in OUT_OF_REACH:
                await self.store.commit([erasures.relink_person(erasure.id, person)])
                raise  # any other permanent one is ignored


def warn(left: int, where: str) -> None:
    if left:
        log.warning("%d messages %s could not be taken back; python -m bot doctor lists them", left, where)
