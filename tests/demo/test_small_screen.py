"""The demo works on a phone."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Locator, ViewportSize, expect

from simulator.page.server import PageServer
from tests.demo.browser import Tab, Windows, open_tab
from tests.demo.script import ENGLISH, KAZAKH, RUSSIAN, TAKE, Lines, begin, fill_in
from tests.scenarios.stage import words

SIZE: ViewportSize = {"width": 390, "height": 844}
PHONE: dict[str, Any] = {"viewport": SIZE, "has_touch": True, "is_mobile": True, "reduced_motion": "no-preference"}
NARROWEST = 320
THUMB = 36


@pytest_asyncio.fixture(loop_scope="session")
async def small(demo: PageServer, running_chromium: Windows) -> AsyncIterator[Tab]:
    async with open_tab(demo.url, running_chromium, **PHONE) as opened:
        yield opened


async def open_part(tab: Tab, name: str) -> None:
    parts = tab.page.get_by_role("navigation", name="Parts of the demo")
    await parts.get_by_role("button", name=name).tap()


async def test_a_whole_application_on_a_phone(small: Tab) -> None:
    await no_width_scrolls_sideways(small)
    await a_field_in_a_part_that_was_hidden_can_be_hit(small)
    await before_start_the_bot_says_what_it_is(small)
    await small.become(KAZAKH.who.first_name)
    await the_guide_gives_way_to_the_first_message_and_comes_back(small)
    await the_consent_fits_one_screen_with_its_buttons(small, KAZAKH)
    for lines in (RUSSIAN, ENGLISH):
        await begin(small, lines)
        await the_consent_fits_one_screen_with_its_buttons(small, lines)
    await small.become(KAZAKH.who.first_name)
    await fill_in(small, KAZAKH)
    await every_button_can_be_hit_with_a_thumb(small, KAZAKH)
    await small.tap(KAZAKH.confirm)
    await the_thanks_is_last_and_whole(small)
    await a_card_is_taken_without_scrolling_sideways(small, KAZAKH)
    await the_device_is_as_high_as_the_window_lets_it(small)


async def a_card_is_taken_without_scrolling_sideways(tab: Tab, lines: Lines) -> None:
    assert await tab.width_needed() == 390
    await open_part(tab, "Staff")
    await tab.staff.get_by_role("button", name=TAKE).tap()
    await expect(tab.staff.get_by_role("log")).to_contain_text(lines.who.email)
    for part in ("Staff", "Stored", "Controls", "Phone"):
        await open_part(tab, part)
        assert await tab.width_needed() == 390


async def a_field_in_a_part_that_was_hidden_can_be_hit(tab: Tab) -> None:
    await open_part(tab, "Staff")
    assert await height(tab.staff.get_by_role("textbox", name="Message")) >= THUMB
    await open_part(tab, "Phone")


async def the_guide_gives_way_to_the_first_message_and_comes_back(tab: Tab) -> None:
    guide = tab.page.get_by_text("Then send")
    await guide.wait_for()
    await tab.is_accessible()
    await tab.phone.get_by_role("button", name="Start", exact=True).tap()
    await expect(guide).to_be_hidden()
    opener = tab.page.get_by_role("button", name="What can be done here")
    await opener.tap()
    await guide.wait_for()
    await opener.tap()


async def before_start_the_bot_says_what_it_is(tab: Tab) -> None:
    await tab.become("Alice")
    about = tab.phone.get_by_role("group", name="About the bot")
    await expect(about).to_contain_text("What can this bot do?")
    await expect(about.locator("p")).to_have_attribute("lang", "en")
    assert await about.evaluate("node => node.scrollHeight <= node.clientHeight")


async def the_device_is_as_high_as_the_window_lets_it(tab: Tab) -> None:
    for width, window in ((820, 1180), (1024, 1366), (1280, 800)):
        await tab.page.set_viewport_size({"width": width, "height": window})
        box = await tab.page.locator("#device").bounding_box()
        assert box is not None
        assert window - 40 < box["y"] + box["height"] <= window


async def every_button_can_be_hit_with_a_thumb(tab: Tab, lines: Lines) -> None:
    await tab.sees(lines.who.email)
    heights = await tab.page.eval_on_selector_all(
        ".inline-button, .who, .tabs button, .tool, .field", "all => all.map(one => one.offsetHeight).filter(Boolean)"
    )
    assert min(heights) >= THUMB


async def no_width_scrolls_sideways(tab: Tab) -> None:
    for width in (NARROWEST, 760, 1024, 1280):
        await tab.page.set_viewport_size({"width": width, "height": 700})
        assert await tab.width_needed() == width
    await tab.page.set_viewport_size(SIZE)


async def height(part: Locator) -> float:
    box = await part.bounding_box()
    assert box
    return box["height"]


async def the_consent_fits_one_screen_with_its_buttons(tab: Tab, lines: Lines) -> None:
    consent = tab.chat.get_by_role("listitem").filter(has=tab.page.get_by_role("button", name=lines.agree))
    await consent.wait_for()
    assert await height(consent) < await height(tab.chat)


async def the_thanks_is_last_and_whole(tab: Tab) -> None:
    copy = words("kk")("button.copy_reference")
    thanks = tab.chat.get_by_role("listitem").last
    await expect(thanks.get_by_role("button", name=copy)).to_be_in_viewport()
    # With the question about offers below it is longer than this screen by the line that says thanks.
    await expect(thanks.locator("b", has_text="M-")).to_be_in_viewport()
    await expect(thanks.get_by_role("button", name=words("kk")("button.offer_no"))).to_be_in_viewport()
