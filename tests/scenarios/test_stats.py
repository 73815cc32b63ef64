"""How far did people come? Asked in the group; counted without a word about whom, and never about fewer than five."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from simulator.state.message import Message
from tests.databases import use_database
from tests.form import progress
from tests.people import AIGERIM, DANIYAR, Applicant
from tests.scenarios.colleagues import close_work
from tests.scenarios.evidence import fingerprints, rows, said
from tests.scenarios.stage import Guest, Stage, plain, words

KK = words("kk")
TAKE, CONTACTED, CLOSE = "Жұмысқа алу", "Хабарластым", "Жабу"


FEW = "5 адамнан аз келді"


async def told(stage: Stage) -> str:
    """The numbers in words, once the picture has come as well."""
    await stage.world.until(stage.is_outbox_empty, 120)  # the group hears twenty messages a minute
    before = len(said(stage.group))
    stage.timur.write("/stats@momu_bot", chat=stage.group)
    await stage.world.until(lambda: any(_is_picture(message) for message in said(stage.group)[before:]), 30)
    return next(message.text for message in said(stage.group)[before:] if not _is_picture(message))


def _is_picture(message: Message) -> bool:
    return message.by_bot and "photo" in message.to_json()


def figure(text: str, stage: str) -> str:
    found = re.search(rf"^{re.escape(plain(KK(f'stage.{stage}')))}: (\S+)$", text, re.MULTILINE)
    assert found, text
    return found[1]


def applicant(number: int, like: Applicant = AIGERIM) -> Applicant:
    return replace(like, email=f"applicant{number}@example.com")


async def bring(stage: Stage, number: int, like: Applicant = AIGERIM) -> list[Guest]:
    guests = [stage.guest(applicant(index, like)) for index in range(number)]
    for guest in guests:
        await guest.apply()
    return guests


def counted(stage: Stage) -> dict[tuple[str, str], int]:
    found = rows(stage.folder / "momu.db", "SELECT event, language, sum(count) FROM daily_counts GROUP BY 1, 2")
    return {(event, language): count for event, language, count in found}


async def test_from_the_first_word_to_a_licence(stage: Stage) -> None:
    await bring(stage, 6)
    await bring(stage, 1, DANIYAR)
    await stage.guest(applicant(8)).reach("email")
    await stage.world.until(lambda: len([one for one in said(stage.group) if TAKE in one.labels]) == 7)
    for card in [one for one in said(stage.group) if TAKE in one.labels]:
        stage.madina.tap(TAKE, chat=stage.group, message=card)
        # Their people share a phone, so cards are marked; the group takes twenty changes a minute.
        await stage.world.until(lambda card=card: CONTACTED in card.labels, timeout=180)  # type: ignore[misc]
    stage.madina.tap(CLOSE, chat=stage.group)
    await stage.world.until(lambda: any("Келістік" in one.labels for one in said(stage.group)))
    stage.madina.tap("Келістік", chat=stage.group)
    await stage.world.until(lambda: counted(stage).get(("won", "kk"), 0) + counted(stage).get(("won", "ru"), 0))
    text = await told(stage)
    figures = {name: figure(text, name) for name in ("started", "agreed", "name", "phone", "email", "sent", "taken")}
    assert figures == {
        "started": "8",
        "agreed": "8",
        "name": "8",
        "phone": "8",
        "email": "7",
        "sent": "7",
        "taken": "7",
    }
    assert (figure(text, "contacted"), figure(text, "won")) == ("<5", "<5")
    assert "0 минут – 5 минут" in text
    sevens = [set(re.split(" [+] |: ", line)) for line in text.splitlines() if line.endswith(": 7")]
    assert any({"Қазақша", "Русский", "English"} <= one for one in sevens)
    assert not re.search(r": [1-4](\D|$)", text)


async def test_one_person_is_counted_once_however_often_they_apply(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await close_work(stage, await guest.apply())
    before = counted(stage)
    await guest.apply_again()
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT count(*) FROM leads") == [(2,)])
    assert counted(stage) == before
    assert before[("sent", "kk")] == 1


async def test_of_one_person_it_is_not_told_how_long_they_waited(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.world.until(lambda: any(TAKE in one.labels for one in said(stage.group)))
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.world.until(lambda: ("taken", "kk") in counted(stage))
    stage.timur.write("/stats@momu_bot", chat=stage.group)
    await stage.world.until(lambda: not stage.world.updates.pending and FEW in said(stage.group)[-1].text)
    assert not re.search(r"[0-46-9]", said(stage.group)[-1].text)


async def test_going_back_and_changing_an_answer_is_counted_once(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    await guest.say("Артқа")
    await guest.write(AIGERIM.name, progress("phone"))
    assert counted(stage)[("name", "kk")] == 1


async def test_who_has_come_is_written_only_with_somebody_s_next_change(stage: Stage) -> None:
    strangers = [stage.guest(applicant(number)) for number in range(3)]
    await strangers[0].hears(strangers[0].user.start)
    before = fingerprints(stage.folder)
    for stranger in strangers:
        for _ in range(3):
            await stranger.hears(stranger.user.start)
    assert fingerprints(stage.folder) == before
    assert ("started", "") not in counted(stage)
    await stage.guest(DANIYAR).agree()
    assert counted(stage)[("started", "")] == 4
    assert counted(stage)[("agreed", "ru")] == 1


async def test_counts_survive_erasure_and_a_repeated_update_counts_nothing(stage: Stage) -> None:
    guests = await bring(stage, 5)
    for message in guests[0].chat.history:
        if not message.by_bot:
            stage.world.redeliver(message)
    await guests[0].hears()
    for guest in guests:
        await guest.forget()
    assert figure(await told(stage), "sent") == "5"


async def test_old_weeks_are_told_with_their_neighbours(stage: Stage) -> None:
    """Three in one week and three in the next: six in two."""
    await bring(stage, 3)
    stage.world.clock.advance(7 * 86_400)
    await bring(stage, 3)
    text = await told(stage)
    assert figure(text, "sent") == "6"
    this_week = datetime.fromtimestamp(stage.world.clock.now(), UTC)
    assert len(re.findall(r"\d\d\.\d\d–\d\d\.\d\d: 6", text)) >= 5, this_week


async def test_an_operator_gets_the_same_numbers_and_a_private_picture(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await bring(stage, 5)
    await stage.stop()
    use_database(monkeypatch, stage.folder)
    monkeypatch.chdir(tmp_path)
    done = await asyncio.to_thread(CliRunner().invoke, app, ["stats", "--picture", "way.png"])
    assert done.exit_code == 0, done.output
    assert re.search(r"^Sent: 5$", done.output, re.MULTILINE)
    assert "<" not in done.output.replace("<5", "")
    picture = tmp_path / "way.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_mode & 0o777 == 0o600
