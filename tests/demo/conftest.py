"""What tests of the demo get: the whole demo, or a page without a bot; and a browser if there is one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import pytest
import pytest_asyncio
from pytest_asyncio import is_async_test

from bot.cli.demo import open_demo
from scripts.screenshot import open_browser
from simulator.page.cast import Cast, make_cast
from simulator.page.server import PageServer
from simulator.state.clock import SimulatedClock
from simulator.world import World
from tests.demo.browser import Tab, Windows, find_chromium, open_tab

MISSING = "there is no Chromium for the browser tests (apt-get install chromium)"
TOKEN = "123456789:AAtest-token-of-the-simulated-telegram"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests here share a loop because they share a browser, whose start takes longer than most tests."""
    shared = pytest.mark.asyncio(loop_scope="session")
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here and is_async_test(item):
            item.add_marker(shared, append=False)


class NoBot:
    """A bot process that only remembers its state."""

    state = "stopped"
    policy_version = "1"
    group_is_set = True
    contacts_to_one = False
    connect_code: str | None = None

    async def start(self) -> None:
        self.state = "running"

    async def stop(self) -> None:
        self.state = "stopped"

    async def publish_policy(self) -> None:
        self.policy_version = "2"

    async def show_contacts_to_one(self, on: bool) -> None:
        self.contacts_to_one = on

    async def unset_group(self) -> None:
        self.group_is_set, self.connect_code = False, "C-1"


async def nothing_stored() -> dict[str, object]:
    return {"state": "never", "rows": 0, "persons": 0, "tables": [], "files": []}


@pytest.fixture(scope="session")
def chromium(pytestconfig: pytest.Config) -> str:
    """The path of Chromium. Without it tests are skipped with a loud notice, and fail in continuous integration."""
    found = find_chromium()
    if found is None and os.getenv("CI"):
        pytest.fail(MISSING)
    if found is None:
        capture = pytestconfig.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled() if capture else nullcontext():
            os.write(2, f"\n\nBROWSER TESTS SKIPPED: {MISSING}\n\n".encode())
        pytest.skip(MISSING)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_chromium(chromium: str) -> AsyncIterator[Windows]:
    async with open_browser(chromium) as browser:
        yield Windows(browser)


@pytest_asyncio.fixture(loop_scope="session")
async def demo() -> AsyncIterator[PageServer]:
    async with open_demo(0) as page:
        yield page


@asynccontextmanager
async def open_bare() -> AsyncIterator[PageServer]:
    """The page on a world without a bot: the test itself acts as the bot."""
    cast = make_cast(World(TOKEN, SimulatedClock(), seed=7))
    async with PageServer(cast, NoBot(), nothing_stored) as page:
        yield page


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bare_page() -> AsyncIterator[PageServer]:
    async with open_bare() as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def bare(bare_page: PageServer) -> PageServer:
    """The page without a bot, with people who have never been here. A page takes longer to load than most tests."""
    renew_people(bare_page.cast)
    return bare_page


def renew_people(cast: Cast) -> None:
    """The same names and languages, and nothing said."""
    usual = cast.people[:3]
    cast.people.clear()
    for person in usual:
        cast.join(person.user.first_name, person.user.language_code or "", *person.answers)
    cast.world.call("deleteMyCommands")  # the page is told of it, and sees the new people


@pytest_asyncio.fixture(loop_scope="session")
async def tab(demo: PageServer, running_chromium: Windows) -> AsyncIterator[Tab]:
    async with open_tab(demo.url, running_chromium) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def open_bare_tab(bare_page: PageServer, running_chromium: Windows) -> AsyncIterator[Tab]:
    async with open_tab(bare_page.url, running_chromium) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def bare_tab(bare: PageServer, open_bare_tab: Tab, request: pytest.FixtureRequest) -> AsyncIterator[Tab]:
    """The tab with the page without a bot, in front of the first of the new people."""
    failed, tab = request.session.testsfailed, open_bare_tab
    await tab.page.evaluate("sessionStorage.clear()")
    await tab.shows(bare.cast.people[0].user.id)
    yield tab
    assert tab.problems == []
    if request.session.testsfailed > failed:  # it may have left anything on the page
        tab.problems.clear()
        await tab.load()
