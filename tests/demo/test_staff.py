"""What two colleagues and an outsider see of one card."""

import re

from playwright.async_api import expect

from simulator.page.server import PageServer
from tests.demo.browser import Tab
from tests.demo.script import KAZAKH, TAKE, apply_by_phone, offered
from tests.form import NAMES, progress

COUNTED = 5  # fewer people are said in words, and drawn in no picture


async def test_one_card_and_what_comes_of_it(tab: Tab, demo: PageServer) -> None:
    await apply_by_phone(demo, KAZAKH)
    await an_outsider_gets_no_contacts(tab)
    await tab.become("Мадина")
    await the_second_of_two_is_told_who_was_first(tab)
    await an_administrator_exports_by_answering_the_questions(tab)
    await the_picture_of_the_statistics_is_shown(tab, demo)


async def an_outsider_gets_no_contacts(tab: Tab) -> None:
    await tab.become("Олжас")
    await tab.staff.get_by_text("Not in this group").wait_for()
    await expect(tab.staff.get_by_role("textbox")).to_have_count(0)
    await tab.staff.get_by_role("button", name=TAKE).click()
    await tab.page.locator(".popup, dialog[open]").first.wait_for()
    await expect(tab.staff.get_by_role("log")).not_to_contain_text(KAZAKH.who.email)
    await tab.page.get_by_role("alertdialog").get_by_role("button", name="OK").click()


async def the_second_of_two_is_told_who_was_first(tab: Tab) -> None:
    async with tab.page.context.expect_page() as opening:
        await tab.page.evaluate("window.open('/')")
    second = Tab(await opening.value, tab.url)
    await second.become("Тимур")
    stale = second.staff.get_by_role("button", name=TAKE)
    await stale.wait_for()
    await second.page.evaluate("window.stale = document.querySelector('#group .inline-button')")
    await tab.staff.get_by_role("button", name=TAKE).click()
    await tab.staff.get_by_role("log").get_by_text(KAZAKH.who.email).wait_for()
    await second.page.evaluate("window.stale.click()")  # a press that was already on its way
    # Not any pop-up: the one that Мадина got for her own press is shown in every tab for a while.
    await second.page.get_by_role("alertdialog").filter(has_text="Мадина").wait_for()
    await second.page.close()


async def an_administrator_exports_by_answering_the_questions(tab: Tab) -> None:
    log, field = tab.staff.get_by_role("log"), tab.staff.get_by_role("textbox")
    await field.fill("/export")
    await field.press("Enter")
    await log.get_by_role("button", name="Өз қызметкерлеріміз").click()
    for question, answer in (("Не үшін керек?", "есеп үшін"), ("Нақты кім алады?", "Мадина")):
        await tab.staff.locator(".answering", has_text=question).wait_for()
        await field.fill(answer)
        await field.press("Enter")
    await log.get_by_role("button", name="Қазақстан").click()
    await log.get_by_role("button", name="CSV").click()
    await tab.phone.get_by_role("button", name="Мадина").click()
    await tab.chat.get_by_role("link").wait_for()
    await expect(tab.chat.get_by_role("link")).to_have_text(re.compile(r"\.csv$"))


async def the_picture_of_the_statistics_is_shown(tab: Tab, demo: PageServer) -> None:
    strangers = [demo.cast.join_stranger("", "kk").user for _ in range(COUNTED)]
    for stranger in strangers:
        stranger.start()
    await demo.cast.world.until(lambda: all(offered(stranger, KAZAKH.agree) for stranger in strangers))
    for stranger in strangers:
        stranger.tap(KAZAKH.agree)  # before that nobody is counted
    await demo.cast.world.until(lambda: all(progress(NAMES[0]) in one.chat.last.text for one in strangers))
    field = tab.staff.get_by_role("textbox")
    await field.fill("/stats@momu_bot")  # in a silent group a bare command reaches no bot
    await field.press("Enter")
    picture = tab.staff.get_by_role("img", name="Photo")
    await picture.wait_for()
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("node => node.naturalWidth") > 300
