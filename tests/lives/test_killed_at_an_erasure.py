"""The process dies at each moment of an erasure: it is finished, told, and nothing of the person is readable.

Real processes are killed at a few of these moments (tests/scenarios/test_erasure_steps.py).
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from simulator.state.message import Message
from tests.bytescan import Needle, scan
from tests.lives.life import HOUR, Life, make_life
from tests.lives.saved_life import SavedLife, die_everywhere, rise, save
from tests.lives.virtual_loop import run
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.colleagues import TAKE
from tests.scenarios.evidence import REFERENCE, cards, reveals, rows, said
from tests.scenarios.stage import Guest, words

FORGET = words("kk")("button.forget")
MOMENTS = 66
"""From the press on at most. What is after a moment is before the next one, so every second is tried."""
SEALED = ("persons", "leads", "consents", "cards")


def test_an_erasure_outlives_every_death(tmp_path: Path) -> None:
    *died, end = run(_die_everywhere(tmp_path / "data"))
    assert len(died) > MOMENTS / 3
    assert not end
    wanted = {"keys.db", "momu.db", "erasures.log", "deleteMessages", "editMessageText", "sendMessage"}
    assert {name for name in wanted if name in "\n".join(died)} == wanted


async def _die_everywhere(folder: Path) -> list[str]:
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # nobody asks what the dead ended with
    saved = await _asked(folder)
    return await die_everywhere(range(0, MOMENTS, 2), lambda fuse: _forget(fuse, *saved.take_up()))


async def _asked(folder: Path) -> SavedLife:
    """Somebody whose lead is taken, and who is asked whether all shall be forgotten."""
    life = make_life(1, folder, sweep_interval=int(HOUR) * 1000)
    await life.start()
    guest = life.guest(AIGERIM)
    reference = await guest.apply()
    await life.guest(DANIYAR).apply()
    await life.world.until(lambda: bool(cards(life.group, reference)))
    [card] = cards(life.group, reference)
    await life.press(life.madina, TAKE, card)
    await life.world.until(lambda: AIGERIM.email in card.text)
    await guest.asks_to_forget()
    return await save(life, guest, card)


async def _forget(fuse: int, life: Life, guest: Guest, card: Message) -> str:
    """What was happening when the process died; empty if it did not."""
    await life.start()
    await rise(life)
    process = life.process
    assert process
    process.light(fuse, "")
    guest.user.tap(FORGET)
    await rise(life)
    await life.stop()
    _all_is_finished(life, guest, card)
    return process.death


def _all_is_finished(life: Life, guest: Guest, card: Message) -> None:
    database = life.folder / "momu.db"
    [reference] = [one for (one,) in rows(database, "SELECT reference FROM erasures")]
    assert rows(database, "SELECT stage, person, details FROM erasures") == [("done", None, None)]
    keys = "SELECT subject FROM keys WHERE wrapped <> zeroblob(60)"  # the place of a destroyed one stays until night
    assert rows(life.folder / "keys.db", keys) == rows(database, "SELECT person FROM persons")
    assert {table: life.rows(table) for table in SEALED} == dict.fromkeys(SEALED, 1)
    assert life.rows("drafts") == 0
    assert rows(database, "SELECT * FROM erasure_messages WHERE outcome IS NULL") == []
    receipts = [message for message in said(guest.chat) if "E-" in message.text]
    assert reference in {found for message in receipts for found in REFERENCE.findall(message.text)}
    assert len(receipts) <= 2  # again, if nobody knew
    left = [message for message in [*guest.chat.messages, *life.group.messages] if reveals(message.text, AIGERIM)]
    assert left == []
    assert "🚫" in card.text
    needles: list[Needle] = [guest.user.id, *AIGERIM.secrets]
    assert scan(b"\0".join(path.read_bytes() for path in sorted(life.folder.iterdir())), needles) == []
