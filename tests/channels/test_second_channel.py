"""Does the bot work on another messenger than Telegram, one that can neither change nor delete messages?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.app import App
from bot.config.settings import load_settings
from bot.domain.address import Address
from bot.health.time_check import TimeCheck
from bot.i18n import load_words, strip_markup
from storage.store import open_store
from tests.channels.post import Box, Letter, Post
from tests.databases import query
from tests.form import NAMES, progress
from tests.lives.virtual_loop import run
from tests.lives.virtual_machine import VirtualClock, VirtualTriggers, virtual_machine
from tests.people import AIGERIM
from tests.same_thread import at_once, open_engine
from tests.scenarios.evidence import REFERENCE, reveals

KK = load_words().text_in("kk")
WHO = Address("post", "Абай көшесі, 1")
TABLES = ("persons", "drafts", "leads", "messages", "consents")
SILENCE = 30.0  # seconds after which no more letters come


@dataclass(frozen=True)
class Writer:
    """A person with a box, and the bot's database."""

    post: Post
    box: Box
    database: Path

    async def write(self, text: str) -> list[Letter]:
        """Send a letter, and return all letters that the bot sends in answer."""
        before = len(self.box.letters)
        self.post.write(WHO, text)
        await until(lambda: any(letter.by_bot for letter in self.box.letters[before:]))
        await asyncio.sleep(SILENCE)
        return [letter for letter in self.box.letters[before:] if letter.by_bot]

    def rows(self) -> dict[str, int]:
        return {table: query(self.database.parent, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 (letters tell nobody; the loop's time is virtual)
            await asyncio.sleep(0.1)


@asynccontextmanager
async def open_post(folder: Path) -> AsyncIterator[Writer]:
    """The whole bot on this messenger."""
    settings, post = load_settings(need_token=False, _env_file=None, database_url=folder / "momu.db"), Post()
    clock = VirtualClock()
    machine = virtual_machine(clock.now_ms, clock.monotonic, Random(1))
    store = await open_store(
        settings.places, bytes(32), machine.entropy, sleep=machine.sleep, in_thread=at_once, open_engine=open_engine
    )
    check = TimeCheck(machine.clock, machine.monotonic)
    check.record(machine.clock())
    running = asyncio.create_task(App(settings, post, store, check, machine, VirtualTriggers()).run())
    try:
        yield Writer(post, post.channel.box(WHO), folder / "momu.db")
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await store.close()


async def apply(writer: Writer) -> Letter:
    """Apply, with the labels of buttons written as words. Returns the thanks."""
    [consent] = await writer.write("/start")
    assert KK("button.agree") in consent.choices
    asked = await writer.write(KK("button.agree"))
    for name in NAMES:
        assert progress(name) in asked[-1].text
        asked = await writer.write(AIGERIM.answers.get(name, KK("button.skip")))
    assert AIGERIM.email in asked[-1].text
    [thanks] = await writer.write(KK("button.confirm"))
    return thanks


async def applies_and_is_forgotten(folder: Path) -> None:
    async with open_post(folder) as writer:
        sent = await apply(writer)
        assert REFERENCE.search(sent.text)
        [receipt] = await writer.write(KK("button.receipt_document", purpose=KK("purpose.application")))
        assert receipt.file
        assert json.loads(receipt.file.content)["consentReceiptID"]
        assert writer.rows()["leads"] == 1
        whole, file = await writer.write("/my_data")
        assert (KK("my_data.both_stay") in whole.text, KK("my_data.stays") in file.text) == (True, True)
        await writer.write("/forget_me")
        [done] = await writer.write(KK("button.yes"))
        told = [KK("erased.stays", count=len(answers(writer))), KK("erased.stuck", count=len(revealing(writer)))]
        assert all(strip_markup(sentence) in done.text for sentence in [*told, KK("erased.clear_own")])
        assert set(writer.rows().values()) == {0}
        assert writer.post.channel.refused == []


def answers(writer: Writer) -> list[Letter]:
    """Her letters from the consent on, without commands."""
    hers = [letter for letter in writer.box.letters if not letter.by_bot and not letter.text.startswith("/")]
    assert hers[0].text == KK("button.agree")
    return hers[1:]


def revealing(writer: Writer) -> list[Letter]:
    """The bot's letters that hold her data in the text or in a file."""
    return [letter for letter in writer.box.letters if letter.by_bot and reveals(_all_of(letter), AIGERIM)]


def _all_of(letter: Letter) -> str:
    return letter.text + (letter.file.content.decode() if letter.file else "")


def test_a_person_applies_by_letter_and_the_erasure_receipt_says_what_could_not_be_deleted(tmp_path: Path) -> None:
    run(applies_and_is_forgotten(tmp_path))
