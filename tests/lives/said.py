"""What has a person said of themselves in this life? Everybody says values of their own."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from simulator.actors.user import User
from simulator.state.message import Message
from tests.bytescan import Needle
from tests.lives.sentences import vocabulary

SHORTEST_NAME = 5  # letters; shorter words stand in anything
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\+?\d(?:[\s().-]*\d){9,}")
"""Alone, or with words around it."""
START = 6  # letters by which an address is found


@dataclass
class Secrets:
    """E-mails in small letters, phones as their last ten digits, words of names in small letters."""

    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def in_text(self, text: str) -> list[str]:
        """The contacts that it shows. A name alone may be a colleague's too."""
        low, digits = text.lower(), re.sub(r"\D", "", text)
        return [one for one in self.emails if one in low] + [one for one in self.phones if one in digits]

    def hear(self, message: Message) -> None:
        if message.contact:
            self.phones.add(_last_ten(message.contact.phone_number))
        for text in (message.text, *(version.text for version in message.edits)):
            self._hear(text.strip())

    def _hear(self, text: str) -> None:
        if text.startswith("/"):
            return
        self.emails |= {found.lower() for found in EMAIL.findall(text)}
        self.phones |= {_last_ten(found) for found in PHONE.findall(EMAIL.sub(" ", text))}
        if "@" not in text and not re.search(r"\d", text):
            words = set(re.findall(rf"\w{{{SHORTEST_NAME},}}", text.lower()))
            self.names |= words - vocabulary()


class Everybody(dict[User, Secrets]):
    """The secrets of many, and whose a text shows, in one pass however many they are."""

    def shown_in(self, text: str) -> list[User]:
        """Those of whom `Secrets.in_text` finds something."""
        low, digits = text.lower(), re.sub(r"\D", "", text)
        return sorted({user for part in (low, digits) for user in self._found(part)}, key=lambda user: user.id)

    @cached_property
    def _by_start(self) -> dict[str, list[tuple[str, User]]]:
        found = defaultdict(list)
        for user, one in self.items():
            for value in (*one.emails, *one.phones):
                found[value[:START] if "@" in value else value].append((value, user))
        return found

    @cached_property
    def _lengths(self) -> set[int]:
        """Of what is looked up: a phone as a whole, because all begin alike."""
        return {len(start) for start in self._by_start}

    def _found(self, text: str) -> Iterator[User]:
        for length in self._lengths:
            for place in range(len(text) - length + 1):
                for value, user in self._by_start.get(text[place : place + length], ()):
                    if text.startswith(value, place):
                        yield user


def secrets_of(user: User) -> Secrets:
    found = Secrets()
    for message in user.chat.history:
        if message.sender is user:
            found.hear(message)
    return found


def secrets_of_all(users: dict[int, User]) -> Everybody:
    """Of those who have written; what several have said is nobody's."""
    said = Everybody({user: secrets_of(user) for user in people(users)})
    times = Counter(value for one in said.values() for value in (*one.emails, *one.phones, *one.names))
    common = {value for value, number in times.items() if number > 1}
    for one in said.values():
        one.emails -= common
        one.phones -= common
        one.names -= common
    return said


def needles_of(user: User, secrets: Secrets) -> list[Needle]:
    """What stands before the @ is in the whole address too."""
    names = {one.split("@")[0] for one in secrets.emails}
    return [user.id, *(one for one in names if len(one) >= SHORTEST_NAME), *secrets.phones, *secrets.names]


def people(users: dict[int, User]) -> list[User]:
    """Those who have written to the bot, and are none themselves."""
    return [
        user
        for user in users.values()
        if not user.is_bot and any(message.sender is user for message in user.chat.history)
    ]


def _last_ten(text: str) -> str:
    return re.sub(r"\D", "", text)[-10:]
