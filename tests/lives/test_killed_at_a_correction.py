"""The process dies at each moment of a correction: it is saved once, the card follows, no message keeps an answer."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from simulator.state.message import Message
from tests.form import progress
from tests.lives.life import MINUTE, Life, make_life
from tests.lives.saved_life import die_everywhere, rise, save
from tests.lives.virtual_loop import run
from tests.people import AIGERIM, MADINA
from tests.scenarios.colleagues import TAKE
from tests.scenarios.evidence import cards, shows
from tests.scenarios.stage import Guest, words

KK = words("kk")
EMAIL = "aigerim.jana@example.org"
EDIT_EMAIL = str(KK("button.edit_field", edit=KK("button.edit"), field=KK("field.email.label")))
MOMENTS = 60
"""From the answer on at most."""
TRIES = 4
"""How often she confirms until she hears of it."""


def test_a_correction_outlives_every_death(tmp_path: Path) -> None:
    died = run(_die_everywhere(tmp_path / "data"))
    assert sum(died) > MOMENTS / 4
    assert not died[-1]


async def _die_everywhere(folder: Path) -> list[bool]:
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # nobody asks what the dead ended with
    life = make_life(1, folder, sweep_interval=600_000)
    await life.start()
    guest = life.guest(AIGERIM)
    card = await _taken(life, guest)
    await guest.write(EDIT_EMAIL, progress("email"))
    saved = await save(life, guest, card)
    return await die_everywhere(range(0, MOMENTS, 2), lambda fuse: _correct(fuse, *saved.take_up()))


async def _correct(fuse: int, life: Life, guest: Guest, card: Message) -> bool:
    """Whether the process died on the way."""
    await life.start()
    await rise(life)
    assert life.process
    life.process.light(fuse, "")
    guest.user.write(EMAIL)
    died = await rise(life)
    for _ in range(TRIES):
        if not _corrections(life):
            guest.user.write(KK("button.confirm"))
            died = await rise(life) or died
    await asyncio.sleep(10 * MINUTE)
    assert _corrections(life) == 1
    assert life.rows("leads") == 1
    assert life.rows("drafts") == 0
    assert EMAIL in card.text, fuse
    assert AIGERIM.email not in card.text, fuse
    left = [one.text for one in guest.chat.messages if one.by_bot and (shows(one, AIGERIM) or EMAIL in one.text)]
    assert left == [], fuse
    await life.stop()
    return died


async def _taken(life: Life, guest: Guest) -> Message:
    reference = await guest.apply()
    await life.world.until(lambda: bool(cards(life.group, reference)))
    [card] = cards(life.group, reference)
    await life.press(life.madina, TAKE, card)
    await life.world.until(lambda: AIGERIM.email in card.text and MADINA in card.text)
    return card


def _corrections(life: Life) -> int:
    with closing(sqlite3.connect(life.folder / "momu.db")) as database:
        [[number]] = database.execute("SELECT count(*) FROM ledger WHERE event = 'data_corrected'").fetchall()
    return int(number)
