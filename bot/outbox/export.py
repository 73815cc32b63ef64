"""Sends an export file to one administrator, and takes it back.

Like every message with personal data it is sent in two steps: first an empty file, whose message is committed; then the
file is registered as handed out and filled. It is taken back after 24 hours, or as soon as a person in it is erased.
"""

from __future__ import annotations

from bot.dialogue.channel import IsWanted
from bot.dialogue.decision import EMPTY
from bot.dialogue.undelivered import Undelivered
from bot.domain.disclosure import Copy, Disclosure
from bot.domain.erasure import SHOWN_FOR, Kind, Place, Result, Trace, step_for
from bot.domain.frozen import frozen
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.not_yet import NotYet
from bot.outbox.staff_group import StaffGroup
from bot.outbox.still_pending import make_pending_check
from bot.outbox.take_back import take_back
from bot.views.export_file import ExportFileMaker
from storage import disclosure_ends, disclosures
from storage.outbox import OutboxRow


@frozen
class DeliverExport(FactDelivery):
    """Fact.EXPORT: the subject is a disclosure. Sends its file, and takes it back at the promised time."""

    export_files: ExportFileMaker
    staff: StaffGroup

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        is_wanted = make_pending_check(self.store, row)
        known = await disclosures.load(self.store.engine, self.store.vault, subject)
        if known is None or known.address is None:
            return
        chat_id = self.channel.chat_of(known.address)
        if known.remove_at is None or self.clock() < known.remove_at:
            if not known.filled:
                await self._bring(known, chat_id, is_wanted)
            await self._wait_for_the_end(subject)
        else:
            await self._take_back(known, chat_id)

    async def _wait_for_the_end(self, subject: bytes) -> None:
        """A filled file has to be taken back later: raises NotYet until then."""
        known = await disclosures.load(self.store.engine, self.store.vault, subject)
        if known and known.filled and known.remove_at is not None:
            raise NotYet(until=known.remove_at)

    async def _bring(self, known: Disclosure, chat_id: int, is_wanted: IsWanted) -> None:
        message_id = known.message_id
        if message_id is None:
            message_id = await self._place(known, chat_id)
        if message_id is None or not await self._hand_out(known, chat_id, message_id):
            return
        file = await self.export_files.make(known)
        caption = self.staff.text("export.file", reference=known.reference, recipient=known.details.recipient)
        await self.channel.only_if(is_wanted).replace(chat_id, message_id, file, caption)
        if not await self.store.try_commit([disclosures.fill(known.id, self.clock())]):
            raise NotYet  # a person in it was erased just now: the next run takes it back

    async def _place(self, known: Disclosure, chat_id: int) -> int | None:
        stub = self.staff.text("export.stub", reference=known.reference)
        try:
            message_id = await self.channel.attach(chat_id, EMPTY, stub)
        except Undelivered as failure:
            if not failure.permanent:
                raise
            await self._explain(known)
            return None
        if await self.store.try_commit([disclosures.place(known.id, message_id, self.clock())]):
            return message_id
        await self.channel.delete(chat_id, message_id)  # the disclosure was cancelled meanwhile
        return None

    async def _explain(self, known: Disclosure) -> None:
        """A bot cannot write first, so the administrator has to open the chat. Nothing was handed out."""
        group = self.staff.chat()
        if group is not None:
            said = self.staff.text("export.no_chat", name=known.details.asked_by, reference=known.reference)
            await self.channel.say(group, said, topic=self.staff.topic)
        await self._drop(known)

    async def _hand_out(self, known: Disclosure, chat_id: int, message_id: int) -> bool:
        if known.handed_at is not None:
            return True
        now = self.clock()
        if not await disclosures.references_of(self.store.engine, known.id):
            await self.channel.delete(chat_id, message_id)
            await self._drop(known)
            return False
        handed = await disclosures.hand_out(self.store.engine, known, now, now + SHOWN_FOR)
        if not await self.store.try_commit(handed):
            raise NotYet  # a person was erased just now: the next run leaves them out
        return True

    async def _take_back(self, known: Disclosure, chat_id: int) -> None:
        if known.message_id is not None and known.sent_at is not None:
            trace = Trace(Place.PRIVATE, chat_id, known.message_id, Kind.MY_DATA_FILE, known.sent_at)
            stub = self.staff.text("message.retired")
            now = self.clock()
            step = step_for(trace, now, self.channel.can)
            if await take_back(self.channel, chat_id, trace, stub, step, now) is Result.UNREACHABLE:
                raise NotYet(after=SHOWN_FOR)
        await self.store.commit(disclosure_ends.take_back(known.id))
        if known.id in await disclosure_ends.spent_keys(self.store.engine):
            await self.store.vault.destroy(known.id)

    async def _drop(self, known: Disclosure) -> None:
        await self.store.vault.unsettle(self.clock(), known.id)
        await self.store.commit(disclosures.drop(known.id))
        await self.store.vault.destroy(known.id)


@frozen
class DeliverRecall(FactDelivery):
    """Fact.RECALL: staff are asked to remove erased persons from copies of files that were handed out.

    It repeats nothing that staff typed: this message stays.
    """

    staff: StaffGroup

    async def __call__(self, row: OutboxRow) -> None:
        group = self.staff.chat()
        if group is None:
            return
        for copy in await disclosure_ends.to_recall(self.store.engine, self.store.vault):
            await self.channel.say(group, self._words(copy), topic=self.staff.topic)
            await self.store.commit(disclosure_ends.told(copy))

    def _words(self, copy: Copy) -> str:
        known = copy.disclosure
        return self.staff.text(
            "export.recall",
            reference=known.reference,
            date=self.staff.date(known.handed_at or known.asked_at),
            recipient=self.staff.text(f"recipient.{known.to.value}"),
            applications=", ".join(copy.references),
        )
