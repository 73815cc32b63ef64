"""Do two replicas on one store answer together, while one of them leads?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import pytest

from simulator.state import faults
from tests.lives.life import HOUR, Life, make_life
from tests.lives.mortal import Process
from tests.lives.replicas import sharing_the_files
from tests.lives.virtual_loop import run
from tests.people import AIGERIM
from tests.scenarios.colleagues import TAKE
from tests.scenarios.evidence import cards

SOON = 30.0  # seconds until another leads and has delivered


def together(folder: Path, play: Callable[[Life], Awaitable[None]]) -> None:
    """Plays while two replicas run, and stops them."""

    async def main() -> None:
        life = make_life(1, folder / "data", sweep_interval=int(HOUR) * 1000)
        life.become_two(Random(1))
        await life.start()
        await until(lambda: bool(leader(life)))
        await play(life)
        await life.stop()

    with sharing_the_files():
        run(main())


async def until(is_so: Callable[[], bool]) -> None:
    """Raises TimeoutError if it is not so soon."""
    async with asyncio.timeout(SOON):
        while not is_so():  # noqa: ASYNC110 (virtual time, and no single event tells it)
            await asyncio.sleep(0.01)


def leader(life: Life) -> Process | None:
    return life.fellowship.throne.leader if life.fellowship else None


def follower(life: Life) -> Process:
    return next(process for process in life.running if process is not leader(life))


async def card_comes(life: Life) -> None:
    """Somebody applies, and the group gets the card at once, though whoever took the application may not lead."""
    guest = life.guest(AIGERIM)
    reference = await guest.apply()
    await until(lambda: bool(cards(life.group, reference)))


async def leader_dies(life: Life) -> None:
    await life.kill(leader(life) or follower(life))
    await until(lambda: leader(life) is life.running[0])
    await card_comes(life)


async def killed_one_follows(life: Life) -> None:
    first = leader(life)
    await life.kill(follower(life))
    await life.start()
    await card_comes(life)
    assert len(life.running) == 2
    assert leader(life) is first


async def leader_is_deposed(life: Life) -> None:
    first = leader(life)
    while leader(life) is first:
        assert life.fellowship
        life.fellowship.throne.depose()
        await asyncio.sleep(SOON)
    await card_comes(life)
    assert len(life.running) == 2


async def leader_is_cut_off_with_an_answer_in_hand(life: Life) -> None:
    """Another one leads before the leader has heard that the thanks and the card arrived. There is one of each."""
    guest, first = life.guest(AIGERIM), leader(life)
    await guest.fill_in()
    life.world.faults.script("sendMessage", faults.slow(1.0), chat=guest.chat, containing="M-")
    life.world.faults.script("sendMessage", faults.slow(1.0), chat=life.group, containing="M-")
    guest.user.tap(guest.text("button.confirm"))
    await until(lambda: guest.is_thanks(guest.chat.last))
    assert life.fellowship
    assert first
    await life.fellowship.throne.cut(first, 0.8)
    await until(lambda: leader(life) not in (None, first) and not life.rows("outbox"))
    assert sum(map(guest.is_thanks, guest.chat.history)) == 1
    assert len([one for one in life.group.history if one.by_bot and "M-" in one.text]) == 1


async def two_colleagues_press_at_once(life: Life) -> None:
    """Whichever replica gets which press, one of them takes the lead, and the other one is told so."""
    reference = await life.guest(AIGERIM).apply()
    await until(lambda: bool(cards(life.group, reference)))
    [card] = cards(life.group, reference)
    queries = [who.tap(TAKE, chat=life.group, message=card) for who in (life.madina, life.timur)]
    await until(lambda: all(query.answer is not None for query in queries))
    assert life.rows("lead_history") == 1


@pytest.mark.parametrize(
    "play", [card_comes, leader_dies, killed_one_follows, leader_is_deposed, two_colleagues_press_at_once]
)
def test_two_replicas_work_together(tmp_path: Path, play: Callable[[Life], Awaitable[None]]) -> None:
    together(tmp_path, play)


def test_who_is_cut_off_writes_down_what_it_had_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.lives.replicas.TAKES_OVER", (0.2, 0.2))
    together(tmp_path, leader_is_cut_off_with_an_answer_in_hand)
