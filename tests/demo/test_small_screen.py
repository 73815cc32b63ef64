"""The demo works on a phone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from simulator.page.server import PageServer
from tests.demo.browser import Tab, Windows, open_tab
from tests.demo.script import EVERY_LANGUAGE, KAZAKH, TAKE, Lines, fill_in, fill_in_by_phone
from tests.scenarios.stage import words

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROWEST = 320


@pytest_asyncio.fixture(loop_scope="session")
async def small(demo: PageServer, running_chromium: Windows) -> AsyncIterator[Tab]:
    async with open_tab(demo.url, running_chromium, **PHONE) as opened:
        yield opened


async def open_part(tab: Tab, name: str) -> None:
    parts = tab.page.get_by_role("navigation", name="Parts of the demo")
    await parts.get_by_role("button", name=name).tap()


async def test_a_whole_application_without_scrolling_sideways(small: Tab) -> None:
    await fill_in(small, KAZAKH)
    await small.tap(KAZAKH.confirm)
    assert await small.width_needed() == 390
    await open_part(small, "Staff")
    await small.staff.get_by_role("button", name=TAKE).tap()
    await expect(small.staff.get_by_role("log")).to_contain_text(KAZAKH.who.email)
    for part in ("Staff", "Stored", "Controls", "Phone"):
        await open_part(small, part)
        assert await small.width_needed() == 390


async def test_a_field_in_a_part_that_was_hidden_can_be_hit(small: Tab) -> None:
    await open_part(small, "Staff")
    box = await small.staff.get_by_role("textbox", name="Message").bounding_box()
    assert box is not None
    assert box["height"] >= 36


async def test_the_guide_gives_way_to_the_first_message_and_comes_back(small: Tab) -> None:
    guide = small.page.get_by_text("Then send")
    await expect(guide).to_be_visible()
    await small.is_accessible()
    await small.phone.get_by_role("button", name="Start", exact=True).tap()
    await expect(guide).to_be_hidden()
    await small.page.get_by_role("button", name="What can be done here").tap()
    await expect(guide).to_be_visible()


async def test_before_start_the_bot_says_what_it_is(small: Tab) -> None:
    await small.become("Alice")
    about = small.phone.get_by_role("group", name="About the bot")
    await expect(about).to_contain_text("What can this bot do?")
    await expect(about.locator("p")).to_have_attribute("lang", "en")
    assert await about.evaluate("node => node.scrollHeight <= node.clientHeight")


async def test_the_device_is_as_high_as_the_window_lets_it(small: Tab) -> None:
    await small.say("/start")
    await expect(small.chat.get_by_role("listitem").first).to_be_visible()
    for width, height in ((820, 1180), (1024, 1366), (1280, 800)):
        await small.page.set_viewport_size({"width": width, "height": height})
        box = await small.page.locator("#device").bounding_box()
        assert box is not None
        assert height - 40 < box["y"] + box["height"] <= height


async def test_every_button_can_be_hit_with_a_thumb(small: Tab, demo: PageServer) -> None:
    await fill_in_by_phone(demo, KAZAKH)
    await small.sees(KAZAKH.who.email)
    heights = await small.page.eval_on_selector_all(
        ".inline-button, .who, .tabs button, .tool, .field", "all => all.map(one => one.offsetHeight).filter(Boolean)"
    )
    assert min(heights) >= 36


async def test_no_width_scrolls_sideways(small: Tab) -> None:
    for width in (NARROWEST, 760, 1024, 1280):
        await small.page.set_viewport_size({"width": width, "height": 700})
        assert await small.width_needed() == width


async def height(part: Locator) -> float:
    box = await part.bounding_box()
    assert box
    return box["height"]


@pytest.mark.parametrize("lines", EVERY_LANGUAGE, ids=lambda lines: lines.who.language)
async def test_the_consent_fits_one_screen_with_its_buttons(small: Tab, lines: Lines) -> None:
    await small.become(lines.who.first_name)
    await small.phone.get_by_role("button", name="Start", exact=True).click()
    consent = small.chat.get_by_role("listitem").filter(has=small.page.get_by_role("button", name=lines.agree))
    await expect(consent).to_be_visible()
    assert await height(consent) < await height(small.chat)


async def test_the_thanks_is_last_and_whole(small: Tab) -> None:
    await fill_in(small, KAZAKH)
    await small.tap(KAZAKH.confirm)
    copy = words("kk")("button.copy_reference")
    thanks = small.chat.get_by_role("listitem").last
    await expect(thanks.get_by_role("button", name=copy)).to_be_in_viewport()
    assert await height(thanks) < await height(small.chat)
