"""The page speaks three languages: its own words stand in each, and none stands elsewhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from simulator.page.message import SERVICES
from simulator.page.server import FOLDER, PageServer
from tests.demo.browser import CONTROLS, GROUP, PHONE, STORED, Tab, Windows, open_tab

LANGUAGES = ("kk", "ru", "en")
KEY = re.compile(r"^  (\w+):(.*?)(?=^  \w+:|^};)", re.MULTILINE | re.DOTALL)
SAID = re.compile(r"""word\("(\w+)"|data-(?:word|label)="(\w+)\"""")
BY_SERVER = {*SERVICES.values(), "service", "message_gone", "admin", "colleague", "outsider", "never", "again"}
COMPOSED = re.compile(r"about_\w+|tab_\w+|running|stopped|crashed")
SCRIPTS = [path for path in FOLDER.iterdir() if path.suffix in (".js", ".html") and not path.name.startswith("words-")]


def words(language: str) -> dict[str, str]:
    return dict(KEY.findall((FOLDER / f"words-{language}.js").read_text("utf-8")))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_says_the_same(language: str) -> None:
    master, other = words("kk"), words(language)
    assert list(other) == list(master)
    for key, text in master.items():
        assert set(re.findall(r"\{\w+\}", other[key])) == set(re.findall(r"\{\w+\}", text)), key


def test_every_word_is_said_and_every_word_that_is_said_is_there() -> None:
    scripts = "\n".join(path.read_text("utf-8") for path in SCRIPTS)
    said = {key for found in SAID.findall(scripts) for key in found if key}
    assert said | BY_SERVER <= set(words("kk"))
    unsaid = [key for key in words("kk") if f'"{key}"' not in scripts and not COMPOSED.fullmatch(key)]
    assert set(unsaid) <= BY_SERVER


@pytest.mark.parametrize(
    ("part", "name"),
    [(PHONE, "Phone"), (GROUP, "Staff group"), (STORED, "Stored right now"), (CONTROLS, "Time and trouble")],
)
async def test_each_part_is_a_region_with_a_name(bare_tab: Tab, part: str, name: str) -> None:
    await expect(bare_tab.page.get_by_role("region", name=name)).to_have_id(part.removeprefix("#"))


@pytest_asyncio.fixture(loop_scope="session")
async def kazakh(bare: PageServer, running_chromium: Windows) -> AsyncIterator[Tab]:
    async with open_tab(bare.url, running_chromium, language="kk-KZ") as opened:
        yield opened


async def test_the_page_speaks_as_the_browser_does_until_the_visitor_chooses(bare: PageServer, kazakh: Tab) -> None:
    page = kazakh.page
    await expect(page.locator("html")).to_have_attribute("lang", "kk")
    await page.get_by_role("button", name="Бастау", exact=True).wait_for()
    await kazakh.is_accessible()
    await page.evaluate("window.before = true")
    await page.get_by_role("button", name="Русский").click()
    await page.get_by_role("button", name="Начать", exact=True).wait_for()
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    await expect(page.get_by_role("region", name="Время и неполадки")).to_contain_text("Алматы")
    assert await page.evaluate("window.before") is None  # the page was loaded again, and remembers
    await expect(page.get_by_role("button", name="Русский")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Русский").focus()
    bare.cast.people[0].user.start()
    bare.cast.world.call("sendMessage", chat_id=bare.cast.people[0].user.id, text="Сәлем")
    await page.get_by_text("Сәлем").wait_for()
    await expect(page.get_by_text("Сәлем")).to_have_attribute("lang", "kk")  # what is said is in their language
    await kazakh.is_accessible()
