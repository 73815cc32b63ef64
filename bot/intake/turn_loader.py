"""Loads what a handler needs to decide an update, and remembers some of its decision in memory only."""

from __future__ import annotations

from bot.dialogue.decision import ChatMemory, Decision
from bot.dialogue.event import Event, Sender
from bot.dialogue.installation import Installation
from bot.dialogue.membership import Membership, StaffChat, StandingInquiry
from bot.dialogue.turn import Turn
from bot.domain.abilities import Abilities
from bot.domain.address import Address
from bot.lru_cache import LruCache
from storage.visitors import Visitor

NOTHING_REMEMBERED = ChatMemory()


class TurnLoader:
    """Makes a Turn from the database, from what is remembered, and from the staff group."""

    def __init__(
        self, installation: Installation, staff_chat: StaffChat, membership: Membership, can: Abilities
    ) -> None:
        """`can`: the abilities of the channel."""
        self._installation = installation
        self._staff_chat = staff_chat
        self._membership = membership
        self._can = can
        self._chats: LruCache[Address, ChatMemory] = LruCache(10_000)

    def inquire(self, event: Event, received_at: float) -> StandingInquiry | None:
        """The inquiry about the sender. Make it once for each update, however often that is decided.

        None outside the staff group. `received_at` is in monotonic seconds.
        """
        chat_id = event.where.chat_id
        if event.is_private or chat_id != self._staff_chat():
            return None
        return StandingInquiry(self._membership, (chat_id, event.who.address), received_at)

    async def load(self, event: Event, inquiry: StandingInquiry | None) -> Turn:
        """The Turn as of now. Raises StorageUnavailable."""
        here, who, now = self._installation, event.who, self._installation.clock()
        visit = await here.store.visit(who.address, event.number)
        visitor = visit.visitor
        chat_memory = self._chats.get(who.address) or NOTHING_REMEMBERED
        # All members of a group read the same answer, also in one that is only being connected.
        language = self._language(who, visitor, chat_memory) if event.is_private else here.staff_language
        return Turn(
            installation=here,
            update_id=event.number,
            now=now,
            visitor=visitor,
            language=language,
            text=here.words.text_in(language),
            chat_memory=chat_memory,
            can=self._can,
            recognised=here.wordbook.recognise(event.own_words),
            staff=inquiry,
            connect_code=self._staff_chat.code,
            is_repeated=visit.is_repeated,
        )

    def remember(self, event: Event, decision: Decision) -> None:
        """Keep what a committed decision leaves in memory."""
        if decision.chat_memory:
            self._chats.put(event.who.address, decision.chat_memory)

    def _language(self, who: Sender, visitor: Visitor, chat_memory: ChatMemory) -> str:
        chosen = visitor.person.language if visitor.person else chat_memory.language
        return chosen or self._installation.language_for(who.language_code)
