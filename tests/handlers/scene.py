"""A store in which events are decided and committed, without a channel or any other part of the bot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.dialogue.decision import ChatMemory, Decision
from bot.dialogue.event import Event, Sender
from bot.dialogue.routes import Route, find
from bot.dialogue.turn import Turn
from bot.domain import wall_clock
from bot.domain.card import Card
from bot.domain.consent import Consent, Purpose
from bot.domain.erasure import Reason
from bot.domain.facts import Fact
from bot.domain.form import Draft
from bot.domain.lead import Lead, Status
from bot.domain.person import Person
from bot.domain.time import EPOCH, Span
from handlers import decide
from handlers.person import forget
from storage import cards, consents, daily_counts, drafts, leads, outbox, persons
from storage.statements import Statement
from storage.store import Store
from storage.vault import Seal
from storage.visitors import Visitor
from tests.handlers.memory import seeded_entropy
from tests.handlers.somebody import COLLEAGUE, DRAFT_END, SINCE, Somebody
from tests.handlers.turns import NOW, PERSON, SCHEDULE, STAFF_CHAT, make_person, make_press, make_turn, notice, offer
from tests.handlers.whole_table import WHOLE_TABLE


class Scene:
    """A store, and what the bot remembers besides: of one stranger, and of one administrator's export form."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.entropy = seeded_entropy(1)
        self.chat_memory = ChatMemory()

    async def turn(self, event: Event, **more: Any) -> Turn:
        """The turn of an event, with what is stored and remembered now."""
        remembered = {
            "chat_memory": self.chat_memory,
            "now": self.now,
            "entropy": self.entropy,
        }
        return make_turn(event, await self.visitor(event.who), self.store, **{**remembered, **more})

    async def route(self, event: Event, **more: Any) -> Route[Turn, Decision] | None:
        """Raises StandingUnknown."""
        return await find(WHOLE_TABLE, event, await self.turn(event, **more))

    async def decide(self, event: Event, **more: Any) -> Decision:
        """`more` are further fields of the turn, such as the `standing` in the staff group."""
        return await decide(event, await self.turn(event, **more))

    async def commit(self, decision: Decision) -> None:
        """Raises Conflict; then nothing is written or remembered."""
        who = self.store.vault.pseudonym(PERSON.address)
        day = wall_clock.iso_day(self.now, SCHEDULE.calendar.zone)
        reached = daily_counts.reach(day, who, decision.reached) if decision.reached else []
        await self.store.commit([*decision.changes, *reached, *decision.counts], decision.new_keys)
        self.chat_memory = decision.chat_memory or self.chat_memory

    async def play(self, event: Event, **more: Any) -> Decision:
        """Decide and commit."""
        decision = await self.decide(event, **more)
        await self.commit(decision)
        return decision

    async def visitor(self, who: Sender = PERSON) -> Visitor:
        return await self.store.visitor(who.address)

    async def person(self) -> Person:
        """Raises LookupError before consent."""
        found = (await self.visitor()).person
        if found is None:
            raise LookupError("a stranger")
        return found

    async def draft(self) -> Draft:
        """Raises LookupError if there is none."""
        found = (await self.visitor()).draft
        if found is None:
            raise LookupError("no draft")
        return found

    async def lead(self, number: int = 0) -> Lead:
        """One of the person's leads; number 0 is the newest."""
        return (await self.visitor()).leads[number]

    async def tells(self, fact: Fact, subject: bytes) -> bool:
        """Whether the outbox has a row of this fact about the subject."""
        return await outbox.is_waiting(self.store.engine, fact, subject)

    async def count(self, table: str) -> int:
        """The number of rows."""
        number: int = (await self.store.engine.read(f"SELECT count(*) FROM {table}"))[0][0]
        return number

    async def admit(self, somebody: Somebody) -> None:
        """Store somebody with everything that is known about them."""
        pseudonym = self.store.vault.pseudonym(somebody.who.address)
        seal, key = self.store.vault.make_seal(pseudonym, SINCE)
        subject = self.entropy(16).hex()
        person = make_person(somebody.who, language=somebody.language, created_at=SINCE, ledger_subject=subject)
        rows = [
            persons.insert(pseudonym, seal, person),
            *self._agree(pseudonym, subject, somebody),
            *_mark(pseudonym, seal, somebody),
            *(one for lead in somebody.leads for one in self._send(seal, replace(lead, person=pseudonym))),
        ]
        if somebody.draft:
            rows.append(drafts.put(pseudonym, seal, somebody.draft, SINCE, DRAFT_END))
        if somebody.card is not None:
            lead = somebody.leads[0].id
            rows.append(cards.place(lead, Card(STAFF_CHAT, somebody.card, ""), SINCE))
        await self.store.commit(rows, [key])
        if somebody.erasing:
            turn = await self.turn(make_press(None, who=somebody.who))
            await self.commit(forget.begin_erasure(turn, Reason.WISH))

    def _agree(self, pseudonym: bytes, subject: str, somebody: Somebody) -> list[Statement]:
        shown = notice(somebody.language, version=somebody.agreed_to)
        consent = Consent.of(shown, self.entropy(16), Purpose.APPLICATION, 1, SINCE)
        agreed = consents.grant(pseudonym, subject, consent, shown)
        if somebody.wants_offers:
            offered = offer(somebody.language)
            wish = Consent.of(offered, self.entropy(16), Purpose.MARKETING, 2, SINCE + Span(2))
            agreed += consents.grant(pseudonym, subject, wish, offered)
        return agreed

    def _send(self, seal: Seal, lead: Lead) -> list[Statement]:
        born = replace(lead, status=Status.NEW, offered=False)
        rows = [leads.insert(seal, born, SCHEDULE.of_lead(Status.NEW, None, lead.created_at))]
        if lead.status is not Status.NEW:
            owner = replace(lead, owner=self.store.vault.pseudonym(COLLEAGUE.address))
            rows.append(leads.move(seal, born, owner, SCHEDULE.of_lead(lead.status, lead.outcome, lead.changed_at)))
        return rows


def _mark(pseudonym: bytes, seal: Seal, somebody: Somebody) -> list[Statement]:
    """The open question, the ban and the hold."""
    rows = [persons.ask(pseudonym, somebody.asking)] if somebody.asking else []
    if somebody.blocked_at:
        rows.append(persons.block(pseudonym, somebody.blocked_at))
    if somebody.banned_at:
        rows.append(persons.ban(pseudonym, EPOCH, somebody.banned_at))
    if somebody.held_until:
        rows.append(persons.hold(pseudonym, seal, somebody.held_until, "іс сотта"))
    return rows
