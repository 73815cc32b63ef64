"""What do colleagues do at random, with the cards of their group and otherwise?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from simulator.actors.user import User
from simulator.schema.buttons import Button
from simulator.state.group import Group
from simulator.state.message import Message
from tests.lives.sentences import label
from tests.people import MADINA, TIMUR

NAMES = (MADINA, TIMUR)
ACTS = {
    "presses on a card": 50, "presses on the newest card": 30, "presses an old button": 8, "lists": 3,
    "asks for a card": 4, "counts": 1, "exports": 3, "exports some": 2, "answers": 6, "announces": 3,
    "bans": 2, "chats": 2, "notes": 3,
    "deletes a message": 1, "starts": 2, "leaves or joins": 2, "puts in charge": 1,
}  # fmt: skip
"""How often each."""
OUTCOMES = ("won", "not_now", "wrong_number", "spam")
EXPORT = re.compile(r"📤 X-[0-9A-Z]{6}\.")
ONWARD = 0.95
"""How often somebody who has begun an export goes on with it."""
NOTE = "кешке қоңырау шалу"
"""It says nothing of anybody, but stands only where contacts do."""
REFERENCE = re.compile(r"M-[0-9A-Z]{6}")


@cache
def forward() -> set[str]:
    """What stands on them, in all languages."""
    names = ("button.take", "button.contacted", "button.close", *(f"outcome.{one}" for one in OUTCOMES))
    return set().union(*(label(name) for name in names))


@dataclass
class Colleague:
    """A member of the group."""

    user: User
    group: Group
    taps: int = 1
    """Times that they press each button at once."""

    def act(self, what: str, chance: Random) -> str:
        """What was done, in words. Raises IndexError and PermissionError where it cannot be done now."""
        match what:
            case "presses on a card":
                return self._press(*chance.choice(self._shown()))
            case "presses on the newest card":
                newest = self._shown()[-1][0]
                return self._press(*chance.choice([one for one in self._shown() if one[0] is newest]))
            case "works on":
                return self._press(*chance.choice(self._forward()))
            case "works on the newest":
                newest = self._forward()[-1][0]
                return self._press(*chance.choice([one for one in self._forward() if one[0] is newest]))
            case "presses an old button":
                return self._press(*chance.choice(self._ever_shown()))
            case "lists":
                return self._write("/leads")
            case "asks for a card":
                return self._write(f"/lead {chance.choice(self._references())}")
            case "counts":
                return self._write("/stats")
            case "exports":
                return self._write("/export")
            case "goes on with an export":
                return self._go_on_with_export(chance)
            case "exports some":
                return self._write(f"/export {chance.choice(self._references())}")
            case "answers":
                asked = chance.choice([message for message in self._said()[-4:] if not message.inline_buttons])
                return self._write("Бухгалтерия", reply_to=asked)
            case "announces":
                return self._write(chance.choice(("/announce Жаңа тарифтер", "/announce")))
            case "bans":
                return self._write(f"/{chance.choice(('ban', 'unban'))} {chance.choice(self._references())}")
            case "notes":
                return self._write(f"/note {chance.choice(self._references())} {NOTE}")
            case "chats":
                return self._write("қоңырау шалдым")
            case "deletes a message":
                self.user.delete(chance.choice(self._said()))
            case "starts":
                self.user.start()
            case "leaves or joins":
                self._leave_or_join()
            case "puts in charge":
                self.group.promote(self.group.bot)
        return ""

    def _leave_or_join(self) -> None:
        if self.group.owner is self.user:
            raise PermissionError
        (self.group.remove if self.group.membership(self.user.id).is_in else self.group.add)(self.user)

    def _write(self, text: str, reply_to: Message | None = None) -> str:
        command, space, rest = text.partition(" ")
        text = f"{command}@momu_bot{space}{rest}" if command.startswith("/") else text
        self.user.write(text, chat=self.group, reply_to=reply_to)
        return f" {text!r}"

    def _press(self, message: Message, button: Button) -> str:
        for _ in range(self.taps):
            self.user.tap_data(button.data or "", message)
        return f" [{button.text}] of message {message.id}"

    def _go_on_with_export(self, chance: Random) -> str:
        """Answers its newest question: whatever is asked for can be a day. Where nothing is asked, they begin."""
        questions = [message for message in self._said() if EXPORT.match(message.text)]
        if not questions:
            return self._write("/export")
        asked = questions[-1]
        offered = [one for one in asked.inline_buttons if one.data]
        if not offered:
            return self._write("01.11.2026", reply_to=asked)
        onward = [one for one in offered if one.text not in label("export.stop") | label("export.to.other")]
        return self._press(asked, chance.choice(onward if chance.random() < ONWARD else offered))

    def _said(self) -> list[Message]:
        return [message for message in self.group.messages if message.by_bot and not message.service]

    def _shown(self) -> list[tuple[Message, Button]]:
        return [(message, one) for message in self._said()[-8:] for one in message.inline_buttons if one.data]

    def _forward(self) -> list[tuple[Message, Button]]:
        """Buttons that bring an application nearer to its end."""
        return [one for one in self._shown() if one[1].text in forward()]

    def _ever_shown(self) -> list[tuple[Message, Button]]:
        versions = [(message, version) for message in self.group.history for version in message.edits if message.by_bot]
        return [(message, one) for message, each in versions if each.inline for one in each.inline.buttons if one.data]

    def _references(self) -> list[str]:
        return [reference for message in self._said() for reference in REFERENCE.findall(message.text)]
