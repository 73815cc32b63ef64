"""Two thousand people who live with the bot within seconds. A seed decides what each says and how far each goes.

Their updates go through the real unit of work with its handlers. What Telegram would answer is stored as if it had
answered: which messages hold data, and where the cards are.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from bot.channels.telegram.abilities import TELEGRAM
from bot.channels.telegram.addresses import address_of
from bot.config.installation import make_installation
from bot.config.schedule import make_schedule
from bot.config.settings import load_settings
from bot.dialogue.decision import Show
from bot.dialogue.event import ChatKind, Command, Event, Place, Sender, What
from bot.domain.card import Card
from bot.domain.lead import Outcome, Status
from bot.domain.time import EPOCH, MILLISECOND, SECOND, Moment, moment_of
from bot.intake.turn_loader import TurnLoader
from bot.intake.unit_of_work import UnitOfWork
from bot.machine import system_entropy
from bot.outbox.current_staff_chat import CurrentStaffChat
from handlers import decide
from storage import cards, leads, messages
from storage.store import Store
from tests.form import NAMES
from tests.members import Members
from tests.people import MADINA, Applicant, example_number

SETTINGS = load_settings(need_token=False, _env_file=None)
SCHEDULE = make_schedule(SETTINGS)
"""The schedule of the default settings."""
GROUP = -1_001_234_567_890
CONSONANTS, VOWELS = "бгғдзкқлмнңпрстш", "аәеоөұүі"
LATIN = str.maketrans(CONSONANTS + VOWELS, "bgxdzkqlmnjprsty" + "aieouvwh")
BATCH_SIZE = 200  # people whose updates share transactions
NAME_SYLLABLES = 4  # syllables


BEGINNING = moment_of(datetime(2026, 11, 22, tzinfo=UTC))


@dataclass(frozen=True)
class Person:
    """An invented person with an account."""

    telegram_id: int
    who: Applicant

    @property
    def needles(self) -> list[str]:
        return [*self.who.name.split(), self.who.phone, self.who.email, str(self.telegram_id)]


def invent(number: int, seed: int) -> list[Person]:
    chance = random.Random(seed)
    first = int(example_number("KZ")) - number
    ids = chance.sample(range(5_000_000_000, 8_000_000_000), number)
    return [_invent(chance, telegram_id, first + n) for n, telegram_id in enumerate(ids)]


def _invent(chance: random.Random, telegram_id: int, phone: int) -> Person:
    surname, given = (
        "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(NAME_SYLLABLES + extra))
        for extra in (2, 1)
    )
    email = f"{surname.translate(LATIN)}.{given.translate(LATIN)}@example.com"
    name = f"{surname.capitalize()} {given.capitalize()}"
    return Person(telegram_id, Applicant(given, "kk", name, f"+{phone}", email))


@dataclass
class Population:
    """People who talk to a unit of work without a Telegram; the clock advances by a millisecond at each look."""

    store: Store
    chance: random.Random
    now: Moment = BEGINNING
    _numbers: count[int] = field(default_factory=lambda: count(1_000))

    def __post_init__(self) -> None:
        here = make_installation(SETTINGS, self.store, self.clock, system_entropy)
        self.unit = UnitOfWork(
            here,
            TurnLoader(here, CurrentStaffChat(None, self.store), Members(), TELEGRAM),
            decide,
        )

    def clock(self) -> Moment:
        self.now += MILLISECOND
        return self.now

    async def live(self, people: Sequence[Person]) -> None:
        await self._together(people, self._live)

    async def forget(self, people: Sequence[Person]) -> None:
        """Everybody sends /forget_me and confirms."""
        await self._together(people, lambda person: self._say(person, "/forget_me", "иә"))

    async def _together(self, people: Sequence[Person], act: Callable[[Person], Awaitable[None]]) -> None:
        for start in range(0, len(people), BATCH_SIZE):
            await asyncio.gather(*(act(person) for person in people[start : start + BATCH_SIZE]))

    async def _live(self, person: Person) -> None:
        who = person.who
        answers = [who.answers.get(name, "Өткізіп жіберу") for name in NAMES]
        whole = ["/start", "Келісемін", *answers, "Растау"]
        far = self.chance.choice([2, 2, 2, 2, 3, 4, 5, *[len(whole)] * 3])
        await self._say(person, *whole[:far])
        if self.chance.random() < 0.1:
            await self._say(person, "/my_data")
        if far == len(whole):
            await self._work_on_lead(person)

    async def _work_on_lead(self, person: Person) -> None:
        visitor = await self.store.visitor(address_of(person.telegram_id))
        (lead,) = visitor.leads
        assert visitor.seal
        steps = [(Status.TAKEN, None), (Status.CLOSED, Outcome.WON)]
        await self.store.commit([cards.place(lead.id, Card(GROUP, next(self._numbers), "shown"), self.now)])
        for status, outcome in steps[: self.chance.randrange(3)]:
            after = replace(lead, status=status, outcome=outcome, owner_name=MADINA, changed_at=self.clock())
            await self.store.commit(
                [leads.move(visitor.seal, lead, after, SCHEDULE.of_lead(status, outcome, self.now))]
            )
            lead = after

    async def _say(self, person: Person, *texts: str) -> None:
        for text in texts:
            decision = await self.unit.run(self._event(person, text), 0.0)
            shown = [reply for reply in decision.replies if isinstance(reply, Show)]
            who = self.store.vault.pseudonym(address_of(person.telegram_id))
            remember = [messages.remember(who, next(self._numbers), reply.kind, self.now) for reply in shown]
            await self.store.commit(remember)

    def _event(self, person: Person, text: str) -> Event:
        return Event(
            number=next(self._numbers),
            what=What.WORDS,
            who=Sender(address_of(person.telegram_id), person.who.first_name, "kk"),
            where=Place(person.telegram_id, ChatKind.PRIVATE),
            message_id=next(self._numbers),
            sent_at=EPOCH + (self.now - EPOCH) // SECOND * SECOND,
            text=text,
            command=Command(text[1:]) if text.startswith("/") else None,
        )
