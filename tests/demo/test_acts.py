"""What one can do with a chat and with a message, besides writing: each is seen, and axe finds nothing in it."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from simulator.page.server import PageServer
from tests.demo.browser import GROUP, PHONE, Tab
from tests.demo.test_messages import send


async def choose(tab: Tab, place: Locator, menu: str, entry: str) -> None:
    """Opens a menu in this place and takes an entry."""
    await place.hover()
    await place.get_by_role("button", name=menu).click()
    await tab.page.get_by_role("menuitem", name=entry).click()


async def judge(tab: Tab, part: str, place: Locator, menu: str) -> None:
    """Lets axe look at a part of the page, and at the menu in this place, at once."""
    await place.hover()
    await place.get_by_role("button", name=menu).click()
    await tab.page.get_by_role("menuitem").first.wait_for()
    await tab.is_accessible(part)
    await tab.page.keyboard.press("Escape")
    await expect(tab.page.get_by_role("menuitem")).to_have_count(0)


def message(tab: Tab, text: str) -> Locator:
    return tab.chat.get_by_role("listitem").filter(has_text=text).last


async def test_a_message_is_edited_forwarded_and_deleted(bare: PageServer, bare_tab: Tab) -> None:
    user = bare.cast.people[0].user
    send(bare, "What is your name?")
    written = user.write("Aigerm")
    await choose(bare_tab, message(bare_tab, "Aigerm"), "Message menu", "Edit")
    await bare_tab.phone.get_by_text("Editing: Aigerm").wait_for()
    await expect(bare_tab.field).to_have_value("Aigerm")
    await judge(bare_tab, PHONE, message(bare_tab, "Aigerm"), "Message menu")
    await bare_tab.say("Aigerim")
    await bare_tab.sees("edited")
    assert (written.text, [one.text for one in user.chat.messages][-1]) == ("Aigerim", "Aigerim")
    await expect(bare_tab.field).to_have_value("")
    await choose(bare_tab, message(bare_tab, "What is your name?"), "Message menu", "Forward")
    await bare_tab.sees("Forwarded")
    assert user.chat.messages[-1].forward_origin is not None
    await choose(bare_tab, message(bare_tab, "Aigerim"), "Message menu", "Delete")
    await bare_tab.loses("Aigerim")
    assert written.deleted


async def test_an_edit_that_is_given_up_changes_nothing(bare: PageServer, bare_tab: Tab) -> None:
    written = bare.cast.people[0].user.write("Aigerm")
    await choose(bare_tab, message(bare_tab, "Aigerm"), "Message menu", "Edit")
    await bare_tab.field.press("Escape")
    await expect(bare_tab.phone.get_by_text("Editing")).to_be_hidden()
    await bare_tab.say("something new")
    await bare_tab.sees("something new")
    assert (written.text, written.edits) == ("Aigerm", [])


async def test_what_is_protected_cannot_be_forwarded_nor_what_others_said_edited(
    bare: PageServer, bare_tab: Tab
) -> None:
    send(bare, "for you alone", protect_content=True)
    await message(bare_tab, "for you alone").hover()
    await message(bare_tab, "for you alone").get_by_role("button", name="Message menu").click()
    await expect(bare_tab.page.get_by_role("menuitem")).to_have_text(["Delete"])


async def test_who_blocks_the_bot_is_out_of_its_reach_until_they_unblock_it(bare: PageServer, bare_tab: Tab) -> None:
    user = bare.cast.people[0].user
    send(bare, "hello")
    await choose(bare_tab, bare_tab.phone, "Chat menu", "Block the bot")
    await bare_tab.phone.get_by_text("it cannot write here").wait_for()
    await expect(bare_tab.field).to_be_hidden()
    assert user.chat.bot_blocked
    await judge(bare_tab, PHONE, bare_tab.phone, "Chat menu")
    await bare_tab.phone.get_by_role("button", name="Unblock the bot").click()
    await bare_tab.field.wait_for()
    assert not user.chat.bot_blocked


async def test_the_group_puts_the_bot_out_and_lets_it_in_again(bare: PageServer, bare_tab: Tab) -> None:
    group = bare.cast.group
    await choose(bare_tab, bare_tab.staff, "Group menu", "Put the bot out")
    await bare_tab.staff.get_by_text("applications wait until it is back").wait_for()
    assert not group.membership(group.bot.id).is_in
    await judge(bare_tab, GROUP, bare_tab.staff, "Group menu")
    await bare_tab.staff.get_by_role("button", name="Let the bot in").click()
    await bare_tab.staff.get_by_text("Много Музыки joined the group").wait_for()
    assert group.membership(group.bot.id).is_in
    await bare_tab.become("Тимур")  # a plain member
    await expect(bare_tab.staff.get_by_role("button", name="Group menu")).to_be_hidden()
