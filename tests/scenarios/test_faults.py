"""An update comes three times, the process dies at the worst moment, the disk is full: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from simulator.state import faults
from simulator.state.chat import Chat
from simulator.state.waiting import NeverTrue
from tests.cases import cases
from tests.databases import sqlite_only
from tests.form import NAMES, progress, said_after
from tests.people import AIGERIM, DANIYAR, Applicant, example_number
from tests.scenarios.evidence import (
    REFERENCE,
    all_rows,
    cards,
    ever_showed,
    is_idle,
    reference_told,
    reveals,
    rows,
    said,
    shows,
)
from tests.scenarios.killed_bot import start_bot_with_trap
from tests.scenarios.processes import Deployment, kill_at_call, open_deployment, wait_for
from tests.scenarios.stage import Guest, Stage, open_stage, words

TRAP = "trap"
TAKE, CLOSE, WON = "Жұмысқа алу", "Жабу", "Келістік"


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path) as opened:
        opened.bot.launch = partial(start_bot_with_trap, opened.bot.folder / TRAP)
        await opened.bot.start()
        yield opened


# The same update three times

UNREPEATABLE = re.compile(rf"{REFERENCE.pattern}|\b[0-9a-f]{{32}}\b|\d\d\.\d\d\.\d{{4}} \d\d:\d\d")
"""References, numbers of consents, and the time of day."""


async def play_everything(stage: Stage) -> list[str]:
    """Every kind of update once, each waited for; all that the bot said, in order, references left out."""
    world, guest, other = stage.world, stage.guest(AIGERIM), stage.guest(DANIYAR)
    user = guest.user

    async def after(*acts: Callable[[], object]) -> None:
        await guest.hears(*acts)
        await world.until(lambda: is_idle(stage.folder / "momu.db"))

    await after(user.start)
    await after(lambda: user.tap("Русский"))
    await after(lambda: user.tap("Қазақша"))
    await after(lambda: user.tap(guest.text("button.agree")))
    answer = user.write(AIGERIM.name)
    await after()
    await after(user.send_sticker, lambda: user.forward("Қайта жіберілген"))
    await after(lambda: user.edit(answer, "Басқа Біреу"))
    await after(lambda: user.press(guest.text("button.share_contact")))
    for name in NAMES[NAMES.index("email") :]:
        await after(partial(guest.answer, name))
    await after(lambda: user.tap("Өзгерту: E-mail"))
    await after(lambda: user.write("aigerim@gmial.com"))
    await after(lambda: user.write(guest.text("button.no")))
    await after(lambda: user.tap(guest.text("button.confirm")))
    await after(lambda: stage.madina.tap(TAKE, chat=stage.group))
    await after(user.block_bot)
    await after(user.start)
    stage.group.kick_bot()
    await after()
    await after(stage.group.invite_bot)
    await after(lambda: stage.madina.tap(CLOSE, chat=stage.group))
    await after(lambda: stage.madina.tap(WON, chat=stage.group))
    await after(lambda: user.write("/language"), lambda: user.write("/help"))
    await after(other.user.start)
    await after(lambda: other.user.tap("Не даю согласия"))
    await after(lambda: user.write("/forget_me"))
    user.tap(guest.text("button.forget"))
    await guest.sees("E-")
    await after()
    chats: list[Chat] = [guest.chat, other.chat, stage.group]
    shown = [f"{message.text} {message.labels} {message.deleted}" for chat in chats for message in said(chat)]
    pop_ups = [f"{query.data.split(':')[0]} {query.answer}" for query in world.queries.values()]
    return [UNREPEATABLE.sub("#", line) for line in [*shown, *pop_ups]]


async def test_what_comes_three_times_has_one_effect_and_one_answer(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "once") as stage:
        once = await play_everything(stage)
        counts = rows(stage.folder / "momu.db", "SELECT event, count FROM daily_counts ORDER BY event")
    async with open_stage(tmp_path / "thrice") as stage:
        stage.world.duplicate_updates(3)
        assert await play_everything(stage) == once
        assert rows(stage.folder / "momu.db", "SELECT event, count FROM daily_counts ORDER BY event") == counts


async def test_what_comes_again_after_a_restart_changes_nothing(stage: Stage) -> None:
    """The memory of the process is gone; the database remembers."""
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await stage.card(reference)
    take = stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(AIGERIM.email)
    updates = [message.update for message in guest.chat.history if message.update]
    updates += [query.update for query in stage.world.queries.values() if query.update]
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT id FROM outbox"))
    await stage.stop()
    before = all_rows(stage.folder)
    await stage.start()
    for update in [*updates, take.update]:
        stage.world.redeliver(update)
    heard = await guest.hears()
    await stage.stop()
    after = all_rows(stage.folder)
    for name in ("persons", "drafts", "leads", "cards", "outbox", "consents", "seen_updates"):
        assert after["momu.db"][name] == before["momu.db"][name], name
    assert after["keys.db"] == before["keys.db"]
    assert not any(reveals(message.text, AIGERIM) for message in heard)


async def test_a_consent_that_comes_again_after_an_erasure_brings_nobody_back(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.agree()
    press = list(stage.world.queries.values())[-1]
    await guest.forget()
    await stage.world.until(lambda: not rows(stage.folder / "keys.db", "SELECT 1 FROM keys"))
    await stage.stop()
    await stage.start()
    stage.world.redeliver(press)
    await guest.hears()
    assert rows(stage.folder / "momu.db", "SELECT * FROM persons") == []
    assert rows(stage.folder / "keys.db", "SELECT * FROM keys") == []


async def test_a_reply_under_way_is_still_said_when_the_bot_is_stopped(stage_over_http: Stage) -> None:
    """SIGTERM comes while the answer is being committed."""
    stage = stage_over_http
    guest = stage.guest(AIGERIM)
    await guest.agree()
    with closing(sqlite3.connect(stage.folder / "momu.db", isolation_level=None)) as backup:
        backup.execute("BEGIN IMMEDIATE")
        update = guest.user.write(AIGERIM.name).update
        await stage.world.until(lambda: update and update.seen)
        await asyncio.sleep(0.1)  # the bot now waits for the lock, which nothing outside can see
        stopping = asyncio.create_task(stage.stop())
        await asyncio.sleep(0.05)
        backup.execute("ROLLBACK")
        await stopping
    assert progress("phone") in guest.chat.last.text


# The process dies between commit and reply


async def dies_and_comes_back(deployed: Deployment, method: str, chat: Chat | None, act: Callable[[], object]) -> None:
    kill_at_call(deployed, method, *([chat] if chat else []))
    act()
    await deployed.bot.end()
    deployed.stage.world.faults.clear()
    await deployed.bot.start()


async def dies_before(deployed: Deployment, method: str, chat: Chat, act: Callable[[], object]) -> None:
    """The call never leaves."""
    trap = deployed.bot.folder / TRAP
    trap.write_text(f"{method} {chat.id}")
    act()
    await deployed.bot.end()
    trap.unlink()
    await deployed.bot.start()


async def dies_at(deployed: Deployment, method: str, guest: Guest, button: str) -> None:
    """When the person taps it: before a message leaves, or when another call arrives."""
    tap = lambda: guest.user.tap(guest.text(button))  # noqa: E731
    if method == "sendMessage":
        await dies_before(deployed, method, guest.chat, tap)
    else:
        await dies_and_comes_back(deployed, method, None if method == "answerCallbackQuery" else guest.chat, tap)


async def test_a_death_after_the_consent_is_committed_only_repeats_the_question(deployed: Deployment) -> None:
    guest = deployed.stage.guest(AIGERIM)
    guest.user.start()
    await deployed.stage.world.until(lambda: guest.text("button.agree") in guest.chat.last.labels)
    await dies_before(deployed, "sendMessage", guest.chat, lambda: guest.user.tap(guest.text("button.agree")))
    await guest.sees(progress("name"))
    assert rows(deployed.database, "SELECT count(*) FROM persons") == [(1,)]
    assert rows(deployed.database, "SELECT count(*) FROM consents") == [(1,)]


async def test_a_death_after_each_answer_only_repeats_the_question(deployed: Deployment) -> None:
    """Nothing that was said is lost, and nothing is taken twice (the name is no phone)."""
    guest = deployed.stage.guest(AIGERIM)
    await guest.agree()
    for name in NAMES:
        await dies_before(deployed, "sendMessage", guest.chat, partial(guest.answer, name))
        shown = await guest.sees(said_after(name, AIGERIM.email))
    assert all(value in shown.text for value in (AIGERIM.name, AIGERIM.email))
    assert rows(deployed.database, "SELECT step FROM drafts") == [("review",)]


async def test_a_question_that_was_lost_on_its_way_is_asked_again_after_a_death(deployed: Deployment) -> None:
    """It has left, and neither Telegram nor the process knows of it any more."""
    guest = deployed.stage.guest(AIGERIM)
    await guest.agree()
    deployed.stage.world.faults.script("sendMessage", faults.reset_before_effect(), chat=guest.chat)
    await dies_and_comes_back(deployed, "sendMessage", guest.chat, partial(guest.answer, NAMES[0]))
    await guest.sees(progress(NAMES[1]))


async def test_a_death_while_the_review_is_filled_leaves_one_review_with_data(deployed: Deployment) -> None:
    guest = deployed.stage.guest(AIGERIM)
    await guest.agree()
    for name in NAMES[:-1]:
        await guest.write(guest.typed(name), said_after(name, ""))
    await dies_and_comes_back(deployed, "editMessageText", guest.chat, partial(guest.answer, NAMES[-1]))
    await deployed.stage.world.until(lambda: guest.text("button.confirm") in guest.chat.last.labels)
    shown = {message.id for message in said(guest.chat) if reveals(message.text, AIGERIM)}
    known = {row[0] for row in rows(deployed.database, "SELECT message_id FROM messages")}
    assert shown <= known


@cases("method", ["answerCallbackQuery", "sendMessage", "editMessageText"])
async def test_a_death_after_confirming_leaves_one_lead_under_one_reference(deployed: Deployment, method: str) -> None:
    guest = deployed.stage.guest(AIGERIM)
    await guest.fill_in()
    before = rows(deployed.database, "SELECT reference FROM leads")
    if method == "sendMessage":  # the thanks is a new message for a person who types "Confirm"
        await dies_before(deployed, method, guest.chat, lambda: guest.user.write(guest.text("button.confirm")))
    else:
        await dies_at(deployed, method, guest, "button.confirm")
    await deployed.stage.world.until(lambda: reference_told(guest.chat))
    ((reference,),) = set(rows(deployed.database, "SELECT reference FROM leads")) - set(before)
    await deployed.stage.card(reference)
    found = {reference for message in said(guest.chat) for reference in REFERENCE.findall(message.text)}
    assert found == {reference}
    # Cards of her earlier applications may name this one too.
    assert len([card for card in cards(deployed.stage.group) if card.text.startswith(reference)]) <= 2
    assert not any(ever_showed(card, AIGERIM) for card in cards(deployed.stage.group))
    await deployed.stage.world.until(lambda: not any(reveals(message.text, AIGERIM) for message in said(guest.chat)))


@pytest.mark.parametrize("method", ["sendMessage", "answerCallbackQuery", "editMessageText"])
async def test_a_death_at_the_card_never_leaves_two_with_contacts(deployed: Deployment, method: str) -> None:
    stage, guest = deployed.stage, deployed.stage.guest(AIGERIM)
    if method == "sendMessage":
        await guest.fill_in()
        await dies_and_comes_back(deployed, method, stage.group, lambda: guest.user.tap(guest.text("button.confirm")))
        await stage.world.until(lambda: len(cards(stage.group)) == 2)
        stage.madina.tap(TAKE, chat=stage.group)
    else:
        await guest.apply()
        await stage.card("M-")
        chat = stage.group if method == "editMessageText" else None
        await dies_and_comes_back(deployed, method, chat, lambda: stage.madina.tap(TAKE, chat=stage.group))
    await stage.world.until(lambda: any(shows(card, AIGERIM) for card in cards(stage.group)))
    await wait_for(lambda: not rows(deployed.database, "SELECT 1 FROM outbox WHERE lane = 'staff'"))
    assert [ever_showed(card, AIGERIM) for card in cards(stage.group)].count(True) == 1
    assert "Мадина" in stage.group.last.text


async def test_a_death_before_the_edit_still_shows_the_contacts(deployed: Deployment) -> None:
    await deployed.stage.guest(AIGERIM).apply()
    card = await deployed.stage.card("M-")
    take = lambda: deployed.stage.madina.tap(TAKE, chat=deployed.stage.group)  # noqa: E731
    await dies_before(deployed, "editMessageText", deployed.stage.group, take)
    await deployed.stage.world.until(lambda: shows(card, AIGERIM), timeout=3)


async def test_a_stop_before_the_edit_still_takes_the_contacts_away(stage: Stage) -> None:
    """A plain restart, while the edit waits for its turn in a group that has heard its twenty a minute."""
    await stage.guest(AIGERIM).apply()
    card = await stage.card("M-")
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(AIGERIM.email)
    stage.madina.tap(CLOSE, chat=stage.group)
    await stage.world.until(lambda: WON in card.labels)
    stage.world.faults.script("sendMessage", faults.too_many_requests(30), chat=stage.group)
    await stage.guest(DANIYAR).apply()
    await stage.world.until(lambda: any(call.status == 429 for call in stage.world.calls))
    stage.madina.tap(WON, chat=stage.group)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM leads WHERE status = 'closed'"))
    await asyncio.sleep(0.1)  # the edit now waits inside the bot, which nothing outside can see
    await stage.stop()
    await stage.start()
    await stage.world.until(lambda: not shows(card, AIGERIM), timeout=3)


@cases("method", ["answerCallbackQuery", "deleteMessages", "sendMessage"])
async def test_a_death_in_the_middle_of_an_erasure_is_made_good_at_the_next_start(
    deployed: Deployment, method: str
) -> None:
    guest = deployed.stage.guest(AIGERIM)
    await guest.apply()
    await guest.write("/forget_me")
    await deployed.stage.world.until(lambda: guest.text("button.forget") in guest.chat.last.labels)
    await dies_at(deployed, method, guest, "button.forget")
    receipt = await guest.sees("E-")
    await wait_for(lambda: is_idle(deployed.database))
    assert rows(deployed.stage.folder / "keys.db", "SELECT * FROM keys") == []
    assert [message for message in said(guest.chat) if REFERENCE.findall(receipt.text)[0] in message.text] == [receipt]
    assert not any(reveals(message.text, AIGERIM) for message in said(guest.chat) if not message.deleted)


@cases("command", ["/forget_me", "/cancel", "сәлем"])
async def test_a_death_before_any_other_answer_is_made_good_too(deployed: Deployment, command: str) -> None:
    """`After a crash the person is simply asked again`: also who has nothing but a sent application."""
    guest = deployed.stage.guest(AIGERIM)
    await guest.apply()
    heard = len(said(guest.chat))  # before the next life, which may have answered by the time that it says it is ready
    await dies_before(deployed, "sendMessage", guest.chat, lambda: guest.user.write(command))
    await deployed.stage.world.until(lambda: len(said(guest.chat)) > heard, timeout=2)


# The process dies again and again


class Human:
    """Does what the newest message asks, each once; after a long silence starts again."""

    def __init__(self, guest: Guest, patience: float) -> None:
        self._guest = guest
        self._patience = patience
        self._done: set[int] = set()

    async def apply(self) -> str:
        self._guest.user.start()
        while not (found := reference_told(self._guest.chat)):
            try:
                await self._guest.user.world.until(
                    lambda: reference_told(self._guest.chat) or self._act(), self._patience
                )
            except NeverTrue:
                self._guest.user.start()
        return found

    def _act(self) -> bool:
        guest, who = self._guest, self._guest.who
        answers = {progress(name): who.answers.get(name, guest.text("button.skip")) for name in NAMES}
        for message in reversed(said(guest.chat)):
            if message.id in self._done:
                return False
            wanted = [guest.text(f"button.{name}") for name in ("agree", "confirm", "continue")]
            label = next((label for label in wanted if label in message.labels), None)
            answer = answers.get(message.text[:3])
            if label or answer:
                self._done.add(message.id)
                guest.user.tap(label, message=message) if label else guest.user.write(answer or "")
                return True
        return False


def crowd(count: int) -> list[Applicant]:
    """Different people; every e-mail and phone belongs to one of them only."""
    number = int(example_number("KZ")) - 100
    return [
        Applicant(f"Гость{i}", ("kk", "ru", "en")[i % 3], AIGERIM.name, f"+{number + i}", f"guest{i:02}@example.com")
        for i in range(count)
    ]


@pytest.mark.parametrize(("mode", "count"), [("claim", 12), ("full", 8)])
async def test_many_dialogues_survive_many_violent_ends(tmp_path: Path, mode: str, count: int) -> None:
    """Every confirmed application is one lead and has one card, whenever the process dies.

    So many that the last life stays below the group's twenty messages a minute, and nobody waits a minute for nothing.
    """
    chance = random.Random(7)
    async with open_deployment(tmp_path, STAFF_CARD=mode) as deployed:
        people = crowd(count)
        talking = asyncio.gather(*(Human(deployed.stage.guest(who), 4.0).apply() for who in people))
        while not (talking.done() and is_idle(deployed.database)):
            await deployed.bot.start()
            violent = len(deployed.bot.lives) <= 10
            await lives_for(deployed, chance.randrange(4, 9) if violent else 10_000, talking)
            await asyncio.sleep(chance.random() * 0.005)
            deployed.bot.kill()
            await deployed.bot.end()
        assert len(deployed.bot.lives) > 5
        check_every_application(deployed, people, await talking)


async def lives_for(deployed: Deployment, calls: int, talking: asyncio.Future[list[str]]) -> None:
    """So many calls to Telegram; at the end, until all is said or the group has heard its twenty a minute."""
    began = len(deployed.stage.world.calls)
    while len(deployed.stage.world.calls) < began + calls:
        before = deployed.stage.world.calls[began:]
        await asyncio.sleep(0.001 if not talking.done() else 0.3)
        is_still = len(deployed.stage.world.calls) == began + len(before)
        if talking.done() and is_still and any(call.method == "getUpdates" for call in before):
            return


def check_every_application(deployed: Deployment, people: list[Applicant], references: list[str]) -> None:
    shown = {message.id: message for message in said(deployed.stage.group)}
    known = dict(rows(deployed.database, "SELECT reference, message_id FROM leads JOIN cards ON cards.lead = leads.id"))
    assert rows(deployed.database, "SELECT count(*) FROM leads") == [(len(people),)]
    assert sorted(known) == sorted(references)
    for who, reference in zip(people, references, strict=True):
        assert reference in shown[known[reference]].text
        told = [card for card in shown.values() if who.email in "".join(v.text for v in [*card.edits, card.version])]
        full = deployed.bot.environment["STAFF_CARD"] == "full"
        assert told == ([shown[known[reference]]] if full else []), who.first_name


# The disk is full


async def refused(deployed: Deployment, guest: Guest, act: Callable[[], object]) -> None:
    """While the disk is full, the person is told so once, nothing is written, and the update is kept."""
    before = all_rows(deployed.stage.folder)["momu.db"]
    log = deployed.stage.folder / "momu.db-wal"
    sorry = words(guest.who.language)("sorry.storage")
    told = len([message for message in said(guest.chat) if message.text == sorry])
    polls = len(deployed.stage.world.calls)
    with deployed.bot.disk_full(log.stat().st_size):
        act()
        await guest.sees(sorry)
        again = [call.method for call in deployed.stage.world.calls[polls:]].count("getUpdates")
        await deployed.stage.world.until(
            lambda: [call.method for call in deployed.stage.world.calls[polls:]].count("getUpdates") > again
        )
        assert all_rows(deployed.stage.folder)["momu.db"] == before
        assert deployed.stage.world.updates.pending
    assert len([message for message in said(guest.chat) if message.text == sorry]) == told + 1


@sqlite_only(reason="the disk on which the file of the database grows is full")
async def test_on_a_full_disk_nothing_is_half_written_and_all_goes_on_afterwards(deployed: Deployment) -> None:
    guest = deployed.stage.guest(AIGERIM)
    await deployed.stage.guest(DANIYAR).apply()
    await deployed.stage.card("M-")
    await wait_for(lambda: is_idle(deployed.database))
    guest.user.start()
    await deployed.stage.world.until(lambda: guest.text("button.agree") in guest.chat.last.labels)
    await guest.tap(guest.text("button.agree"), progress("name"))
    await refused(deployed, guest, lambda: guest.user.write(AIGERIM.name))
    await deployed.stage.world.until(lambda: progress("phone") in guest.chat.last.text, timeout=8)
    assert [json.dumps(row) for row in rows(deployed.database, "SELECT step FROM drafts")] == ['["phone"]']
    assert "Traceback" not in deployed.bot.output
