"""What an operator does to the bot, seen on the page: a new policy, and a group that the settings do not name."""

from __future__ import annotations

from playwright.async_api import expect

from simulator.page.server import PageServer
from tests.demo.browser import Tab
from tests.demo.script import ENGLISH, KAZAKH, RUSSIAN, TAKE, Lines, apply_by_phone
from tests.demo.test_trouble import press


async def test_each_setting_of_the_operator_takes_effect(tab: Tab, demo: PageServer) -> None:
    await press(tab, "Next working morning")
    await expect(tab.controls.get_by_role("group", name="Time machine")).to_contain_text("09:00:")
    await apply_by_phone(demo, KAZAKH)
    await tab.staff.get_by_role("button", name=TAKE).wait_for()
    await tab.staff.get_by_role("button", name=TAKE).click()
    await press(tab, "Contacts to one")
    await apply_by_phone(demo, RUSSIAN)
    await contacts_are_shown_to_who_took_the_card_alone(tab, RUSSIAN)
    await press(tab, "Unset the group")
    await tab.staff.get_by_role("button", name="/connect@").wait_for()
    await a_new_policy_is_asked_about(tab, KAZAKH)
    await tab.is_accessible()  # with the note about the policy, the contacts for one, and the code
    await a_group_is_connected_with_the_code_of_the_log(tab, demo, ENGLISH)


async def a_new_policy_is_asked_about(tab: Tab, lines: Lines) -> None:
    asked = tab.chat.get_by_role("button", name=lines.agree, exact=True)
    before = await asked.count()
    await press(tab, "New policy")
    await tab.page.get_by_text("Version 2 of the privacy policy is in force.").wait_for()
    await expect(asked).to_have_count(before + 1)


async def contacts_are_shown_to_who_took_the_card_alone(tab: Tab, lines: Lines) -> None:
    log = tab.staff.get_by_role("log")
    await tab.staff.get_by_role("button", name=TAKE).click()
    alone = log.get_by_role("listitem").filter(has_text="Only you see this").filter(has_text=lines.who.email)
    await alone.wait_for()
    await tab.become("Тимур")
    await expect(log).to_contain_text("Мадина")
    await expect(log).not_to_contain_text(lines.who.email)
    await tab.become("Мадина")
    await alone.wait_for()


async def a_group_is_connected_with_the_code_of_the_log(tab: Tab, demo: PageServer, lines: Lines) -> None:
    code = tab.staff.get_by_role("button", name="/connect@")
    await apply_by_phone(demo, lines)
    await expect(tab.staff.get_by_role("button", name=TAKE)).to_have_count(0)
    await code.click()
    await tab.staff.get_by_role("textbox").press("Enter")
    await tab.staff.get_by_role("button", name=TAKE).wait_for()  # the application has waited for the group
    await expect(code).to_be_hidden()
