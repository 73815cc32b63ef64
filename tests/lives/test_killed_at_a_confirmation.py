"""The process dies at each moment after Confirm: one thanks stands in the end, and no message keeps an answer.

If the next process begins while the person still looks, the review becomes the thanks, again if need be, and nothing is
doubled. Later the thanks is a new message, and the review says that the application is sent.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.form import NAMES
from tests.lives.life import HOUR, Life, make_life
from tests.lives.saved_life import SavedLife, die_everywhere, save
from tests.lives.virtual_loop import run
from tests.people import AIGERIM
from tests.scenarios.evidence import REFERENCE, cards, said, shows
from tests.scenarios.stage import Guest, words

KK = words("kk")
MOMENTS = 20
"""From the press on at most."""
SOON, LATE = 1.0, 15.0  # seconds until the next process


@pytest.mark.parametrize("pause", [SOON, LATE])
def test_a_confirmation_outlives_every_death(tmp_path: Path, pause: float) -> None:
    *died, end = run(_die_everywhere(tmp_path / "data", pause))
    assert not end
    edits = [death for death in died if "editMessageText" in death]
    assert len(edits) == 2, died  # before it takes effect, and after


async def _die_everywhere(folder: Path, pause: float) -> list[str]:
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # nobody asks what the dead ended with
    life = make_life(1, folder, sweep_interval=int(HOUR) * 1000)
    await life.start()
    guest = life.guest(AIGERIM)
    await guest.reach(NAMES[-1])
    saved = await save(life, guest)
    return await die_everywhere(range(MOMENTS), lambda fuse: _confirm(fuse, saved, pause))


async def _confirm(fuse: int, saved: SavedLife, pause: float) -> str:
    """What was happening when the process died; empty if it did not."""
    life: Life
    guest: Guest
    life, guest = saved.take_up()
    await life.start()
    review = await guest.finish(AIGERIM.email, AIGERIM.email)
    await asyncio.sleep(LATE)
    process = life.process
    assert process
    process.light(fuse, "")
    guest.user.tap(KK("button.confirm"), message=review)
    for seconds in (pause, LATE):
        await asyncio.sleep(seconds)
        if process.over.is_set() and life.process is process:
            await life.kill(process)
            await life.start()
    await asyncio.sleep(LATE)
    _one_thanks_stands(life, guest)
    if "editMessageText" in process.death and pause == SOON:
        assert guest.is_thanks(review)
    if not guest.is_thanks(review):
        assert process.death
        assert review.html.startswith("✓ <b>M-")
    await life.stop()
    return process.death


def _one_thanks_stands(life: Life, guest: Guest) -> None:
    """A Confirm that Telegram brings again is answered by the state of the application."""
    assert [life.rows(table) for table in ("leads", "drafts", "outbox")] == [1, 0, 0]
    assert len(cards(life.group)) in (1, 2)  # an empty one, if the number of the first was lost
    assert [one for one in guest.chat.messages if one.by_bot and shows(one, AIGERIM)] == []
    [thanks] = [one for one in said(guest.chat) if guest.is_thanks(one)]
    [reference] = REFERENCE.findall(thanks.text)
    assert reference in guest.chat.last.text
