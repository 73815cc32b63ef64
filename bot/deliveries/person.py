"""How is a person told what has become a fact, and how do their answers leave the chat?"""

from __future__ import annotations

from bot.domain.erasure import Kind
from bot.gateway import Trouble, Undelivered
from bot.i18n import Words
from bot.messenger import Messenger
from storage import leads, messages, persons
from storage.persons import Person
from storage.store import Store


class DeliverSent:
    """Fact.SENT: the subject is a lead; its person gets the reference and what happens next, without personal data."""

    def __init__(self, store: Store, messenger: Messenger, words: Words) -> None:
        self._store = store
        self._messenger = messenger
        self._words = words

    async def __call__(self, subject: bytes) -> None:
        lead = await leads.load(self._store.engine, self._store.vault, subject)
        person = await find_person(self._store, lead.person) if lead else None
        if lead and person:
            text = self._words.speak(person.language)
            await self._messenger.say(person.telegram_id, text("application.sent", reference=lead.reference))


class DeliverRetired:
    """Fact.RETIRED: the subject is a person; messages with answers they have moved on from lose them."""

    def __init__(self, store: Store, messenger: Messenger, words: Words) -> None:
        self._store = store
        self._messenger = messenger
        self._words = words

    async def __call__(self, subject: bytes) -> None:
        person = await find_person(self._store, subject)
        if person is None:
            return
        stub = self._words.speak(person.language)("message.retired")
        for trace in await messages.of_person(self._store.engine, subject):
            if trace.kind is Kind.RETIRED:
                await self._rewrite(person.telegram_id, trace.message_id, stub)
                await self._store.commit([messages.forget(subject, trace.message_id)])

    async def _rewrite(self, chat_id: int, message_id: int, stub: str) -> None:
        try:
            await self._messenger.edit(chat_id, message_id, stub)
        except Undelivered as failure:
            if failure.trouble is not Trouble.GONE:
                raise


async def find_person(store: Store, person: bytes, *, also_erasing: bool = False) -> Person | None:
    """Whom to tell: nobody any more once their data is being destroyed, unless it is `also_erasing`."""
    seal = await store.vault.seal_of(person)
    known = await persons.load(store.engine, person, seal) if seal else None
    return known if known and (also_erasing or not known.erasing) else None
