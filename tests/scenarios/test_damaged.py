"""A file of the bot is damaged while it runs: nothing is acknowledged and lost, and somebody is told in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import sqlite_only
from tests.form import progress
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.evidence import cards, is_idle, shows
from tests.scenarios.stage import Stage, words

KK = words("kk")
PAGE = 4096  # bytes
TAKE = KK("button.take")


def malformed(path: Path) -> None:
    """Every page but the first is noise, as after a disk that wrote into the wrong place."""
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.seek(PAGE)
        file.write(b"\xa5" * (size - PAGE))


def no_database(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"<html>Not found</html>" * 200)


def half_of_it(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(path.read_bytes()[:PAGE])
        file.truncate(PAGE)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "malformed": malformed,
    "file is not a database": no_database,
    "cut off": half_of_it,
}


def let_go_of_memory(path: Path) -> bytes:
    """Another program writes, so that whoever has pages in memory reads them anew; what the file is then."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version=7")
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    return path.read_bytes()


@pytest.mark.parametrize(
    "name", [pytest.param("momu.db", marks=sqlite_only(reason="on a server it is no file of ours")), "keys.db"]
)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
async def test_what_comes_to_a_damaged_file_waits_at_telegram_and_the_operator_is_told(
    stage: Stage, name: str, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Both ways: an answer, which is read first, and a press of staff, for both files."""
    guest, path, app = stage.guest(AIGERIM), stage.folder / name, stage.app
    assert app
    reference = await stage.guest(DANIYAR).apply()
    await stage.card(reference)
    await guest.agree()
    await stage.world.until(lambda: is_idle(stage.folder / "momu.db"))
    whole = let_go_of_memory(path)
    damage(path)
    guest.user.write(AIGERIM.name)
    stage.madina.tap(TAKE, chat=stage.group)
    await guest.sees(guest.text("sorry.storage"))
    assert app.readiness().is_ready  # it may be over in a moment
    stage.world.clock.advance(61)
    await stage.world.until(lambda: any(f"{name} is damaged" in why for why in app.readiness().reasons))
    polls = len(stage.world.calls)
    await stage.world.until(
        lambda: [call.method for call in stage.world.calls[polls:]].count("getUpdates") > 1, timeout=15
    )
    assert len(stage.world.updates.pending) == 2
    told = [record.getMessage() for record in caplog.records if "storage" in record.getMessage()]
    assert len(told) == 2
    assert f"{name} is damaged" in told[1]
    assert "ended in a bug" not in caplog.text
    await stage.stop()
    path.write_bytes(whole)
    await stage.start()
    await guest.sees(progress("phone"))
    await stage.world.until(lambda: shows(cards(stage.group, reference)[0], DANIYAR))
    assert stage.app
    assert stage.app.readiness().is_ready
    assert len([one for one in guest.chat.messages if one.text == guest.text("sorry.storage")]) == 1
