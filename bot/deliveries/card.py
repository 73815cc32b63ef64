"""How does a lead's card come to show what the lead is?

Two steps, so that a crash can leave an extra empty card but never a second one with contacts: the card is born without
contacts and its id committed; only then is it rewritten to what the lead shows now.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.deliveries.backlog import Backlog
from bot.domain import wall_clock
from bot.domain.lead import Lead, is_open
from bot.gateway import Trouble, Undelivered
from bot.i18n import Text, Words
from bot.messenger import Messenger
from handlers import card
from storage import cards, lead_history, leads, persons
from storage.cards import Card
from storage.lead_history import Step
from storage.statements import Conflict
from storage.store import Store

log = logging.getLogger(__name__)
UNKNOWN = ""
"""What a card shows whose last edit may or may not have happened."""


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """Where cards go, in whose words, and whether they show contacts at once (STAFF_CARD=full)."""

    chat: Callable[[], int | None]
    topic: int | None
    language: str
    words: Words
    zone: ZoneInfo
    full: bool

    @property
    def text(self) -> Text:
        return self.words.speak(self.language)

    def date(self, moment: int) -> str:
        return wall_clock.day(moment, self.zone)

    def at(self, moment: int) -> str:
        """As the clock on the wall shows it."""
        return wall_clock.minute(moment, self.zone)

    def origin(self, lead: Lead) -> str:
        """When the lead came, and in which language."""
        return f"{self.at(lead.created_at)} · {self.words.speak(lead.language)('language.name')}"


class DeliverCard:
    """Fact.CARD: the subject is a lead."""

    def __init__(self, store: Store, messenger: Messenger, staff: StaffGroup, backlog: Backlog, clock: Clock) -> None:
        self._backlog = backlog
        self._store = store
        self._messenger = messenger
        self._staff = staff
        self._clock = clock

    async def __call__(self, subject: bytes) -> None:
        chat_id = self._staff.chat()
        lead = await leads.load(self._store.engine, self._store.vault, subject)
        if lead is None or chat_id is None:
            return
        await self._show(chat_id, lead)
        await self._backlog.settle(chat_id)

    async def _show(self, chat_id: int, lead: Lead) -> None:
        stands = await cards.load(self._store.engine, lead.id)
        if stands is None or stands.chat_id != chat_id:
            await self._backlog.announce(chat_id)
            stands = await self._bear(chat_id, lead)
        again, earlier = await cards.replaced(self._store.engine, lead.id)
        for message_id in earlier:
            await self._retire(chat_id, message_id, lead)
        face = await self._face(lead, again)
        if face.digest == stands.shown:
            return
        try:
            # Unknown until the edit is known to have happened: whatever comes between, the card is drawn again.
            await self._store.commit([cards.show(lead.id, stands.message_id, UNKNOWN)])
            await self._messenger.edit(chat_id, stands.message_id, face.text, face.keyboard)
            await self._store.commit([cards.show(lead.id, stands.message_id, face.digest)])
        except Conflict:
            return  # erased or moved meanwhile; whoever did that takes care of the card
        except Undelivered as failure:
            if failure.trouble in (Trouble.GONE, Trouble.REFUSED) and is_open(lead):
                await self._replace(lead)
            raise

    async def _face(self, lead: Lead, again: bool) -> card.Face:
        """A card that was asked for `again` also tells what has happened."""
        if await persons.is_blocked(self._store.engine, lead.person):
            return card.withdrawn(self._staff.text, lead.reference)
        history = await self._history(lead) if again else []
        staff = self._staff
        return card.face(staff.text, lead, staff.origin(lead), staff.at, history, full=staff.full)

    async def _history(self, lead: Lead) -> list[Step]:
        seal = await self._store.vault.seal_of(lead.person)
        steps = await lead_history.of_person(self._store.engine, lead.person, seal) if seal else []
        return [step for step in steps if step.lead == lead.id]

    async def _retire(self, chat_id: int, message_id: int, lead: Lead) -> None:
        """An earlier card loses what it shows before the newer one shows any of it."""
        try:
            await self._messenger.edit(chat_id, message_id, self._staff.text("card.moved", reference=lead.reference))
        except Undelivered as failure:
            if failure.trouble not in (Trouble.GONE, Trouble.REFUSED):
                raise
            if failure.trouble is Trouble.REFUSED:
                await self._delete(chat_id, message_id)
        await self._store.commit([cards.point_on(chat_id, message_id)])

    async def _delete(self, chat_id: int, message_id: int) -> None:
        try:
            await self._messenger.delete(chat_id, message_id)
        except Undelivered as failure:
            if not failure.permanent:
                raise
            if failure.trouble is not Trouble.GONE:
                log.warning("an earlier card can be neither rewritten nor deleted; staff have to delete it")

    async def _bear(self, chat_id: int, lead: Lead) -> Card:
        face = card.newborn(self._staff.text, lead, self._staff.origin(lead))
        message_id = await self._messenger.say(
            chat_id, face.text, face.keyboard, topic=self._staff.topic, protected=True
        )
        born = Card(chat_id, message_id, face.digest)
        await self._store.commit([cards.place(lead.id, born, self._clock())])
        return born

    async def _replace(self, lead: Lead) -> None:
        """The card of an open lead was deleted, or cannot be edited: it comes again."""
        await self._store.commit([cards.forget(lead.id)])
        raise Undelivered(Trouble.OUTAGE)
