"""People who apply, so many at once. When one is done the next one begins: a closed loop.

Everybody acts as soon as the bot has asked. The time of a step passes from the person's update until the call with the
next question has arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from benchmarks.loopback.calls import Call
from benchmarks.loopback.telegram import BOT, Telegram
from bot.domain.time import EPOCH, SECOND
from bot.machine import system_clock

FIRST_ID = 5_000_000_000
NUMBERS = 20
"""So many numbers of updates and messages a dialogue takes at most."""
MOST_SECONDS = 15.0
"""A bot that leaves everybody without an answer for so long has failed."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a person does, and how they know the answer: a part of its text, or the beginning of a button's data."""

    name: str
    says: str
    presses: str
    text_after: str
    press_after: str


STEPS = (
    Step("start", "/start", "", "", "c:1"),
    Step("agree", "", "c:1", "1/3", ""),
    Step("name", "Сейтқалиева Айгерім Болатқызы", "", "2/3", ""),
    Step("phone", "+7771000{number:04}", "", "3/3", ""),
    Step("e-mail", "guest{number}@example.com", "", "", "f:confirm"),
    Step("confirm", "", "f:confirm", "M-", ""),
)
"""An update each. The phones are those around libphonenumber's example: the same contact is more work for our bot."""
ASKING = ("sendMessage", "editMessageText")
EXAMPLES = 10_000


@dataclass(slots=True)
class Person:
    id: int
    step: int
    since: float
    waited: float = 0.0


@dataclass
class Crowd:
    """People whose numbers follow `first_id`. `latencies` are the seconds of each step, `waits` those of each dialogue.
    `finished` counts people."""

    first_id: int = FIRST_ID
    telegram: Telegram = field(init=False)
    latencies: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    finished: int = 0
    _people: dict[int, Person] = field(default_factory=dict)
    _begun: int = 0
    _left: int = 0
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.telegram = Telegram(self.hear, self.first_id - FIRST_ID)

    async def apply(self, dialogues: int, at_once: int, is_alive: Callable[[], bool]) -> None:
        """Let so many people apply. Raises TimeoutError if the bot falls silent, and ends."""
        self._left, self.finished = dialogues, 0
        self.latencies.clear()
        self.waits.clear()
        self._done.clear()
        for _ in range(min(at_once, dialogues)):
            self._begin()
        while not self._done.is_set():
            before = len(self.latencies)
            try:
                await asyncio.wait_for(self._done.wait(), MOST_SECONDS)
            except TimeoutError:
                if not is_alive() or len(self.latencies) == before:
                    raise TimeoutError(self._complaint()) from None

    def hear(self, call: Call, message_id: int) -> None:
        """The bot has sent or changed a message. The person who waited for it acts now."""
        person = self._people.get(call.chat_id)
        if person is None or call.method not in ASKING:
            return
        step = STEPS[person.step]
        data = ""
        if step.press_after:
            data = next((data for data in call.presses if data.startswith(step.press_after)), "")
            if not data:
                return
        elif step.text_after not in call.text:
            return
        waited = perf_counter() - person.since
        self.latencies.append(waited)
        person.waited += waited
        person.step += 1
        if person.step < len(STEPS):
            self._act(person, data, call, message_id)
            return
        del self._people[person.id]
        self.waits.append(person.waited)
        self.finished += 1
        if self._left:
            self._begin()
        elif not self._people:
            self._done.set()

    def _begin(self) -> None:
        self._left -= 1
        self._begun += 1
        who = self.first_id + self._begun
        person = self._people[who] = Person(who, 0, 0.0)
        self._act(person, "", None, 0)

    def _act(self, person: Person, data: str, pressed: Call | None, pressed_id: int) -> None:
        step = STEPS[person.step]
        date = int((system_clock() - EPOCH) / SECOND)
        sender = {"id": person.id, "is_bot": False, "first_name": "Айгерім", "language_code": "kk"}
        chat = {"id": person.id, "type": "private", "first_name": "Айгерім"}
        person.since = perf_counter()
        if pressed is not None and step.presses:
            under = {"message_id": pressed_id, "from": BOT, "chat": chat, "date": date, "text": pressed.text}
            press = {"id": str(pressed_id), "from": sender, "chat_instance": "1", "data": data}
            self.telegram.deliver("callback_query", {**press, "message": {**under, "reply_markup": pressed.markup}})
            return
        text = step.says.format(number=person.id % EXAMPLES)
        message: dict[str, Any] = {"message_id": self.telegram.next_message_id(), "from": sender, "chat": chat}
        marks = {"entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]} if text[0] == "/" else {}
        self.telegram.deliver("message", {**message, "date": date, "text": text, **marks})

    def _complaint(self) -> str:
        waiting = sorted({STEPS[person.step].name for person in self._people.values()})
        return f"no answer for {MOST_SECONDS:.0f} s; people wait after: {', '.join(waiting)}"
