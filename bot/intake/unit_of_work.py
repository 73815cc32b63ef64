"""How does one update become one atomic commit, and what is said after it?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.dialogue.decision import Decision, Errand, Glimpse
from bot.dialogue.event import Event, Sender
from bot.dialogue.membership import Inquiry, Membership
from bot.dialogue.turn import Staff, Turn
from bot.dialogue.wordbook import Wordbook
from bot.domain import wall_clock
from bot.domain.address import Address
from bot.domain.consent import Notice
from bot.domain.erasure import Kind
from bot.domain.funnel import Stage
from bot.domain.languages import choose_language
from bot.domain.policy import Operator, Policy
from bot.domain.schedule import Schedule
from bot.domain.set_aside import SetAside
from bot.i18n import Words
from bot.intake.started import Started
from bot.memory import Recent
from bot.views.notice import compose_notice, compose_offer
from storage import daily_counts, erasure_messages, messages, reminders, seen_updates
from storage.statements import Conflict, Statement
from storage.store import Store, Visitor
from storage.vault import Entropy

ATTEMPTS = 20  # fifty colleagues may press one card at once, but each conflict means that somebody got through


class Undecidable(Exception):
    """Permanent: however often it was decided, the same expectation was not met. The text is its target."""


@dataclass(frozen=True, slots=True)
class House:
    """What does not change from one update to the next."""

    decide: Callable[[Event, Turn], Awaitable[Decision]]
    store: Store
    words: Words
    wordbook: Wordbook
    operator: Operator
    policy: Policy
    schedule: Schedule
    zone: ZoneInfo
    default_language: str
    staff_chat: Callable[[], int | None]
    connect_code: Callable[[], str | None]
    membership: Membership
    clock: Clock
    entropy: Entropy

    def notice(self, language: str) -> Notice:
        return compose_notice(self.words, language, self.operator, self.policy, self.schedule.retention)

    def renewal(self, language: str, agreed_to: str) -> Notice:
        retention = self.schedule.retention
        return compose_notice(self.words, language, self.operator, self.policy, retention, agreed_to=agreed_to)

    def offer(self, language: str) -> Notice:
        return compose_offer(self.words, language, self.operator, self.policy, self.schedule.retention)


class UnitOfWork:
    """Decide, commit; if the ground has moved meanwhile, decide again on what is true now."""

    def __init__(self, house: House) -> None:
        self._house = house
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
            decision = await self._house.decide(event, turn)
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
        today = wall_clock.local(self._house.clock(), self._house.zone).date().isoformat()
        await self._house.store.commit([daily_counts.count(today, what)])

    async def _turn(self, event: Event, inquiry: Inquiry | None) -> Turn:
        house, who, now = self._house, event.who, self._house.clock()
        visitor = await house.store.visitor(who.address)
        glimpse = self._glimpses.get(who.address) or Glimpse()
        staff = self._staff(event, inquiry)
        # In the group everybody reads the same card.
        language = house.default_language if staff and staff.here else self._language(who, visitor, glimpse)
        return Turn(
            update_id=event.number,
            now=now,
            zone=house.zone,
            visitor=visitor,
            language=language,
            text=house.words.speak(language),
            words=house.words,
            wordbook=house.wordbook,
            notice=house.notice,
            renewal=house.renewal,
            offer=house.offer,
            operator=house.operator,
            schedule=house.schedule,
            entropy=house.entropy,
            store=house.store,
            glimpse=glimpse,
            heard=house.wordbook.hear(event.own_words),
            staff=staff,
            connect_code=house.connect_code(),
            errand=self._errands.get(who.address),
            again=await house.store.has_seen(event.number),
        )

    def _language(self, who: Sender, visitor: Visitor, glimpse: Glimpse) -> str:
        chosen = visitor.person.language if visitor.person else glimpse.language
        return chosen or choose_language(who.language_code, self._house.words.languages, self._house.default_language)

    def _inquire(self, event: Event, received_at: float) -> Inquiry | None:
        chat_id, who = self._house.staff_chat(), event.who.address
        return None if chat_id is None else Inquiry(self._house.membership, (chat_id, who), received_at)

    def _staff(self, event: Event, inquiry: Inquiry | None) -> Staff | None:
        if inquiry is None:
            return None
        here = event.where.chat_id == inquiry.chat_id
        return Staff(inquiry.chat_id, here, inquiry.is_member, inquiry.is_administrator)

    async def _commit(self, event: Event, turn: Turn, decision: Decision) -> None:
        changes: list[Statement] = [*_remember_answer(event, turn), *decision.changes, *_stir(event, turn, decision)]
        if not changes:
            await self._house.store.commit(decision.counts, decision.new_keys)
            return
        changes.append(seen_updates.add(event.number, turn.now))
        if decision.started:
            changes.append(daily_counts.count(turn.today, Stage.STARTED))
        with self._started.riding_along() as started:
            await self._house.store.commit([*changes, *started, *decision.counts], decision.new_keys)


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
    schedule, now = turn.schedule, turn.now
    due = tuple(schedule.remind_at(now, number, now) for number in range(len(schedule.reminders)))
    return reminders.stir(turn.visitor.pseudonym, now, due)
