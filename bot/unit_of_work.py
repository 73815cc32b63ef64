"""How does one update become one atomic commit, and what is said after it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.types import Update, User

from bot.clock import Clock
from bot.domain import wall_clock
from bot.domain.consent import Notice
from bot.domain.erasure import Kind
from bot.domain.funnel import Stage
from bot.domain.languages import choose_language
from bot.domain.policy import Operator, Policy
from bot.domain.schedule import Schedule
from bot.domain.set_aside import SetAside
from bot.domain.standing import StandingUnknown
from bot.i18n import Words
from bot.membership import Inquiry, Membership
from bot.memory import Recent
from bot.notice import compose_notice, compose_offer
from bot.started import Started
from handlers import forget, prompts, staffroom
from handlers.decision import SILENCE, Decision, Errand, Glimpse
from handlers.turn import Staff, Turn
from handlers.words import Wordbook
from storage import daily_counts, erasure_messages, messages, outbox, reminders, seen_updates
from storage.statements import Conflict, Statement
from storage.store import Store, Visitor
from storage.vault import Entropy

ATTEMPTS = 20  # fifty colleagues may press one card at once, but each conflict means that somebody got through


class Undecidable(Exception):
    """Permanent: however often it was decided, the same expectation was not met. The text is its target."""


@dataclass(frozen=True, slots=True)
class House:
    """What does not change from one update to the next."""

    bot: Bot
    dispatcher: Dispatcher
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
        self._glimpses: Recent[int, Glimpse] = Recent(10_000)
        self._errands: Recent[int, Errand] = Recent(100)
        self._started = Started()

    async def run(self, update: Update, received_at: float) -> Decision:
        """The decision, committed; `received_at` is in monotonic seconds.

        Raises StorageUnavailable, and then nothing may be acknowledged; and Undecidable: then it has been counted, and
        would stand in everybody's way for ever.
        """
        unmet, inquiry = Conflict(), self._inquire(update, received_at)
        for _ in range(ATTEMPTS):
            turn = await self._turn(update, inquiry)
            decision = await self._decide(update, turn)
            try:
                await self._commit(update, turn, decision)
            except Conflict as conflict:
                unmet = conflict
                continue
            if decision.started and not decision.changes:
                self._started.note(turn.today)
            if decision.errand:
                self._errands.put(turn.visitor.telegram_id, decision.errand)
            if decision.glimpse:
                self._glimpses.put(turn.visitor.telegram_id, decision.glimpse)
            return decision
        await self.count(SetAside.UNDECIDABLE)
        raise Undecidable(str(unmet))

    async def count(self, what: SetAside) -> None:
        """One more of these today. Raises StorageError."""
        today = wall_clock.local(self._house.clock(), self._house.zone).date().isoformat()
        await self._house.store.commit([daily_counts.count(today, what)])

    async def _turn(self, update: Update, inquiry: Inquiry | None) -> Turn:
        house, user, now = self._house, sender_of(update), self._house.clock()
        visitor = await house.store.visitor(user.id)
        glimpse = self._glimpses.get(user.id) or Glimpse()
        staff = self._staff(update, inquiry)
        # In the group everybody reads the same card.
        language = house.default_language if staff and staff.here else self._language(user, visitor, glimpse)
        return Turn(
            update_id=update.update_id,
            now=now,
            zone=house.zone,
            order=outbox.make_order(now, house.entropy),
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
            staff=staff,
            connect_code=house.connect_code(),
            errand=self._errands.get(user.id),
            again=await house.store.has_seen(update.update_id),
        )

    def _language(self, user: User, visitor: Visitor, glimpse: Glimpse) -> str:
        chosen = visitor.person.language if visitor.person else glimpse.language
        return chosen or choose_language(user.language_code, self._house.words.languages, self._house.default_language)

    def _inquire(self, update: Update, received_at: float) -> Inquiry | None:
        chat_id, who = self._house.staff_chat(), sender_of(update).id
        return None if chat_id is None else self._house.membership.inquire(chat_id, who, received_at)

    def _staff(self, update: Update, inquiry: Inquiry | None) -> Staff | None:
        if inquiry is None:
            return None
        query = update.callback_query
        event = query.message if query else update.message
        here = event is not None and event.chat.id == inquiry.chat_id
        return Staff(inquiry.chat_id, here, inquiry.is_member, inquiry.is_administrator)

    async def _decide(self, update: Update, turn: Turn) -> Decision:
        if turn.again:
            return remind(turn) if _waits_for_an_answer(update) else SILENCE
        try:
            decision = await self._house.dispatcher.feed_update(self._house.bot, update, turn=turn)
        except StandingUnknown as unknown:
            return staffroom.admit_ignorance(update.callback_query or update.message, turn, unknown.doubt)
        return SILENCE if decision is UNHANDLED or decision is None else decision

    async def _commit(self, update: Update, turn: Turn, decision: Decision) -> None:
        changes: list[Statement] = [*_remember_answer(update, turn), *decision.changes, *_stir(update, turn, decision)]
        if not changes:
            await self._house.store.commit(decision.counts, decision.new_keys)
            return
        changes.append(seen_updates.add(update.update_id, turn.now))
        if decision.started:
            changes.append(daily_counts.count(turn.today, Stage.STARTED))
        with self._started.riding_along() as started:
            await self._house.store.commit([*changes, *started, *decision.counts], decision.new_keys)


def remind(turn: Turn) -> Decision:
    """The update had its effect, but nobody knows whether the person was told: say again where they stand."""
    person, draft = turn.visitor.person, turn.visitor.draft
    if person is None or person.erasing:
        return SILENCE
    if person.asking == forget.QUESTION:
        return Decision([forget.question(turn)])
    return Decision(prompts.step(turn, draft) if draft else [prompts.standing(turn)])


def _waits_for_an_answer(update: Update) -> bool:
    """Whoever writes or presses in the chat with the bot; not who blocks it, nor who is where others read along."""
    query = update.callback_query
    event = query.message if query else update.message or update.edited_message
    return event is not None and event.chat.type == ChatType.PRIVATE


def _remember_answer(update: Update, turn: Turn) -> list[Statement]:
    """Where a person's own words stand, so that /forget_me can delete them too."""
    message, who = update.message, turn.visitor
    if message is None or who.person is None or turn.again:
        return []
    if message.chat.type != ChatType.PRIVATE or (message.text or "").startswith("/"):
        return []
    sent_at, kind = int(message.date.timestamp() * 1000), Kind.DICE if message.dice else Kind.ANSWER
    if who.person.erasing:
        return [erasure_messages.remember(who.pseudonym, message.message_id, kind, sent_at)]
    if who.person.banned_at:
        return []  # what will not be an answer is not kept, its number neither
    # Before the changes: one of them may be the erasure that takes this very message along.
    return [messages.remember(who.pseudonym, message.message_id, kind, sent_at)]


def _stir(update: Update, turn: Turn, decision: Decision) -> list[Statement]:
    """Whoever does anything is not reminded for a while. After the changes: they may begin the draft."""
    # A press that changes nothing was on an old button; a message is a sign of life whatever it says.
    acts = bool(decision.changes) or (update.callback_query is None and turn.visitor.draft is not None)
    if not _waits_for_an_answer(update) or turn.again or not acts:
        return []
    schedule, now = turn.schedule, turn.now
    due = tuple(schedule.remind_at(now, number, now) for number in range(len(schedule.reminders)))
    return reminders.stir(turn.visitor.pseudonym, now, due)


def sender_of(update: Update) -> User:
    """Who did it. Every kind of update we ask for has a sender, but for messages in the name of a channel."""
    event = update.message or update.edited_message or update.callback_query or update.my_chat_member
    if event is None or event.from_user is None:
        raise LookupError("nobody sent this")
    return event.from_user
