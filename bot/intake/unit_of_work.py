"""How does one update become one atomic commit, and what is said after it?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.dialogue.decision import Decision, Errand, Glimpse
from bot.dialogue.event import Event, Sender
from bot.dialogue.installation import Installation
from bot.dialogue.membership import Inquiry, Membership
from bot.dialogue.turn import Staff, Turn
from bot.domain import wall_clock
from bot.domain.abilities import Abilities
from bot.domain.address import Address
from bot.domain.erasure import Kind
from bot.domain.funnel import Stage
from bot.domain.languages import choose_language
from bot.domain.set_aside import SetAside
from bot.intake.started import Started
from bot.memory import Recent
from storage import daily_counts, erasure_messages, messages, reminders, seen_updates
from storage.statements import Conflict, Statement
from storage.store import Visitor

ATTEMPTS = 20  # fifty colleagues may press one card at once, but each conflict means that somebody got through


class Undecidable(Exception):
    """Permanent: however often it was decided, the same expectation was not met. The text is its target."""


Decide = Callable[[Event, Turn], Awaitable[Decision]]


class StaffChat(Protocol):
    """The number of the staff group; while there is none, `code` is what makes a group the staff group."""

    @property
    def code(self) -> str | None: ...

    def __call__(self) -> int | None: ...


class UnitOfWork:
    """Decide, commit; if the ground has moved meanwhile, decide again on what is true now."""

    def __init__(
        self,
        installation: Installation,
        decide: Decide,
        staff_chat: StaffChat,
        membership: Membership,
        can: Abilities,
    ) -> None:
        self._installation = installation
        self._decide = decide
        self._staff_chat = staff_chat
        self._membership = membership
        self._can = can
        self._glimpses: Recent[Address, Glimpse] = Recent(10_000)
        self._errands: Recent[Address, Errand] = Recent(100)
        self._started = Started()

    async def run(self, event: Event, received_at: float) -> Decision:
        """The decision, committed; `received_at` is in monotonic seconds.

        Raises StorageUnavailable, and then nothing may be acknowledged; and Undecidable: then it has been counted, and
        would stand in everybody's way for ever.
        """
        unmet, inquiry = Conflict(), self._inquire(event, received_at)
        for _ in range(ATTEMPTS):
            turn = await self._turn(event, inquiry)
            decision = await self._decide(event, turn)
            try:
                await self._commit(event, turn, decision)
            except Conflict as conflict:
                unmet = conflict
                continue
            if decision.started and not decision.changes:
                self._started.note(turn.today)
            if decision.errand:
                self._errands.put(turn.visitor.address, decision.errand)
            if decision.glimpse:
                self._glimpses.put(turn.visitor.address, decision.glimpse)
            return decision
        await self.count(SetAside.UNDECIDABLE)
        raise Undecidable(str(unmet))

    async def count(self, what: SetAside) -> None:
        """One more of these today. Raises StorageError."""
        here = self._installation
        today = wall_clock.local(here.clock(), here.zone).date().isoformat()
        await here.store.commit([daily_counts.count(today, what)])

    async def _turn(self, event: Event, inquiry: Inquiry | None) -> Turn:
        here, who, now = self._installation, event.who, self._installation.clock()
        visitor = await here.store.visitor(who.address)
        glimpse = self._glimpses.get(who.address) or Glimpse()
        staff = self._staff(event, inquiry)
        # In the group everybody reads the same card.
        language = here.default_language if staff and staff.here else self._language(who, visitor, glimpse)
        return Turn(
            installation=here,
            update_id=event.number,
            now=now,
            visitor=visitor,
            language=language,
            text=here.words.speak(language),
            glimpse=glimpse,
            can=self._can,
            heard=here.wordbook.hear(event.own_words),
            staff=staff,
            connect_code=self._staff_chat.code,
            errand=self._errands.get(who.address),
            again=await here.store.has_seen(event.number),
        )

    def _language(self, who: Sender, visitor: Visitor, glimpse: Glimpse) -> str:
        chosen = visitor.person.language if visitor.person else glimpse.language
        here = self._installation
        return chosen or choose_language(who.language_code, here.words.languages, here.default_language)

    def _inquire(self, event: Event, received_at: float) -> Inquiry | None:
        chat_id, who = self._staff_chat(), event.who.address
        return None if chat_id is None else Inquiry(self._membership, (chat_id, who), received_at)

    def _staff(self, event: Event, inquiry: Inquiry | None) -> Staff | None:
        if inquiry is None:
            return None
        here = event.where.chat_id == inquiry.chat_id
        return Staff(inquiry.chat_id, here, inquiry.is_member, inquiry.is_administrator)

    async def _commit(self, event: Event, turn: Turn, decision: Decision) -> None:
        changes: list[Statement] = [*_remember_answer(event, turn), *decision.changes, *_stir(event, turn, decision)]
        if not changes:
            await self._installation.store.commit(decision.counts, decision.new_keys)
            return
        changes.append(seen_updates.add(event.number, turn.now))
        if decision.started:
            changes.append(daily_counts.count(turn.today, Stage.STARTED))
        with self._started.riding_along() as started:
            await self._installation.store.commit([*changes, *started, *decision.counts], decision.new_keys)


def _remember_answer(event: Event, turn: Turn) -> list[Statement]:
    """Where a person's own words stand, so that /forget_me can delete them too."""
    who, message_id = turn.visitor, event.message_id
    if who.person is None or turn.again or message_id is None or not (event.is_message and event.is_private):
        return []
    if (event.text or "").startswith("/"):
        return []
    kind = Kind.DICE if event.is_dice else Kind.ANSWER
    if who.person.erasing:
        return [erasure_messages.remember(who.pseudonym, message_id, kind, event.sent_at)]
    if who.person.banned_at:
        return []  # what will not be an answer is not kept, its number neither
    # Before the changes: one of them may be the erasure that takes this very message along.
    return [messages.remember(who.pseudonym, message_id, kind, event.sent_at)]


def _stir(event: Event, turn: Turn, decision: Decision) -> list[Statement]:
    """Whoever does anything is not reminded for a while. After the changes: they may begin the draft."""
    # A press that changes nothing was on an old button; a message is a sign of life whatever it says.
    acts = bool(decision.changes) or (event.tap is None and turn.visitor.draft is not None)
    if not event.is_private or turn.again or not acts:
        return []
    schedule, now = turn.installation.schedule, turn.now
    due = tuple(schedule.remind_at(now, number, now) for number in range(len(schedule.reminders)))
    return reminders.stir(turn.visitor.pseudonym, now, due)
