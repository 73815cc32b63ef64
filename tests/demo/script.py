"""What is said and pressed in a whole application, in each language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.actors.user import User
from simulator.page.server import PageServer
from tests.demo.browser import Tab
from tests.form import NAMES, progress
from tests.people import AIGERIM, ALICE, DANIYAR, Applicant

TAKE = "Жұмысқа алу"  # the staff's cards are in Kazakh


@dataclass(frozen=True, slots=True)
class Lines:
    """Labels in one language, and the person who speaks it."""

    who: Applicant
    agree: str
    confirm: str
    skip: str
    delete: str


KAZAKH = Lines(AIGERIM, "Келісемін", "Растау", "Өткізіп жіберу", "Деректерімді жою")
RUSSIAN = Lines(DANIYAR, "Даю согласие", "Подтвердить", "Пропустить", "Удалить мои данные")
ENGLISH = Lines(ALICE, "I agree", "Confirm", "Skip", "Delete my data")


async def begin(tab: Tab, lines: Lines) -> None:
    """From an empty phone to the consent."""
    await tab.become(lines.who.first_name)
    await tab.phone.get_by_role("button", name="Start", exact=True).click()


async def fill_in(tab: Tab, lines: Lines) -> None:
    """From the consent to the review."""
    await tab.tap(lines.agree)
    await tab.sees(progress("name"))
    await tab.say(lines.who.name)
    await tab.sees(progress("phone"))
    await tab.share_contact()
    await tab.sees(progress("email"))
    await tab.say(lines.who.email)
    for name in NAMES[NAMES.index("email") + 1 :]:
        await tab.sees(progress(name))
        await tab.tap(lines.skip)


async def fill_in_by_phone(demo: PageServer, lines: Lines) -> None:
    """From an empty phone to the review without the page, in a fraction of the time: for tests of what comes of it."""
    person = phone_of(demo, lines)
    person.start()
    await demo.cast.world.until(lambda: offered(person, lines.agree))
    person.tap(lines.agree)
    await answer_by_phone(demo, lines)


async def answer_by_phone(demo: PageServer, lines: Lines) -> None:
    """From the first question to the review without the page."""
    world, person = demo.cast.world, phone_of(demo, lines)

    def asked(name: str) -> Callable[[], bool]:
        return lambda: progress(name) in person.chat.last.text

    for name in NAMES:
        await world.until(asked(name))
        if name == "phone":
            person.share_contact()
        elif name in lines.who.answers:
            person.write(lines.who.answers[name])
        else:
            person.tap(lines.skip)
    await world.until(lambda: offered(person, lines.confirm))


async def apply_by_phone(demo: PageServer, lines: Lines) -> None:
    """From an empty phone to an application that is stored."""
    await fill_in_by_phone(demo, lines)
    person = phone_of(demo, lines)
    person.tap(lines.confirm)
    await demo.cast.world.until(lambda: not offered(person, lines.confirm))


def phone_of(demo: PageServer, lines: Lines) -> User:
    return next(one.user for one in demo.cast.people if one.user.first_name == lines.who.first_name)


def offered(person: User, label: str) -> bool:
    return any(label in message.labels for message in person.chat.messages)
