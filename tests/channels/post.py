"""An invented messenger for tests: letters, which can be neither changed nor deleted once they are sent.

It has no buttons. Their labels are written under the text, and a person who chooses one writes it back.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from bot.dialogue.adapter import StaffMenu
from bot.dialogue.channel import IsWanted, always_wanted
from bot.dialogue.decision import File
from bot.dialogue.door import Doors
from bot.dialogue.event import ChatKind, Command, Event, Place, Sender, What
from bot.dialogue.keyboard import ContactRequest, Inline, Keyboard
from bot.dialogue.profile import Profiles
from bot.dialogue.taken import Take, Taken
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.abilities import Abilities
from bot.domain.address import Address
from bot.domain.time import Moment
from bot.i18n import Words, strip_markup
from tests.members import Members

LETTERS = Abilities(
    can_edit=False,
    can_delete=False,
    clears_both_sides=False,
    longest_text=20_000,
    longest_caption=20_000,
    longest_notice=20_000,
)


@dataclass(frozen=True)
class Letter:
    """`text` is what a person reads; `choices` are the labels of the buttons."""

    number: int
    text: str
    by_bot: bool
    file: File | None = None
    choices: tuple[str, ...] = ()


@dataclass
class Box:
    """The letters between one person and the bot."""

    address: Address
    chat_id: int
    letters: list[Letter] = field(default_factory=list)

    def add(self, text: str, *, by_bot: bool, file: File | None = None, choices: Sequence[str] = ()) -> Letter:
        letter = Letter(len(self.letters) + 1, text, by_bot, file, tuple(choices))
        self.letters.append(letter)
        return letter


@dataclass
class Mail:
    """A Channel: the boxes, and the names of the methods that it refused."""

    boxes: dict[Address, Box] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    is_wanted: IsWanted = always_wanted

    @property
    def can(self) -> Abilities:
        return LETTERS

    def box(self, address: Address) -> Box:
        return self.boxes.setdefault(address, Box(address, len(self.boxes) + 1))

    def chat_of(self, address: Address) -> int:
        return self.box(address).chat_id

    def mention(self, member_id: str, name: str) -> str:
        return html.escape(name)

    def only_if(self, is_wanted: IsWanted) -> Mail:
        return Mail(self.boxes, self.refused, is_wanted)

    def link(self, chat_id: int, message_id: int) -> str:
        return ""

    def may_change_late(self, chat_id: int, message_id: int) -> bool:
        return False

    def newest_in(self, chat_id: int) -> int | None:
        return None

    async def ping(self) -> None: ...

    async def say(
        self,
        chat_id: int,
        text: str,
        keyboard: Keyboard | None = None,
        *,
        topic: int | None = None,
        protected: bool = False,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        return await self._send(chat_id, text, keyboard)

    async def attach(
        self, chat_id: int, file: File, caption: str, keyboard: Keyboard | None = None, *, topic: int | None = None
    ) -> int:
        return await self._send(chat_id, caption, keyboard, file)

    async def picture(self, chat_id: int, content: bytes, caption: str, *, topic: int | None = None) -> int:
        return await self._send(chat_id, caption, None, File("picture.png", content))

    async def edit(self, chat_id: int, message_id: int, text: str, keyboard: Inline | None = None) -> None:
        self._refuse("edit")

    async def replace(
        self, chat_id: int, message_id: int, file: File, caption: str, keyboard: Inline | None = None
    ) -> None:
        self._refuse("replace")

    async def recaption(self, chat_id: int, message_id: int, caption: str, keyboard: Inline | None = None) -> None:
        self._refuse("recaption")

    async def set_buttons(self, chat_id: int, message_id: int, keyboard: Inline | None) -> None:
        self._refuse("set_buttons")

    async def delete(self, chat_id: int, message_id: int) -> None:
        self._refuse("delete")

    async def delete_all(self, chat_id: int, message_ids: Sequence[int]) -> None:
        self._refuse("delete_all")

    async def say_aside(self, chat_id: int, to: Address, query_id: str, text: str, *, topic: int | None = None) -> int:
        self._refuse("say_aside")

    async def edit_aside(self, chat_id: int, to: Address, message_id: int, text: str) -> None:
        self._refuse("edit_aside")

    async def delete_aside(self, chat_id: int, to: Address, message_id: int) -> None:
        self._refuse("delete_aside")

    async def acknowledge(self, chat_id: int, message_id: int) -> bool:
        return False

    async def notify(self, query_id: str, text: str, *, alert: bool) -> None:
        self._refuse("notify")

    async def _send(self, chat_id: int, text: str, keyboard: Keyboard | None, file: File | None = None) -> int:
        if not await self.is_wanted():
            raise Undelivered(Trouble.UNWANTED)
        [box] = (box for box in self.boxes.values() if box.chat_id == chat_id)
        return box.add(strip_markup(text), by_bot=True, file=file, choices=_choices(keyboard)).number

    def _refuse(self, what: str) -> NoReturn:
        self.refused.append(what)
        raise Undelivered(Trouble.REFUSED)


class Post:
    """An Adapter, and a Source that brings the letters of people one after the other."""

    def __init__(self) -> None:
        self.channel = Mail()
        self.rate = self
        self.membership = Members()
        self._under_way: asyncio.Queue[Event] = asyncio.Queue()
        self._number = 0
        self._take: Take | None = None

    def write(self, address: Address, text: str) -> None:
        """A person at this address sends a letter."""
        box = self.channel.box(address)
        letter = box.add(text, by_bot=False)
        self._number += 1
        name, _, args = text[1:].partition(" ")
        self._under_way.put_nowait(
            Event(
                number=self._number,
                what=What.WORDS,
                who=Sender(address, "Айгерім", "kk"),
                where=Place(box.chat_id, ChatKind.PRIVATE),
                message_id=letter.number,
                sent_at=Moment(1),
                text=text,
                command=Command(name, args) if text.startswith("/") else None,
            )
        )

    def source(self, take: Take) -> Post:
        self._take = take
        return self

    async def run(self) -> None:
        assert self._take
        while True:
            event = await self._under_way.get()
            while await self._take([event], 1.0, 1.0) != [Taken.COMMITTED]:
                pass

    async def acknowledge(self) -> None: ...

    def doors(self) -> Doors:
        return {}

    def background_delay(self, chat_id: int) -> float:
        return 0.0

    async def wait_for_bulk_slot(self) -> None: ...

    async def identify(self) -> str:
        return "momu"

    async def publish_commands(self, words: Words, default: str, staff: StaffMenu | None) -> None: ...

    async def publish_profile(self, profiles: Profiles) -> None: ...

    def troubles(self) -> list[str]:
        return []

    def stop_asking(self) -> None: ...

    async def close(self) -> None: ...


def _choices(keyboard: Keyboard | None) -> Sequence[str]:
    match keyboard:
        case Inline(rows):
            return [button.text for row in rows for button in row]
        case ContactRequest():
            return keyboard.words
        case _:
            return ()
