"""A newcomer sees the whole way of an application in a browser, in every language."""

import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import expect

from scripts.screenshot import WINDOW, save_picture
from simulator.page.server import PageServer
from tests.demo.browser import LOW, Tab
from tests.demo.script import ENGLISH, KAZAKH, RUSSIAN, TAKE, Lines, answer_by_phone, begin
from tests.form import progress


async def from_an_empty_phone_to_a_card_with_contacts_and_the_picture_of_it(tab: Tab, picture: Path) -> None:
    """What the script of the picture does is done by hand on the page; it fails if no card shows the contacts."""
    await save_picture(tab.page, picture, calm=0)
    await tab.verdict("about 1 person, encrypted")
    await shows_contacts(tab, KAZAKH)
    await tab.page.set_viewport_size(LOW)
    assert size_of(picture) == (WINDOW["width"], WINDOW["height"])
    await contacts_can_be_copied(tab, KAZAKH)


def size_of(picture: Path) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


async def contacts_can_be_copied(tab: Tab, lines: Lines) -> None:
    await tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await tab.staff.get_by_role("button", name=f"Copy {lines.who.email}").click()
    await tab.page.get_by_text(f"Copied: {lines.who.email}").wait_for()
    assert await tab.page.evaluate("navigator.clipboard.readText()") == lines.who.email


async def test_in_russian_until_everything_is_forgotten_then_in_kazakh_and_in_english(
    tab: Tab, demo: PageServer, tmp_path: Path
) -> None:
    await typing_and_switching_people_loses_nothing(tab)
    await tab.become(RUSSIAN.who.first_name)
    await nothing_is_stored_before_consent_and_rows_appear_with_it(tab, RUSSIAN)
    await tab.sees(progress("name"))
    await ready_made_answers_fill_the_field(tab)
    async with rows_that_are_there_stay_as_they_are(tab):
        await answer_by_phone(demo, RUSSIAN)
    await reloading_loses_nothing(tab, RUSSIAN)
    await tab.tap(RUSSIAN.confirm)
    await take(tab, RUSSIAN)
    await forget_me_empties_the_store_visibly(tab, RUSSIAN)
    await tab.become(KAZAKH.who.first_name)
    await from_an_empty_phone_to_a_card_with_contacts_and_the_picture_of_it(tab, tmp_path / "demo.png")
    await begin(tab, ENGLISH)
    await tab.tap(ENGLISH.agree)
    await tab.sees(progress("name"))
    await answer_by_phone(demo, ENGLISH)
    await tab.tap(ENGLISH.confirm)
    await take(tab, ENGLISH)
    await tab.verdict("about 2 persons, encrypted")


async def take(tab: Tab, lines: Lines) -> None:
    """A colleague takes the card, and sees the contacts only then."""
    card = tab.staff.get_by_role("log")
    await card.get_by_role("button", name=TAKE).wait_for()
    await expect(card).not_to_contain_text(lines.who.email)
    await card.get_by_role("button", name=TAKE).click()
    await shows_contacts(tab, lines)


async def shows_contacts(tab: Tab, lines: Lines) -> None:
    card = tab.staff.get_by_role("log")
    link = card.get_by_role("link", name=lines.who.email)
    await link.wait_for()
    await expect(link).to_have_attribute("href", f"mailto:{lines.who.email}")
    await card.locator(f'a[href="tel:{lines.who.phone}"]').wait_for()
    await expect(card).to_contain_text("Мадина")


async def typing_and_switching_people_loses_nothing(tab: Tab) -> None:
    await tab.become("Айгерім")
    await tab.field.fill("half a sente")
    await tab.become("Данияр")
    await expect(tab.field).to_have_value("")
    await tab.become("Айгерім")
    await expect(tab.field).to_have_value("half a sente")


async def nothing_is_stored_before_consent_and_rows_appear_with_it(tab: Tab, lines: Lines) -> None:
    await tab.say("/start")
    await tab.say("hello?")
    await expect(tab.chat.get_by_role("button", name=lines.agree, exact=True)).to_have_count(2)
    await tab.verdict("Nothing is stored about anybody yet")
    await expect(tab.stored.locator('[data-kind="person"] details')).to_have_count(0)
    await tab.tap(lines.agree)
    await tab.verdict("about 1 person, encrypted")
    await tab.stored.locator('details[data-table="persons"] .cipher').first.wait_for()


@asynccontextmanager
async def rows_that_are_there_stay_as_they_are(tab: Tab) -> AsyncIterator[None]:
    """They are not drawn again when others come."""
    await tab.page.evaluate("document.querySelectorAll('.record').forEach(one => { one.dataset.seen = 'yes' })")
    yield
    grown = tab.stored.locator("details:has(.record[data-seen]):has(.record:not([data-seen]))")
    await grown.first.wait_for()
    same = tab.stored.locator('details[data-table="schema_versions"] .record').last
    await expect(same).to_have_attribute("data-seen", "yes")


async def ready_made_answers_fill_the_field(tab: Tab) -> None:
    ready = tab.phone.get_by_role("group", name="Ready-made answers").get_by_role("button")
    await ready.first.click()
    await expect(tab.field).to_have_value("Ахметов Данияр")
    await expect(tab.field).to_be_focused()


async def reloading_loses_nothing(tab: Tab, lines: Lines) -> None:
    """At the review."""
    await tab.sees(lines.who.email)
    await tab.chat.get_by_role("button", name=lines.confirm, exact=True).wait_for()
    before = await tab.chat.all_inner_texts()
    await tab.page.reload()
    await tab.chat.get_by_role("button", name=lines.confirm, exact=True).wait_for()
    assert await tab.chat.all_inner_texts() == before


async def forget_me_empties_the_store_visibly(tab: Tab, lines: Lines) -> None:
    await tab.say("/forget_me")
    await tab.chat.locator(".danger").get_by_text(lines.delete, exact=True).click()
    await tab.verdict("Empty again")
    await expect(tab.stored.locator('[data-kind="person"] details')).to_have_count(0)
    await expect(tab.staff.get_by_role("log")).not_to_contain_text(lines.who.email)
    await tab.loses(lines.who.email)
