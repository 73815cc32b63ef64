"""What is said and pressed in a whole application, in each language."""

from __future__ import annotations

from dataclasses import dataclass

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
EVERY_LANGUAGE = (KAZAKH, RUSSIAN, ENGLISH)


async def fill_in(tab: Tab, lines: Lines) -> None:
    """From an empty phone to the review."""
    await tab.become(lines.who.first_name)
    await tab.phone.get_by_role("button", name="Start", exact=True).click()
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


async def apply(tab: Tab, lines: Lines) -> None:
    """From an empty phone to the card in the staff group."""
    await fill_in(tab, lines)
    await tab.tap(lines.confirm)
    await tab.staff.get_by_role("button", name=TAKE).last.wait_for()
