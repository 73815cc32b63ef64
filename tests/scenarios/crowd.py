"""Hundreds of people who apply at the same time; each acts as soon as the bot has asked."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable

from simulator.actors.user import User
from simulator.state.events import Event
from simulator.state.private_chat import PrivateChat
from tests.form import NAMES, progress
from tests.people import AIGERIM
from tests.scenarios.stage import Stage, words

KK = words("kk")
REFERENCE = re.compile(r"M-[0-9A-Z]{6}")


class Crowd:
    """People of one world. An event in a person's private chat wakes only that person."""

    def __init__(self, stage: Stage, number: int) -> None:
        self.stage = stage
        self.people = [stage.world.user(f"Қонақ {one}", phone=AIGERIM.phone) for one in range(number)]
        self._events: defaultdict[int | None, asyncio.Event] = defaultdict(asyncio.Event)

    async def apply(self, seconds: float) -> None:
        """Lets everybody apply to the end. Raises TimeoutError after `seconds`."""
        stop = self.stage.world.listen(self._hear)
        try:
            async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
                for number, person in enumerate(self.people):
                    group.create_task(self._walk(person, number))
        finally:
            stop()

    def references(self) -> list[str]:
        return [reference for person in self.people if (reference := self.reference_of(person.chat))]

    @staticmethod
    def reference_of(chat: PrivateChat) -> str:
        found = (REFERENCE.search(message.text) for message in chat.messages if message.by_bot)
        return next((match[0] for match in found if match), "")

    async def _walk(self, person: User, number: int) -> None:
        chat, email = person.chat, f"guest{number}@example.com"
        person.start()
        await self._until(chat, lambda: KK("button.agree") in chat.last.labels)
        person.tap(KK("button.agree"))
        answers = {**AIGERIM.answers, "email": email}
        for name in NAMES:
            asked = progress(name)
            await self._until(chat, lambda asked=asked: asked in chat.last.text)  # type: ignore[misc]
            if name in answers:
                person.write(answers[name])
            else:
                person.tap(KK("button.skip"))
        await self._until(chat, lambda: email in chat.last.text)
        person.tap(KK("button.confirm"))
        await self._until(chat, lambda: self.reference_of(chat))

    async def _until(self, chat: PrivateChat, predicate: Callable[[], object]) -> None:
        while not self._holds(predicate):
            self._events[chat.id].clear()
            await self._events[chat.id].wait()

    @staticmethod
    def _holds(predicate: Callable[[], object]) -> bool:
        try:
            return bool(predicate())
        except LookupError:
            return False

    def _hear(self, event: Event) -> None:
        self._events[event.chat_id].set()
