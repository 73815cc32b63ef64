"""What do people do at random? They see their chat and nothing else, and are never told what the bot should do."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from simulator.actors.user import User
from simulator.schema.buttons import Button
from simulator.state.message import Message
from tests.form import NAMES
from tests.lives.life import Life
from tests.lives.sentences import LANGUAGES
from tests.people import AIGERIM, ALICE, DANIYAR, Applicant, example_number
from tests.scenarios.stage import WORDS, Guest

CAST = (
    AIGERIM,
    DANIYAR,
    ALICE,
    Applicant("Дильноза", "ru", "Каримова Дильноза Ферузовна", example_number("UZ"), "dilnoza.k@example.org"),
    Applicant("Bermet", "en", "Asanova Bermet", example_number("KG"), "bermet@mail.example.com"),
    Applicant("Ерлан", "kk", "Әбілқасымұлы Ерлан", example_number("DE"), "erlan.abil@example.kz"),
)
LATECOMERS = (
    Applicant("Камила", "ru", "Юсупова Камила Рустамовна", example_number("FI"), "kamila.y@example.com"),
    Applicant("Nurbol", "en", "Serikbay Nurbol", example_number("AM"), "nurbol@example.net"),
)
"""Those who come in some lives only, after everybody else was invited: so that all others stay who they were."""
ACTS = {
    "goes on": 110, "presses twice": 6, "presses some button": 5, "presses an old button": 6, "answers wrongly": 4,
    "chats": 5, "sends something else": 3, "edits a message": 2, "deletes a message": 2, "names a language": 2,
    "wants to be forgotten": 4, "is forgotten": 3, "cancels": 2, "asks for the data": 2, "asks": 3, "applies": 3,
    "blocks": 2, "comes back": 2, "shares a contact": 2, "clears the chat": 1, "pastes": 1, "sends an album": 1,
    "forwards": 2,
}  # fmt: skip
"""How often each."""
ANOTHER_BOT = "another bot"
REGRETS = 0.08
"""How often somebody who has just sent an application wants it forgotten."""
HASTE = 0.08
"""How often somebody confirms with the last answer, before they see what it is."""
CHATTY = 0.1
"""How often somebody answers a question in a sentence."""
FORWARD = ("agree", "confirm", "continue", "yes", "forget", "new_application", "offer_yes", "keep")
"""Buttons that lead on."""
FIELD = re.compile(rf"\b(\d)/{len(NAMES)}\b")
QUESTIONS = ("/help", "/privacy", "/consents", "/language", "/my_data", "/start", "/start site", "/nonsense")
WISHES = {"kk": "деректерімді өшіріңіз", "ru": "удалите, пожалуйста, мои данные", "en": "/forget_me"}
CHATTER = ("сәлем", "?", "жоқ", "иә", "Артқа", "Өткізіп жіберу", "Растау", "рахмет", "880101300123", "🙂", "x" * 300)


FAMILY_PHONE = example_number("FR")


def name_of(number: int) -> str:
    return f"guest {number}"


@dataclass
class Person(Guest):
    """A guest who acts by chance."""

    name: str
    taps: int = 1
    """Times that they press each button at once."""

    def act(self, what: str, chance: Random) -> str:
        """What was done, in words. Raises IndexError and PermissionError where it cannot be done now."""
        user = self.user
        match what:
            case "starts" | "comes back":
                return _wrote(user.start(chance.choice((None, None, "site"))))
            case "goes on":
                return self._go_on(chance, HASTE, REGRETS)
            case "hurries":
                return self._go_on(chance, 0.0, 0.0, forward=1.0)
            case "changes an answer":
                words = tuple(_labels("edit"))
                return self._press(*[one for one in self._shown() if one[1].text.startswith(words)][-1])
            case "has the family's phone":
                self.who = replace(self.who, phone=FAMILY_PHONE)
            case "wants to correct":
                return self._want_to_correct(chance)
            case "wants another e-mail":
                return self._edit_by_word("email")
            case "tells something else":
                return self._tell_something_else(chance)
            case "confirms an old review":
                ever = [one for one in self.buttons if one[1].text in _labels("confirm")]
                return self._press(*ever[0])
            case "confirms by a word":
                return _wrote(self.user.write(_word("confirm")))
            case "presses two buttons at once":
                return self._press_two(chance)
            case "hurries and regrets":
                return self._go_on(chance, 0.0, 1.0, forward=1.0)
            case "presses twice":
                message, button = chance.choice(self._shown())
                return self._press(message, button) + self._press(message, button)
            case "presses some button":
                return self._press(*chance.choice(self._shown()))
            case "presses an old button":
                return self._press(*chance.choice(self.buttons))
            case "answers wrongly":
                return _wrote(
                    user.write(chance.choice(("нөмірім", "+7 999", self.who.email + ".", "aigerim@gmial.com")))
                )
            case "chats":
                return _wrote(user.write(chance.choice(CHATTER)))
            case "edits a message":
                user.edit(chance.choice(self._own()), self.who.name)
            case "deletes a message":
                user.delete(chance.choice(self.chat.messages))
            case "names a language":
                return _wrote(user.write(chance.choice(("Қазақша", "Русский", "English"))))
            case "wants to be forgotten":
                return _wrote(user.write(WISHES[self.who.language]))
            case "is forgotten":
                forget = [one for one in self.buttons if one[1].data and one[1].data.startswith("g:1")]
                return self._press(*chance.choice(forget))
            case "cancels":
                return _wrote(user.write("/cancel"))
            case "asks for the data":
                return _wrote(user.write("/my_data"))
            case "asks":
                return _wrote(user.write(chance.choice(QUESTIONS)))
            case "applies":
                return _wrote(user.write("/start"))
            case "blocks":
                user.block_bot()
            case "declines reminders":
                no = [one for one in self._shown() if one[1].text in _labels("no_reminders")]
                return self._press(*chance.choice(no))
            case "pastes":
                said = user.paste(f"{self.who.name} жазады. " * chance.randrange(200, 400))
                return f" a text of {len(said)} messages"
            case "sends an album":
                user.send_album(chance.randrange(2, 10))
            case "shares a contact":
                return _wrote(user.share_contact(with_id=chance.random() < 0.9))
            case _:
                return _wrote(
                    chance.choice((user.send_sticker, user.send_photo, user.send_voice, user.send_document))()
                )
        return ""

    def _go_on(self, chance: Random, haste: float, regrets: float, forward: float = 0.85) -> str:
        """As the newest message asks; how often not, and how often they confirm too early or wish it undone."""
        said = [message for message in self.chat.messages if message.by_bot and not message.service]
        if not said:
            return _wrote(self.user.start())
        asked = FIELD.search(said[-1].text)
        if asked:
            number = int(asked[1])
            told = _wrote(self.user.write(self._answer(NAMES[number - 1], chance)))
            hasty = number == len(NAMES) and chance.random() < haste
            return told + _wrote(self.user.write(_word("confirm"))) if hasty else told
        shown = self._shown()
        onward = [one for one in shown if one[1].text in _labels(*FORWARD) and one[0] is shown[-1][0]]
        message, button = chance.choice(onward if onward and chance.random() < forward else shown[-6:])
        told = self._press(message, button)
        if button.text in _labels("confirm") and chance.random() < regrets:
            told += _wrote(self.user.write("/forget_me"))
        return told

    def _answer(self, field: str, chance: Random) -> str:
        """As people write: now and then with something around it, or something else first."""
        answer = self.who.answers.get(field, self.text("button.skip"))
        spoken = {
            "name": ("Здравствуйте", "Хочу лицензию"),
            "phone": (f"тел {answer}", f"менің нөмірім {answer}", f"my number is {answer}"),
            "email": (f"моя почта {answer}", "Нет почты", "Поштам жоқ"),
        }
        return chance.choice(spoken.get(field, (answer,))) if chance.random() < CHATTY else answer

    def _want_to_correct(self, chance: Random) -> str:
        """By a button in sight, by its word, or by the word for one field."""
        edits = [one for one in self._shown() if (one[1].data or "").startswith("e:")]
        match chance.randrange(3):
            case 0 if edits:
                return self._press(*edits[-1])
            case 1:
                return _wrote(self.user.write(_word("edit")))
            case _:
                return self._edit_by_word(chance.choice(NAMES))

    def _edit_by_word(self, name: str) -> str:
        label = self.text("button.edit_field", edit=self.text("button.edit"), field=self.text(f"field.{name}.label"))
        return _wrote(self.user.write(str(label)))

    def _tell_something_else(self, chance: Random) -> str:
        """Another answer than before to the question that is asked; without one, a field is chosen."""
        said = [message for message in self.chat.messages if message.by_bot and not message.service]
        asked = FIELD.search(said[-1].text)
        if asked is None:
            words = tuple(_labels("edit"))
            return self._press(*chance.choice([one for one in self._shown()[-6:] if one[1].text.startswith(words)]))
        other = {
            "name": "Жаңабаева Гүлнар",
            "phone": example_number(chance.choice(("AZ", "GE", "IT"))),
            "email": f"jana{self.user.id}.{chance.randrange(100)}@example.org",
        }
        return _wrote(self.user.write(other.get(NAMES[int(asked[1]) - 1], self.text("button.skip"))))

    def _press_two(self, chance: Random) -> str:
        """«Confirm» and another button of the newest review, in either order."""
        confirm = [one for one in self._shown() if one[1].text in _labels("confirm")][-1]
        others = [one for one in self._shown() if one[0] is confirm[0] and one[1] is not confirm[1]]
        both = chance.sample([confirm, chance.choice(others)], 2)
        return "".join(self._press(*one) for one in both)

    def _shown(self) -> list[tuple[Message, Button]]:
        """Buttons in sight, the newest last."""
        messages = [message for message in self.chat.messages if message.by_bot][-8:]
        return [(message, one) for message in messages for one in message.inline_buttons if one.data]

    def _own(self) -> list[Message]:
        return [message for message in self.chat.messages if message.sender is self.user]

    def _press(self, message: Message, button: Button) -> str:
        if self.chat.bot_blocked:
            raise PermissionError
        for _ in range(self.taps):
            self.user.tap_data(button.data or "", message)
        return f" [{button.text}]"


def invite(life: Life, names: Collection[str]) -> dict[str, Person]:
    """People who have not written yet, by name; chance says who they are. `names` are those who do something."""
    cast = life.own_chance().sample(CAST, len(CAST))
    hasty = 2 if life.fellowship else 1  # both halves of a double tap meet only where there are two replicas
    users: list[User] = [life.world.user(who.first_name, language_code=who.language, phone=who.phone) for who in cast]
    invited = {
        name_of(number): Person(user, who, name_of(number), 1 if number % 2 else hasty)
        for number, (user, who) in enumerate(zip(users, cast, strict=True))
    }
    other = life.world.user("Еске салғыш")
    other.is_bot = True
    late = [(name_of(number), who) for number, who in enumerate(LATECOMERS, len(CAST)) if name_of(number) in names]
    for name, who in late:
        user = life.world.user(who.first_name, language_code=who.language, phone=who.phone)
        invited[name] = Person(user, who, name)
    return invited | {ANOTHER_BOT: Person(other, cast[0], ANOTHER_BOT)}


@cache
def _labels(*names: str) -> set[str]:
    """In all languages."""
    return {str(WORDS.text_in(language)(f"button.{name}")) for language in LANGUAGES for name in names}


def _word(name: str) -> str:
    """Typed instead of pressed."""
    return str(WORDS.text_in("kk")(f"button.{name}"))


def _wrote(message: Message) -> str:
    return f" {message.text[:40]!r}" if message.text else ""
