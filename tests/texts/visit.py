"""One run of the whole bot in one language, and what is new on the screens after each step of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.domain.time import MINUTE
from bot.i18n import Text, load_words
from simulator.schema.buttons import Button
from simulator.state.chat import Chat
from simulator.state.message import Message
from tests.people import EVERYBODY
from tests.scenarios.stage import Guest, Stage
from tests.scenarios.timed_stage import open_timed_stage

CALM_SECONDS = 3.0  # nothing that one act has caused takes longer
PRIVATE, GROUP, POPUP = "in the chat", "in the staff group", "pop-up"
LONG = 300  # characters
SAMPLES = (
    (re.compile(r"\b([MEXA])-[0-9A-Z]{6}\b"), r"\1-7K3F9Q"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "0123456789abcdef" * 2),
    (re.compile(r"(<code>)\d{6,}(</code>)"), r"\g<1>1234567890\2"),
    (re.compile(r"(\d\d\.\d\d\.\d{4},? )\d\d:\d\d"), r"\g<1>10:00"),
    (re.compile(r"(<i>)\d\d:\d\d|(<i>\d\d\.\d\d )\d\d:\d\d"), r"\1\g<2>10:00"),
)
"""What chance has said is shown as an example."""


@dataclass(frozen=True)
class Shown:
    """A message or a pop-up as somebody sees it: HTML, and the rows of its buttons."""

    where: str
    html: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass
class Visit:
    stage: Stage
    guest: Guest
    seen: dict[int, Shown] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)

    @property
    def text(self) -> Text:
        return self.guest.text

    def say(self, *texts: str) -> None:
        for text in texts:
            self.guest.user.write(text)

    def tap(self, key: str, **values: object) -> None:
        self.guest.user.tap(self.text(key, **values))

    def madina(self, key: str) -> None:
        self.stage.madina.tap(self.text(key), chat=self.stage.group)

    def timur(self, key: str) -> None:
        self.stage.timur.tap(self.text(key), chat=self.stage.group)

    def write_in_group(self, text: str) -> None:
        self.stage.madina.write(text, chat=self.stage.group)

    async def settle(self) -> None:
        """Waits until the bot has done everything that the last act caused."""
        stage = self.stage
        await asyncio.sleep(CALM_SECONDS)
        await stage.world.until(lambda: not stage.world.updates.pending)
        await stage.sweep()
        await asyncio.sleep(CALM_SECONDS)

    def look(self) -> list[Shown]:
        """What is new since the last look: messages, changed ones too, and pop-ups."""
        places = ((PRIVATE, self.guest.chat), (GROUP, self.stage.group))
        fresh = [shown for where, chat in places for shown in self._fresh(where, chat)]
        return [*self._popups(), *map(self._shorten, fresh)]

    def _fresh(self, where: str, chat: Chat) -> Iterable[Shown]:
        for message in chat.history:
            if not message.by_bot or message.deleted or message.service:
                continue
            shown = Shown(where, _exemplify(message.html), _rows(message))
            before = self.seen.get(id(message))
            self.seen[id(message)] = shown
            has_lost_buttons = before and not shown.rows and before.html == shown.html
            if before != shown and not has_lost_buttons:
                yield shown

    def _shorten(self, shown: Shown) -> Shown:
        """A long text is read once; after that only what is new below it."""
        if len(shown.html) < LONG or shown.html not in self.read:
            self.read.add(shown.html)
            return shown
        return replace(shown, html=f"{shown.html.splitlines()[0]}<br>… as above")

    def _popups(self) -> Iterable[Shown]:
        for query in self.stage.world.queries.values():
            if query.id not in self.answered and query.answer:
                self.answered.add(query.id)
                if query.answer.text:
                    yield Shown(POPUP, _exemplify(query.answer.text))


def _exemplify(text: str) -> str:
    for found, example in SAMPLES:
        text = found.sub(example, text)
    return text


def _rows(message: Message) -> tuple[tuple[str, ...], ...]:
    keyboard = message.version.inline or message.reply_keyboard
    return tuple(tuple(map(_label, row)) for row in keyboard.rows) if keyboard else ()


def _label(button: Button) -> str:
    return _exemplify(button.text)


@asynccontextmanager
async def open_visit(language: str, folder: Path) -> AsyncIterator[Visit]:
    """The staff group speaks the same language as the person."""
    who = next((one for one in EVERYBODY if one.language == language), replace(EVERYBODY[0], language=language))
    assert language in load_words().languages
    given: dict[str, Any] = {
        "default_language": language,
        "privacy_policy_date": "2026-02-03",
        "sweep_interval": int(MINUTE),
    }
    async with open_timed_stage(folder, **given) as stage:
        yield Visit(stage, stage.guest(who))
