"""What an operator does to the bot, seen on the page: a new policy, and a group that the settings do not name."""

from __future__ import annotations

from playwright.async_api import expect

from simulator.page.server import PageServer
from tests.demo.browser import Tab
from tests.demo.script import KAZAKH, TAKE, apply_by_phone
from tests.demo.test_trouble import press


async def test_a_new_policy_is_asked_about(tab: Tab, demo: PageServer) -> None:
    await press(tab, "Next working morning")
    await apply_by_phone(demo, KAZAKH)
    asked = tab.chat.get_by_role("button", name=KAZAKH.agree, exact=True)
    await tab.staff.get_by_role("button", name=TAKE).wait_for()
    before = await asked.count()
    await press(tab, "New policy")
    await expect(tab.page.get_by_text("Version 2 of the privacy policy is in force.")).to_be_visible()
    await expect(asked).to_have_count(before + 1)
    await tab.is_accessible()


async def test_a_group_is_connected_with_the_code_of_the_log(tab: Tab, demo: PageServer) -> None:
    await press(tab, "Unset the group")
    code = tab.staff.get_by_role("button", name="/connect@")
    await expect(code).to_be_visible()
    await tab.is_accessible()
    await apply_by_phone(demo, KAZAKH)
    await expect(tab.staff.get_by_role("button", name=TAKE)).to_have_count(0)
    await code.click()
    await tab.staff.get_by_role("textbox").press("Enter")
    await tab.staff.get_by_role("button", name=TAKE).wait_for()  # the application has waited for the group
    await expect(code).to_be_hidden()


async def test_contacts_are_shown_to_who_took_the_card_alone(tab: Tab, demo: PageServer) -> None:
    await press(tab, "Contacts to one")
    await apply_by_phone(demo, KAZAKH)
    log = tab.staff.get_by_role("log")
    await tab.staff.get_by_role("button", name=TAKE).click()
    await expect(log.get_by_role("listitem").filter(has_text="Only you see this")).to_contain_text(KAZAKH.who.email)
    await tab.is_accessible()
    await tab.become("Тимур")
    await expect(log).to_contain_text("Мадина")
    await expect(log).not_to_contain_text(KAZAKH.who.email)
