"""What is true, and what is said, while another program reads the keystore or the database?

Fact.ERASURE_DELAYED.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bytescan import scan
from tests.databases import sqlite_only
from tests.form import progress
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.evidence import is_idle, open_reader, reveals, rows
from tests.scenarios.stage import Stage, open_stage_over_http, words

of_file = sqlite_only(reason="another program reads the file of the database, so that its log cannot be emptied")
KK = words("kk")
MINUTES_6 = 360


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr("storage.sqlite_keystore.LOG_TRIES", 2)
    async with open_stage_over_http(tmp_path / "data") as opened:
        yield opened


def keystore(stage: Stage) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(stage.folder.glob("keys.db*")))


async def test_with_a_reader_of_the_keystore_it_is_not_done_and_everybody_is_told_so(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await guest.apply()
    card = await stage.card("M-")
    stage.madina.tap(KK("button.take"), chat=stage.group)
    await stage.card(AIGERIM.email)
    ((subject, wrapped),) = rows(stage.folder / "keys.db", "SELECT subject, wrapped FROM keys")
    with open_reader(stage.folder / "keys.db", "keys"):
        await guest.write("/forget_me")
        await stage.world.until(lambda: KK("button.forget") in guest.chat.last.labels)
        await guest.tap(KK("button.forget"), KK("forget.delayed"))
        await stage.world.until(lambda: "🚫" in card.text)  # out of use means out of sight
        assert not reveals(card.text, AIGERIM)
        (said,) = await guest.say("Дайын ба?")
        assert said.html == KK("forget.delayed")
        await other.agree()  # nobody else waits
        stage.world.clock.advance(MINUTES_6)
        await stage.world.until(lambda: "reads the keystore" in caplog.text)
        assert rows(stage.folder / "momu.db", "SELECT stage FROM erasures") == [("intent",)]
        assert scan(keystore(stage), [wrapped])  # which is why
        assert not any("E-" in message.text for message in guest.chat.messages)
    await guest.sees("E-")
    assert scan(keystore(stage), [wrapped, subject]) == []
    assert [message for message in guest.chat.messages if KK("forget.delayed") in message.text][1:] == []


@of_file
async def test_with_a_reader_of_the_database_it_is_done_and_the_log_is_emptied_when_the_reader_ends(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    guest, log = stage.guest(AIGERIM), stage.folder / "momu.db-wal"
    await guest.apply()
    ((person,),) = rows(stage.folder / "momu.db", "SELECT person FROM persons")
    await stage.world.until(lambda: is_idle(stage.folder / "momu.db"))
    with open_reader(stage.folder / "momu.db", "leads"):
        await guest.forget()
        assert rows(stage.folder / "momu.db", "SELECT 1 FROM persons") == []
        assert scan(log.read_bytes(), [person])
        stage.world.clock.advance(MINUTES_6)
        await stage.world.until(lambda: "cannot be emptied" in caplog.text)
        assert rows(stage.folder / "momu.db", "SELECT cleared_at FROM erasures") == [(None,)]
    await stage.world.until(
        lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM erasures WHERE cleared_at IS NOT NULL")
    )
    assert scan(log.read_bytes(), [person]) == []


@pytest.mark.parametrize(
    ("name", "table"),
    [
        pytest.param("momu.db", "persons", marks=of_file),
        pytest.param("momu.db", "outbox", marks=of_file),
        ("keys.db", "keys"),
    ],
)
async def test_nobody_s_answers_wait_for_a_reader_while_the_sweeps_want_the_log_empty(
    stage: Stage, name: str, table: str
) -> None:
    """The erasure that waits for it has the log emptied, or tried to, twice a second here."""
    erased, guest = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await erased.apply()
    await guest.agree()
    with open_reader(stage.folder / name, table):
        await erased.write("/forget_me")
        await stage.world.until(lambda: KK("button.forget") in erased.chat.last.labels)
        await erased.tap(KK("button.forget"), "E-" if name == "momu.db" else KK("forget.delayed"))
        began = time.monotonic()
        await guest.write(DANIYAR.name, progress("phone"))
        await guest.write(DANIYAR.phone, progress("email"))
        await guest.finish(DANIYAR.email, DANIYAR.email)
        assert time.monotonic() - began < 3.0  # seconds; three answers, each of which could wait for five
    await erased.sees("E-")
