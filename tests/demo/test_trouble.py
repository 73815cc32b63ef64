"""What the page does to time, to Telegram and to the bot."""

from aiohttp import ClientSession
from playwright.async_api import expect

from simulator.page.server import PageServer
from tests.demo.browser import Tab
from tests.demo.script import ENGLISH, KAZAKH, RUSSIAN, TAKE, Lines, apply_by_phone, fill_in_by_phone
from tests.demo.test_server import act


async def press(tab: Tab, name: str) -> None:
    await tab.controls.get_by_role("button", name=name, exact=True).click()


async def test_time_passes_at_once(tab: Tab, demo: PageServer) -> None:
    await fill_in_by_phone(demo, ENGLISH)
    await after_a_year_what_is_due_is_destroyed(tab, demo)
    await press(tab, "Next working morning")
    await fill_in_by_phone(demo, KAZAKH)
    await an_hour_after_the_last_answer_a_reminder_comes(tab, KAZAKH)


async def after_a_year_what_is_due_is_destroyed(tab: Tab, demo: PageServer) -> None:
    before = demo.cast.world.clock.now_ms()
    await press(tab, "+1 year")
    await tab.verdict("Empty again")
    assert demo.cast.world.clock.now_ms() - before >= 365 * 86_400_000
    await expect(tab.controls.get_by_role("group", name="Time machine")).to_contain_text("Almaty")


async def an_hour_after_the_last_answer_a_reminder_comes(tab: Tab, lines: Lines) -> None:
    await tab.sees(lines.who.email)
    for _ in range(2):
        await press(tab, "+1 hour")
    await tab.chat.get_by_role("button", name="Енді еске салмаңыз").wait_for()
    await tab.tap("Жалғастыру")
    await tab.chat.get_by_role("button", name=lines.confirm, exact=True).last.wait_for()


async def test_a_lead_nobody_takes_is_told_of(demo: PageServer) -> None:
    """In a demo of its own: each leap may bring warnings of all jobs to the group, which takes 20 messages a minute."""
    async with ClientSession() as session:
        await act(session, demo, {"act": "leap", "by": "morning"})
        await apply_by_phone(demo, KAZAKH)
        await act(session, demo, {"act": "leap", "by": "hour"})
    group = demo.cast.group
    await demo.cast.world.until(lambda: any("⏰" in message.text for message in group.messages))


async def test_what_goes_wrong_loses_nothing(tab: Tab, demo: PageServer) -> None:
    await what_was_sent_while_the_bot_was_stopped_is_answered_later(tab, RUSSIAN)
    await tab.become(KAZAKH.who.first_name)
    await updates_that_come_twice_and_a_restart_at_the_review_make_one_card(tab, demo, KAZAKH)
    await press(tab, "Duplicate updates")  # not any more
    await telegram_comes_back_after_a_minute(tab, demo, ENGLISH)


async def updates_that_come_twice_and_a_restart_at_the_review_make_one_card(
    tab: Tab, demo: PageServer, lines: Lines
) -> None:
    await press(tab, "Duplicate updates")
    await expect(tab.controls.get_by_role("button", name="Duplicate updates")).to_have_attribute("aria-pressed", "true")
    await fill_in_by_phone(demo, lines)
    await tab.sees(lines.who.email)
    await press(tab, "Restart bot")
    await tab.tap(lines.confirm)
    await tab.staff.get_by_role("button", name=TAKE).wait_for()
    await demo.cast.world.until(lambda: not demo.cast.world.updates.pending)  # the second of each too
    await expect(tab.staff.get_by_role("button", name=TAKE)).to_have_count(1)


async def what_was_sent_while_the_bot_was_stopped_is_answered_later(tab: Tab, lines: Lines) -> None:
    await tab.become(lines.who.first_name)
    await press(tab, "Stop bot")
    await expect(tab.controls.get_by_role("status")).to_have_text("The bot is stopped.")
    await tab.say("/start")
    await press(tab, "Start bot")
    await expect(tab.controls.get_by_role("status")).to_have_text("The bot is running.")
    await tab.chat.get_by_role("button", name=lines.agree, exact=True).wait_for()


async def telegram_comes_back_after_a_minute(tab: Tab, demo: PageServer, lines: Lines) -> None:
    await tab.become(lines.who.first_name)
    await press(tab, "Telegram down, 1 min")
    await tab.controls.get_by_role("button", name="Telegram is down").wait_for()
    await tab.say("/start")
    await demo.cast.world.until(lambda: any(call.status >= 500 for call in demo.cast.world.calls))
    await expect(tab.chat.get_by_role("button", name=lines.agree, exact=True)).to_have_count(0)
    await press(tab, "+1 hour")
    await tab.chat.get_by_role("button", name=lines.agree, exact=True).wait_for()
