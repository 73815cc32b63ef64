"""The people on the demo page. All names are invented; the numbers are libphonenumber's examples."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.actors.user import User
from simulator.schema.frozen import frozen
from simulator.state.group import Group
from simulator.world import World

EXAMPLE_NUMBERS = {"kk": "77710009998", "ru": "79123456789", "en": "447400123456", "de": "4915123456789"}
STRANGER = {
    "kk": ("Нұрсұлтан", "Жұмабаев Нұрсұлтан", "nursultan@example.com"),
    "ru": ("Вера", "Орлова Вера Павловна", "vera@example.com"),
    "en": ("Oliver", "Oliver Bennett", "oliver@example.com"),
    "de": ("Jürgen", "Weiß Jürgen", "juergen@example.com"),
}
"""By the client's language: the first name and the ready-made answers of a new person."""
MAX_NAME_LENGTH = 32
GROUP_LANGUAGE = "kk"  # the colleagues are written to in it


@frozen
class Person:
    """A person with a phone. The page offers `answers` ready-made, so that a newcomer need not invent any."""

    user: User
    answers: tuple[str, ...]


@dataclass(slots=True)
class Cast:
    """Applicants, the staff group with its two members, and an outsider who is in no group."""

    world: World
    group: Group
    staff: list[User]
    outsider: User
    people: list[Person] = field(default_factory=list)

    def join(self, first_name: str, language: str, *answers: str) -> Person:
        user = self.world.user(first_name, language_code=language, phone=EXAMPLE_NUMBERS.get(language))
        person = Person(user, answers)
        self.people.append(person)
        return person

    def join_stranger(self, first_name: str, language: str) -> Person:
        """Adds a person; without a name, one with a ready-made name."""
        usual_name, *answers = STRANGER[language]
        return self.join(first_name[:MAX_NAME_LENGTH] or usual_name, language, *answers)


def make_cast(world: World) -> Cast:
    """Three people with different clients, and a staff group."""
    madina, timur, outsider = (world.user(name, language_code="kk") for name in ("Мадина", "Тимур", "Олжас"))
    group = world.supergroup("Лицензиялар", members=[madina, timur])
    cast = Cast(world, group, [madina, timur], outsider)
    madina.chat.started = True  # the bot may write to her: an export comes to the private chat
    cast.join("Айгерім", "kk", "Сейтқалиева Айгерім Болатқызы", "aigerim.cafe@example.com")
    cast.join("Данияр", "ru", "Ахметов Данияр", "daniyar@example.org")
    cast.join("Alice", "en", "Alice O'Connor-Smith", "alice@example.net")
    return cast
