"""Does the stop wait for what it has begun, whatever is committed while it goes on, and does nothing break it off?"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import re
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, closing, contextmanager, suppress
from pathlib import Path
from time import monotonic

import pytest

from bot.app import DRAIN_SECONDS
from simulator.state import faults
from tests.databases import sqlite_only
from tests.form import progress
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.processes import Deployment, open_deployment, wait_for
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path) as opened:
        yield opened


@pytest.fixture
async def stage(stage_over_http: Stage) -> Stage:
    """What is being committed waits in a thread, while the bot goes on."""
    return stage_over_http


@contextmanager
def written_by_another(stage: Stage) -> Iterator[Callable[[], object]]:
    """Another program holds the database, so that what is being committed waits; call it to let go."""
    with closing(sqlite3.connect(stage.folder / "momu.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield lambda: [*other.execute("ROLLBACK")]


async def stop_while_committing(stage: Stage, act: Callable[[], object]) -> None:
    """The stop begins when the bot has been given what somebody did, and cannot commit it yet."""
    with written_by_another(stage) as let_go:
        act()
        await stage.world.until(lambda: stage.world.updates.pending and stage.world.updates.pending[-1].seen)
        stopping = asyncio.create_task(stage.stop())
        await asyncio.sleep(0.2)  # the stop is under way; nothing outside the process can tell
        assert not stopping.done()
        let_go()
        await stopping


def loud(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Errors, and what nobody asked about."""
    gc.collect()
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


async def wish(guest: Guest) -> Callable[[], object]:
    await guest.write("/forget_me")
    await guest.user.world.until(lambda: KK("button.forget") in guest.chat.last.labels)
    return lambda: guest.user.tap(KK("button.forget"))


async def cancellation(guest: Guest) -> Callable[[], object]:
    await guest.write("/cancel")
    await guest.user.world.until(lambda: KK("button.yes") in guest.chat.last.labels)
    return lambda: guest.user.tap(KK("button.yes"))


async def typed_wish(guest: Guest) -> Callable[[], object]:
    await guest.write("/forget_me")
    return lambda: guest.user.write("иә")


@sqlite_only(reason="another program holds the file")
@pytest.mark.parametrize("asked", [wish, cancellation, typed_wish])
async def test_what_is_wished_for_during_the_stop_is_destroyed_before_the_database_closes(
    stage: Stage, caplog: pytest.LogCaptureFixture, asked: Callable[[Guest], Awaitable[Callable[[], object]]]
) -> None:
    """Kind: whatever a commit during the stop sets going."""
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    act = await asked(guest)
    await stop_while_committing(stage, act)
    assert stage.rows("persons", "drafts") == [[], []]
    assert loud(caplog) == []


@sqlite_only(reason="another program holds the file")
async def test_a_group_that_is_connected_during_the_stop_is_the_staff_group_afterwards(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.restart(staff_chat_id=None)
    await stage.world.until(lambda: "/connect@" in caplog.text)
    command = re.findall(r"/connect@\w+ C-\w+", caplog.text)[-1]
    await stop_while_committing(stage, lambda: stage.madina.write(command, chat=stage.group))
    assert loud(caplog) == []
    await stage.start()
    await stage.card(await stage.guest(AIGERIM).apply())


@sqlite_only(reason="another program holds the file")
async def test_what_somebody_writes_during_the_stop_is_kept_or_comes_again(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    guest = stage.guest(DANIYAR)
    await guest.reach("name")
    await stop_while_committing(stage, lambda: guest.user.write(DANIYAR.name))
    assert loud(caplog) == []
    await stage.start()
    await stage.world.until(lambda: not stage.world.updates.pending)
    await guest.sees(progress("phone"))


async def test_more_signals_neither_break_off_the_stop_nor_hang_it(tmp_path: Path) -> None:
    """Kind: whatever is signalled once the stop has begun, to the very end of the process.

    Four bots stop at once. None waits as long as after one signal alone for an answer that cannot go out yet.
    """
    series = [[signal.SIGTERM] * 3, [signal.SIGINT] * 5, [signal.SIGTERM, signal.SIGINT] * 4, [signal.SIGHUP] * 3]
    async with AsyncExitStack() as opened:
        bots = [await opened.enter_async_context(open_deployment(tmp_path / str(n))) for n in range(len(series))]
        await asyncio.gather(*map(_stop_with_signals, bots, series))


async def _stop_with_signals(deployed: Deployment, names: list[signal.Signals]) -> None:
    await deployed.bot.start()
    guest = deployed.stage.guest(AIGERIM)
    await guest.agree()
    deployed.stage.world.faults.script("sendMessage", faults.too_many_requests(60), chat=guest.chat)
    guest.user.write(AIGERIM.name)
    await deployed.stage.world.until(lambda: any(call.status == 429 for call in deployed.stage.world.calls))
    began = monotonic()
    for name in names:
        with suppress(ProcessLookupError):
            os.kill(deployed.bot.pid, name)
        await asyncio.sleep(0.05)
    await wait_for(lambda: nagged(deployed, names[0]), seconds=10)
    assert await deployed.bot.end() == 0
    assert monotonic() - began < DRAIN_SECONDS
    assert "Traceback" not in deployed.bot.output


def nagged(deployed: Deployment, name: signal.Signals) -> bool:
    """Whether it has ended; if not, it is signalled once more."""
    with suppress(ProcessLookupError):
        os.kill(deployed.bot.pid, name)
    return not deployed.bot.alive


async def test_a_closed_terminal_is_a_good_end(deployed: Deployment) -> None:
    """What was being said is still said, and what is done is acknowledged."""
    await deployed.bot.start()
    guest = deployed.stage.guest(AIGERIM)
    await guest.agree()
    await guest.write(AIGERIM.name, progress("phone"))
    deployed.stage.world.faults.script("sendMessage", faults.slow(0.5), chat=guest.chat)
    guest.user.write(AIGERIM.phone)
    taken = guest.text("form.contact.done")
    await deployed.stage.world.until(lambda: any(taken in message.text for message in guest.chat.history))
    os.kill(deployed.bot.pid, signal.SIGHUP)
    assert await deployed.bot.end() == 0
    assert progress("email") in guest.chat.last.text
    assert "Traceback" not in deployed.bot.output


async def test_with_nohup_the_bot_outlives_its_terminal(deployed: Deployment) -> None:
    """The negative twin. What nohup does is inherited: the signal is ignored when the bot starts."""
    deployed.bot.ignored = (signal.SIGHUP,)
    await deployed.bot.start()
    guest = deployed.stage.guest(AIGERIM)
    await guest.agree()
    os.kill(deployed.bot.pid, signal.SIGHUP)
    await guest.write(AIGERIM.name, progress("phone"))
    assert await deployed.bot.stop() == 0
