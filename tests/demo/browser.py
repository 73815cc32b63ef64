"""Uses the demo page as a person does: by what is written on it.

What has yet to appear is waited for by `wait_for`: `expect` describes the whole page at each look that finds nothing.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from axe_playwright_python.base import AxeResults
from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, Request, ViewportSize, expect

LOW: ViewportSize = {"width": 1440, "height": 600}
"""As wide as any window, and drawn in less time."""
CALM_DESKTOP = {"viewport": LOW, "reduced_motion": "reduce"}
"""What moves is drawn sixty times a second, and tests of a small screen see it too."""
PHONE, GROUP, STORED, CONTROLS = "#panel-phone", "#panel-staff", "#panel-stored", "#panel-controls"
"""The parts of the page. To look for them by their names takes as long as all the rest of a look, so test_words.py does
it once."""
AT_REST = """new Promise(done => {
    const moves = one => one.playState === 'running' && one.effect.getComputedTiming().endTime !== Infinity;
    const look = () => document.getAnimations().some(moves) ? requestAnimationFrame(look) : done();
    look();
})"""
AXE = Axe().axe_script
JUDGE = """async part => {
    const more = [...document.querySelectorAll('.record ~ .record ~ .record')].map(one => [one, new Comment()]);
    more.forEach(([one, place]) => one.replaceWith(place));
    const found = await axe.run(part ? {include: [part]} : document, {resultTypes: ['violations'], preload: false});
    more.forEach(([one, place]) => place.replaceWith(one));
    return found;
}"""
"""Two records of a stored table look as twenty do, and took most of the time, also where axe passed over them. What axe
would load before it begins is for a rule about sounds, which the policy of the page forbids."""
WAIT_TIMEOUT_MS = 30_000  # the bot answers in well under a second, but the machine may be busy
expect.set_options(timeout=WAIT_TIMEOUT_MS)


def find_chromium() -> str | None:
    """The one without windows is enough, and takes a fifth less of the processor."""
    return shutil.which("chromium-headless-shell") or shutil.which("/usr/bin/chromium") or shutil.which("chromium")


@dataclass
class Tab:
    """One tab with the demo in it, and everything that went wrong there."""

    page: Page
    url: str
    problems: list[str] = field(default_factory=list)

    @property
    def phone(self) -> Locator:
        return self.page.locator(PHONE)

    @property
    def staff(self) -> Locator:
        return self.page.locator(GROUP)

    @property
    def stored(self) -> Locator:
        return self.page.locator(STORED)

    @property
    def controls(self) -> Locator:
        return self.page.locator(CONTROLS)

    @property
    def chat(self) -> Locator:
        return self.phone.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.phone.get_by_role("textbox", name="Message")

    async def load(self) -> None:
        await self.page.goto(self.url)
        await self.page.wait_for_selector("html[data-ready]")

    async def shows(self, user: int) -> None:
        """The phone is this user's."""
        await self.page.locator(f'#people [data-user="{user}"][aria-pressed="true"]').wait_for()

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def tap(self, label: str) -> None:
        """The newest button with this label in the private chat."""
        await self.chat.get_by_role("button", name=label, exact=True).last.click()

    async def sees(self, text: str) -> None:
        await self.chat.get_by_text(text).last.wait_for()

    async def loses(self, text: str) -> None:
        """No message with this text is left in the private chat."""
        await self.chat.get_by_text(text).last.wait_for(state="detached")

    async def share_contact(self) -> None:
        """Presses the first button of the reply keyboard and confirms the dialog."""
        await self.phone.get_by_role("group", name="Reply keyboard").get_by_role("button").first.click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Share").click()

    async def become(self, name: str) -> None:
        """Switches to another person's phone, or to another colleague's view of the group."""
        await self.page.locator(".switch").get_by_role("button", name=name).first.click()

    async def verdict(self, text: str) -> None:
        await self.stored.locator('[role="status"]', has_text=text).wait_for()

    async def width_needed(self) -> int:
        return int(await self.page.evaluate("document.documentElement.scrollWidth"))

    async def is_accessible(self, part: str | None = None) -> None:
        """Axe finds nothing in this part of the page, once what moves has come to rest."""
        async with asyncio.timeout(WAIT_TIMEOUT_MS / 1000):
            await self.page.evaluate(AT_REST)
            if not await self.page.evaluate("'axe' in window"):  # it has half a million characters
                await self.page.evaluate(AXE)
            found = AxeResults(await self.page.evaluate(JUDGE, part))
        assert not found.violations_count, found.generate_report()

    @contextmanager
    def watching(self) -> Iterator[None]:
        watched = {"console": self._note_console, "pageerror": self._note_error, "request": self._note_request}
        for event, note in watched.items():
            self.page.on(event, note)  # type: ignore[call-overload]
        yield
        for event, note in watched.items():
            self.page.remove_listener(event, note)

    def _note_error(self, error: Error) -> None:
        self.problems.append(f"error: {error}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "about:")):
            self.problems.append(f"a request to {request.url}")


@dataclass
class Windows:
    """Windows of one browser that tests have left, by the options they were opened with.

    To open one and its process takes longer than most tests. What a page remembers it remembers for its address, and
    each demo has another one.
    """

    browser: Browser
    left: dict[str, Page] = field(default_factory=dict)

    async def enter(self, options: dict[str, Any]) -> Page:
        page = self.left.pop(repr(options), None)
        if page is None:
            context = await self.browser.new_context(**options)
            context.set_default_timeout(WAIT_TIMEOUT_MS)
            page = await context.new_page()
        elif page.viewport_size != options["viewport"]:
            await page.set_viewport_size(options["viewport"])
        return page

    async def leave(self, page: Page, options: dict[str, Any]) -> None:
        for other in page.context.pages:
            if other is not page:
                await other.close()
        await page.context.clear_permissions()
        await page.evaluate("sessionStorage.clear(); localStorage.clear()")
        await page.goto("about:blank")
        self.left[repr(options)] = page


@asynccontextmanager
async def preferring(language: str, page: Page) -> AsyncIterator[None]:
    """The browser says to pages in this window that its user prefers this language, as another window would."""
    session = await page.context.new_cdp_session(page)
    agent = await page.evaluate("navigator.userAgent")
    await session.send("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": language})
    yield
    await session.detach()


@asynccontextmanager
async def open_tab(url: str, windows: Windows, language: str = "en-US", **options: Any) -> AsyncIterator[Tab]:
    """Opens the page without memory of others. Fails on errors of the page and on requests to other hosts."""
    options = CALM_DESKTOP | options
    page = await windows.enter(options)
    tab = Tab(page, url)
    async with preferring(language, page):
        with tab.watching():
            await tab.load()
            yield tab
            await windows.leave(page, options)
    assert tab.problems == []
