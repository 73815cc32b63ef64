"""A newcomer sees the whole way of an application in a browser, in every language."""

import pytest
from playwright.async_api import expect

from simulator.page.server import PageServer
from tests.demo.browser import Tab
from tests.demo.script import ENGLISH, KAZAKH, RUSSIAN, TAKE, Lines, answer_by_phone, apply, apply_by_phone, fill_in
from tests.form import progress


async def test_from_an_empty_phone_to_a_card_with_contacts(tab: Tab) -> None:
    await tab.verdict("Nothing is stored about anybody yet")
    await apply(tab, KAZAKH)
    await take(tab, KAZAKH)
    await tab.verdict("about 1 person, encrypted")


@pytest.mark.parametrize("lines", [RUSSIAN, ENGLISH], ids=lambda lines: lines.who.language)
async def test_who_speaks_another_language_sees_it_on_the_page_and_has_the_same_card(
    tab: Tab, demo: PageServer, lines: Lines
) -> None:
    await tab.become(lines.who.first_name)
    await tab.phone.get_by_role("button", name="Start", exact=True).click()
    await tab.tap(lines.agree)
    await tab.sees(progress("name"))
    await answer_by_phone(demo, lines)
    await tab.tap(lines.confirm)
    await take(tab, lines)
    await tab.verdict("about 1 person, encrypted")


async def take(tab: Tab, lines: Lines) -> None:
    """A colleague takes the card, and sees the contacts only then."""
    card = tab.staff.get_by_role("log")
    await expect(card.get_by_role("button", name=TAKE)).to_be_visible()
    await expect(card).not_to_contain_text(lines.who.email)
    await card.get_by_role("button", name=TAKE).click()
    await expect(card.get_by_role("link", name=lines.who.email)).to_have_attribute("href", f"mailto:{lines.who.email}")
    await expect(card.locator(f'a[href="tel:{lines.who.phone}"]')).to_be_visible()
    await expect(card).to_contain_text("Мадина")


async def test_typing_and_switching_people_loses_nothing(tab: Tab) -> None:
    await tab.become("Айгерім")
    await tab.field.fill("half a sente")
    await tab.become("Данияр")
    await expect(tab.field).to_have_value("")
    await tab.become("Айгерім")
    await expect(tab.field).to_have_value("half a sente")


async def test_the_ready_made_answers_fill_the_field(tab: Tab) -> None:
    await tab.phone.get_by_role("button", name="Start", exact=True).click()
    ready = tab.phone.get_by_role("group", name="Ready-made answers").get_by_role("button")
    await ready.first.click()
    await expect(tab.field).to_have_value("Сейтқалиева Айгерім Болатқызы")
    await expect(tab.field).to_be_focused()


async def test_nothing_is_stored_before_consent_and_rows_appear_with_it(tab: Tab) -> None:
    await tab.say("/start")
    await tab.say("hello?")
    await expect(tab.chat.get_by_role("button", name=KAZAKH.agree, exact=True)).to_have_count(2)
    await tab.verdict("Nothing is stored about anybody yet")
    await expect(tab.stored.locator('[data-kind="person"] details')).to_have_count(0)
    await tab.tap(KAZAKH.agree)
    await tab.verdict("about 1 person, encrypted")
    await expect(tab.stored.locator('details[data-table="persons"] .cipher').first).to_be_visible()


async def test_forget_me_empties_the_store_visibly(tab: Tab, demo: PageServer) -> None:
    await apply_by_phone(demo, RUSSIAN)
    await tab.become(RUSSIAN.who.first_name)
    await tab.staff.get_by_role("button", name=TAKE).click()
    await expect(tab.staff.get_by_role("log")).to_contain_text(RUSSIAN.who.email)
    await tab.say("/forget_me")
    await tab.chat.locator(".danger").get_by_text(RUSSIAN.delete, exact=True).click()
    await tab.verdict("Empty again")
    await expect(tab.stored.locator('[data-kind="person"] details')).to_have_count(0)
    await expect(tab.staff.get_by_role("log")).not_to_contain_text(RUSSIAN.who.email)
    await expect(tab.chat).not_to_contain_text(RUSSIAN.who.email)


async def test_reloading_loses_nothing(tab: Tab) -> None:
    await fill_in(tab, KAZAKH)
    await tab.sees(KAZAKH.who.email)
    await expect(tab.chat.get_by_role("button", name=KAZAKH.confirm, exact=True)).to_be_visible()
    before = await tab.chat.all_inner_texts()
    await tab.page.reload()
    await expect(tab.chat.get_by_role("button", name=KAZAKH.confirm, exact=True)).to_be_visible()
    assert await tab.chat.all_inner_texts() == before
    await tab.tap(KAZAKH.confirm)
    await tab.staff.get_by_role("button", name=TAKE).wait_for()
