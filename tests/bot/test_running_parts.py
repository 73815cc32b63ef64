"""If one part of the bot ends, do all end, with the reason in the log?"""

from __future__ import annotations

import asyncio

import pytest
import typer

from bot.cli.process import run_until_stopped
from bot.running_parts import PartEnded, Patience, RunningParts
from storage.statements import StorageUnavailable

SECRET = "somebody's words"


async def forever() -> None:
    await asyncio.Event().wait()


async def returns() -> None:
    """Ends without an error."""


async def fails() -> None:
    raise KeyError(SECRET)


async def gives_up() -> None:
    raise StorageUnavailable("SQLITE_CORRUPT")


async def is_cancelled() -> None:
    raise asyncio.CancelledError


async def live(part: str) -> None:
    parts = RunningParts()
    parts.start("lasting", forever())
    parts.start("brief", {"returns": returns, "fails": fails, "is_cancelled": is_cancelled}[part]())
    try:
        await parts.wait_until_one_ends()
    finally:
        await parts.stop()


@pytest.mark.parametrize("part", ["returns", "fails", "is_cancelled"])
async def test_the_part_that_ends_first_is_named(part: str) -> None:
    with pytest.raises(PartEnded, match="brief"):
        await live(part)


async def test_a_bug_is_in_the_log_with_its_place_once(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(PartEnded):
        await live("fails")
    [record] = caplog.records
    assert record.getMessage() == "brief ended in a bug"
    assert record.exc_info
    assert record.exc_info[2]


async def test_a_known_refusal_is_raised_as_itself(caplog: pytest.LogCaptureFixture) -> None:
    parts = RunningParts()
    parts.start("lasting", forever())
    parts.start("brief", gives_up())
    with pytest.raises(StorageUnavailable):
        await parts.wait_until_one_ends()
    await parts.stop()
    assert not caplog.records


async def test_one_part_can_end_before_the_others() -> None:
    parts = RunningParts()
    parts.start("first", forever())
    parts.start("second", forever())
    await parts.stop("first")
    assert [task.get_name() for task in asyncio.all_tasks() if task.get_name() in ("first", "second")] == ["second"]
    await parts.stop()


def test_the_process_says_so_in_a_line_and_exits_with_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        run_until_stopped(live("fails"))
    assert ended.value.exit_code == 1
    said = capsys.readouterr().err
    assert "brief" in said
    assert SECRET not in said


async def test_patience_waits_for_what_is_under_way_and_for_what_comes_meanwhile() -> None:
    done: list[str] = []
    tasks: set[asyncio.Task[None]] = set()

    async def later() -> None:
        done.append("later")

    async def first() -> None:
        tasks.add(asyncio.create_task(later()))
        done.append("first")

    tasks.add(asyncio.create_task(first()))
    await Patience(asyncio.get_running_loop().time).let_finish(tasks, 5)
    assert done == ["first", "later"]


@pytest.mark.parametrize("how", ["hurried", "over", "over for all"])
async def test_patience_ends_and_what_is_left_is_cancelled(how: str) -> None:
    patience = Patience(asyncio.get_running_loop().time, 0.0 if how == "over for all" else 60.0)
    task = asyncio.create_task(asyncio.sleep(3600))
    if how == "hurried":
        asyncio.get_running_loop().call_soon(patience.hurry)
    await patience.let_finish([task], 0.0 if how == "over" else 60.0)
    assert task.cancelled()
