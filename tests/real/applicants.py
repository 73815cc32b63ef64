"""People who apply to a bot that dies again and again. They see their chat, and do what it asks; when nothing comes for
some seconds they write /start, or press again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from random import Random

from simulator.actors.user import User
from simulator.schema.buttons import Button
from simulator.state.events import Event
from simulator.state.message import Message
from simulator.world import World
from tests.form import NAMES, progress
from tests.lives.people import FIELD
from tests.lives.sentences import label, says, sentences
from tests.people import Applicant

FORWARD = ("agree", "confirm", "continue", "keep")
"""Buttons that lead to the end of the form."""
MOST_TRIES = 20
"""Times that somebody waits in vain before giving up."""


class Bell:
    """Rings for whoever something has happened to in their private chat."""

    def __init__(self, world: World) -> None:
        self._rung: defaultdict[int | None, asyncio.Event] = defaultdict(asyncio.Event)
        world.listen(self._hear)

    async def wait(self, user: User, seconds: float) -> bool:
        """Whether it has rung within so many seconds."""
        rung = self._rung[user.id]
        with suppress(TimeoutError):
            await asyncio.wait_for(rung.wait(), seconds)
        heard = rung.is_set()
        rung.clear()
        return heard

    def _hear(self, event: Event) -> None:
        if event.kind in ("message_sent", "message_edited", "query_answered"):
            self._rung[event.chat_id].set()


@dataclass
class Person:
    """One applicant. `tell` is told of everything they do.

    `patience` is in seconds; it counts while `is_served` says that the bot is there and has taken every message.
    """

    user: User
    who: Applicant
    habit: str
    chance: Random
    bell: Bell
    patience: float
    is_served: Callable[[], bool]
    tell: Callable[[str, str], None]
    tries: int = 0
    answers: list[Message] = field(default_factory=list)
    """To questions, each the first one."""
    _acted: set[tuple[int, int]] = field(default_factory=set)
    """Messages, in the version to which they have reacted."""
    _answered: set[Message] = field(default_factory=set)
    _used: set[str] = field(default_factory=set)

    async def live(self) -> bool:
        """Whether they got where they wanted."""
        done = await self._apply(1)
        if self.habit.startswith("is forgotten"):
            done = done and await self._forget()
        if self.habit.endswith("comes back"):
            done = done and await self._apply(2)
        return done

    async def _apply(self, times: int) -> bool:
        self._write("/start")
        return await self._until(lambda: self._told("application.sent") >= times, self._go_on, "/start")

    async def _forget(self) -> bool:
        self._write("/forget_me")
        return await self._until(lambda: self._told("erased.wish") > 0, self._confirm_forgetting, "/forget_me")

    async def _until(self, arrived: Callable[[], bool], act: Callable[[], None], again: str) -> bool:
        tries = 0
        while not arrived():
            if await self.bell.wait(self.user, self.patience * self.chance.uniform(0.8, 1.5)):
                act()
                continue
            if not self.is_served():
                continue
            tries += 1
            self.tries += 1
            if tries > MOST_TRIES:
                return False
            self._acted.clear()
            if self.chance.random() < 0.5:
                self._write(again)
            else:
                act()
        return True

    def _go_on(self) -> None:
        message = self._asked()
        if message is None:
            return
        forward = [one for one in message.inline_buttons if one.text in _labels()]
        # Whoever comes back is told how far they are, which is no question: they go on.
        asked = None if forward else FIELD.search(message.text)
        if asked and not self._turns_to_habit(message, "asked"):
            self._react(message, lambda: self._answer(message, int(asked[1])))
            return
        if forward and not self._turns_to_habit(message, "shown"):
            self._react(message, lambda: self._press(message, forward[0]))

    def _turns_to_habit(self, message: Message, where: str) -> bool:
        """Whether they do something else here, once."""
        edits = [one for one in message.inline_buttons if one.text in label("button.edit")]
        match self.habit, where:
            case "speaks another language", "asked" if self.chance.random() < 0.5:
                return self._once("language", message, lambda: self._write(self.chance.choice(("Русский", "English"))))
            case "edits an answer", "asked" if progress("phone") in message.text:
                return self._once("edit", message, self._edit)
            case "corrects an answer", "shown" if edits:
                return self._once("correct", message, lambda: self._press(message, edits[0]))
        return False

    def _once(self, what: str, message: Message, do: Callable[[], object]) -> bool:
        if what in self._used:
            return False
        self._used.add(what)
        self._react(message, do)
        self._acted.clear()  # what was asked is asked still
        return True

    def _react(self, message: Message, do: Callable[[], object]) -> None:
        version = (message.id, len(message.edits))
        if version not in self._acted:
            self._acted.add(version)
            do()

    def _answer(self, question: Message, number: int) -> None:
        answer = self._write(self.who.answers.get(NAMES[number - 1], sentences("kk")["button.skip"]))
        if question not in self._answered:
            self._answered.add(question)
            self.answers.append(answer)

    def _edit(self) -> None:
        mine = [one for one in self.user.chat.messages if one.sender is self.user]
        self.tell(self.user.first_name, "edits a message")
        self.user.edit(mine[-1], self.who.name + " ")

    def _confirm_forgetting(self) -> None:
        message = self._asked()
        found = [one for one in message.inline_buttons if one.text in label("button.forget")] if message else []
        if message and found:
            self._react(message, lambda: self._press(message, found[0]))

    def _press(self, message: Message, button: Button) -> None:
        for _ in range(2 if self.habit == "taps twice" else 1):
            self.tell(self.user.first_name, f"presses [{button.text}]")
            self.user.tap_data(button.data or "", message)

    def _write(self, text: str) -> Message:
        self.tell(self.user.first_name, f"writes {text[:20]!r}")
        return self.user.write(text)

    def _asked(self) -> Message | None:
        """The newest message of the bot that asks for something."""
        said = [one for one in self.user.chat.messages if one.by_bot and not one.service]
        asking = [one for one in said if one.inline_buttons or FIELD.search(one.text)]
        return asking[-1] if asking else None

    def _told(self, name: str) -> int:
        return len({one.text for one in self.user.chat.history if one.by_bot and says(one.text, name)})


@cache
def _labels() -> set[str]:
    return {text for name in FORWARD for text in label(f"button.{name}")}
