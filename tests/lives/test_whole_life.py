"""Does a whole life of an installation run on a virtual clock, without a socket or a thread?"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.form import progress
from tests.lives.life import DAY, HOUR, MINUTE, Life, make_life, open_life
from tests.lives.one_thread import within_one_thread
from tests.lives.virtual_loop import Stuck, run
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.colleagues import CLOSE, ORDINARY, REOPEN, TAKE
from tests.scenarios.evidence import cards, reveals, said
from tests.scenarios.stage import Guest, words


async def live(folder: Path) -> None:
    """From Monday to Thursday."""
    async with open_life(1, folder, sweep_interval=600_000, retention_closed=86_400_000) as life:
        aigerim, daniyar, alice = (life.guest(who) for who in (AIGERIM, DANIYAR, ALICE))
        await asyncio.gather(
            is_served(life, aigerim),
            is_forgotten(life, daniyar),
            leaves_it_unfinished(life, alice),
            restart_at_night(life),
        )
        await life.stop()
        assert [life.rows(table) for table in ("persons", "leads", "drafts", "outbox")] == [0, 0, 0, 0]


async def is_served(life: Life, guest: Guest) -> None:
    """Applies, and is called back the same morning; when the time is over that data is kept, nothing is left."""
    await life.think(MINUTE)
    reference = await guest.apply()
    await life.world.until(lambda: cards(life.group, reference))
    [card] = cards(life.group, reference)
    await life.press(life.madina, TAKE, card)
    await life.world.until(lambda: AIGERIM.email in card.text)
    await asyncio.sleep(HOUR)
    await life.press(life.madina, CLOSE, card)
    await life.press(life.madina, words("kk")(f"outcome.{ORDINARY}"), card)
    await life.world.until(lambda: card.labels == [REOPEN])
    life.madina.write("/stats", chat=life.group)
    await life.world.until(lambda: life.group.last.by_bot and "/stats" not in life.group.last.text)
    await asyncio.sleep(DAY + HOUR)
    assert card.labels == []
    assert not shown(guest)


async def is_forgotten(life: Life, guest: Guest) -> None:
    """Applies, is served by nobody, and wants to be forgotten."""
    await asyncio.sleep(30 * MINUTE)
    reference = await guest.apply()
    await asyncio.sleep(40 * MINUTE)
    nudges = [message for message in said(life.group) if reference in message.text]
    assert len(nudges) > 1
    await guest.forget()
    assert not shown(guest)


async def leaves_it_unfinished(life: Life, guest: Guest) -> None:
    """Gives a name, and is reminded until the draft ends."""
    await asyncio.sleep(10 * MINUTE)
    await guest.agree()
    await guest.write(guest.who.name, progress("phone"))
    heard = []
    for hours in (2, 23, 48):
        before = len(said(guest.chat))
        await asyncio.sleep(hours * HOUR)
        heard.append(len(said(guest.chat)) - before)
    assert heard == [1, 1, 1]


def shown(guest: Guest) -> bool:
    """Whether anything of theirs still stands in their chat, whoever wrote it."""
    return any(reveals(message.text, guest.who) for message in guest.chat.messages)


async def restart_at_night(life: Life) -> None:
    await asyncio.sleep(18 * HOUR)
    await life.stop()
    await asyncio.sleep(10 * MINUTE)
    await life.start()


def test_a_life_needs_one_thread_and_no_socket(tmp_path: Path) -> None:
    with within_one_thread():
        run(live(tmp_path / "data"))


def begin_a_thread() -> None:
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()


@pytest.mark.parametrize("leave", [lambda: socket.socket().close(), begin_a_thread])
def test_whoever_leaves_the_thread_is_noticed(leave: Callable[[], None]) -> None:
    with pytest.raises(AssertionError), within_one_thread():
        leave()


def test_time_passes_to_whoever_wakes_next() -> None:
    woken: list[tuple[str, float]] = []

    async def sleep(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append((name, asyncio.get_running_loop().time()))

    async def both() -> None:
        await asyncio.gather(sleep("late", 3 * DAY), sleep("early", 1.5))

    run(both())
    assert woken == [("early", 1.5), ("late", 3 * DAY)]


def test_nobody_waits_for_ever() -> None:
    with pytest.raises(Stuck):
        run(asyncio.Event().wait())


def test_a_file_that_a_process_writes_elsewhere_is_noted(tmp_path: Path) -> None:
    async def live() -> list[str]:
        life = make_life(1, tmp_path / "seed" / "data")
        life.folder.mkdir(parents=True)

        async def main() -> None:
            (tmp_path / "sheet.xml").write_text("")
            (life.folder.parent / "backup").write_text("")
            (tmp_path / "sheet.xml").read_text()

        await life.run(life.new_process(), main())
        return life.disk.elsewhere

    assert run(live()) == [str(tmp_path / "sheet.xml")]
