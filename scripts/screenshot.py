"""Saves a picture of the demo page: plays one application until its card is taken. screenshot.py [OUT]"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright

from bot.cli.demo import open_demo
from bot.domain.fields import FIELDS

ROOT = Path(__file__).parents[1]
DEFAULT = ROOT / "docs" / "demo.png"
CHROMIUM = "/usr/bin/chromium"
UNWANTED = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints",
    "PaintHolding", "PreconnectToSearch",
)  # fmt: skip
"""Features of Chromium. The first two load 400 files into every window, for an address field that nobody sees; the rest
Playwright would switch off itself, but only the last list counts."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--process-per-site", "--mute-audio",
    f"--disable-features={','.join(UNWANTED)}",
]  # fmt: skip
WINDOW: ViewportSize = {"width": 1440, "height": 960}
CALM_MILLISECONDS = 6_000  # after these no edit is highlighted and no pop-up is open
REFERENCE = re.compile(r"M-[0-9A-Z]{6}")
ANSWERS = ("Сейтқалиева Айгерім Болатқызы", "aigerim.cafe@example.com")


async def main(target: Path) -> None:
    async with open_demo(0) as demo, open_browser(CHROMIUM) as browser:
        page = await browser.new_page(viewport=WINDOW, color_scheme="light")
        await page.goto(demo.url)
        await save_picture(page, target)
    sys.stdout.write(f"{target}\n")


@asynccontextmanager
async def open_browser(chromium: str) -> AsyncIterator[Browser]:
    """For tests of the page too."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


async def save_picture(page: Page, target: Path, calm: int = CALM_MILLISECONDS) -> None:
    """From an empty phone to a card with contacts, and the picture of it."""
    await play(page)
    await page.set_viewport_size(WINDOW)
    await page.wait_for_timeout(calm)
    await page.screenshot(path=target)


async def play(page: Page) -> None:
    """Айгерім applies in Kazakh; Мадина takes the card."""
    phone, staff = page.get_by_role("region", name="Phone"), page.get_by_role("region", name="Staff group")
    await page.get_by_role("button", name="Next working morning").click()
    chat, name, email = phone.get_by_role("log"), *ANSWERS
    await phone.get_by_role("button", name="Start", exact=True).click()
    await chat.get_by_role("button", name="Келісемін", exact=True).click()
    await answer(phone, f"1/{len(FIELDS)}", name)
    await chat.get_by_text(f"2/{len(FIELDS)}").wait_for()
    await phone.get_by_role("group", name="Reply keyboard").get_by_role("button").first.click()
    await page.get_by_role("button", name="Share", exact=True).click()
    await answer(phone, f"3/{len(FIELDS)}", email)
    for _ in FIELDS[3:]:
        await chat.get_by_role("button", name="Өткізіп жіберу", exact=True).last.click()
    await chat.get_by_role("button", name="Растау", exact=True).click()
    await staff.get_by_role("button", name="Жұмысқа алу").click()
    await staff.get_by_role("link", name=email).wait_for()
    await page.mouse.move(0, 0)
    thanks = chat.get_by_role("listitem").filter(has_text=REFERENCE).last
    await thanks.evaluate("node => node.scrollIntoView()")


async def answer(phone: Locator, question: str, text: str) -> None:
    await phone.get_by_role("log").get_by_text(question).wait_for()
    field = phone.get_by_role("textbox", name="Message")
    await field.fill(text)
    await field.press("Enter")
    await field.blur()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
