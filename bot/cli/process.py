"""The start and the end of a process: settings, output, signals, exit codes."""

from __future__ import annotations

import asyncio
import io
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.config.settings import InvalidSettings, Settings, load_settings, misspelt_in_environment
from bot.operator.progress import Begin, Tick, silent
from bot.refusal import MISPLACED, REFUSALS, explain

_print = Console(highlight=False, markup=False, emoji=False, soft_wrap=True).print
complain = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True).print

Loaded = TypeVar("Loaded")
NewLoop = Callable[[], asyncio.AbstractEventLoop]

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""SIGHUP comes when the terminal is closed."""
SEEKING = "looking through everybody"  # phones and e-mails are sealed: about 6 s for a million persons
BAD_SETTINGS = 2
REFUSED = 1


def say(text: object = "") -> None:
    """Write a line for the operator. If that fails, say so and exit with REFUSED."""
    try:
        _print(text)
    except OSError as error:
        complain(f"the output cannot be written: {error.strerror}")
        raise typer.Exit(REFUSED) from None


def replace_unprintable_letters() -> None:
    """Write question marks for letters that the terminal does not have (ASCII, KOI8), instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def settings_or_exit(*, need_token: bool) -> Settings:
    settings = or_exit(lambda: load_settings(need_token=need_token))
    for line in misspelt_in_environment():
        complain(f"WARNING: {line}")
    return settings


def or_exit(load: Callable[[], Loaded]) -> Loaded:
    """What `load` returns. If the settings are wrong, name all problems and exit with BAD_SETTINGS."""
    try:
        return load()
    except InvalidSettings as error:
        complain("\n".join(error.lines))
        raise typer.Exit(BAD_SETTINGS) from None


def run_until_stopped(
    work: Coroutine[Any, Any, None],
    *,
    unfinished: str = "",
    hurry: Callable[[], object] = lambda: None,
    new_loop: NewLoop = asyncio.new_event_loop,
) -> None:
    """Run `work` until it is done or one of SIGNALS comes. A signal is a good end too, unless `unfinished` says what it
    leaves behind; then the exit code is REFUSED. `hurry` is called if another signal comes while `work` ends."""
    try:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            is_done = runner.run(_stoppable(work, hurry))
    except REFUSALS as error:
        complain(explain(error))
        raise typer.Exit(BAD_SETTINGS if isinstance(error, MISPLACED) else REFUSED) from None
    if unfinished and not is_done:
        complain(unfinished)
        raise typer.Exit(REFUSED)


async def _stoppable(work: Coroutine[Any, Any, None], hurry: Callable[[], object]) -> bool:
    """Whether `work` came to its end, and was not stopped by a signal."""
    task = asyncio.ensure_future(work)
    with _signals(task.cancel, hurry):
        try:
            await task
        except asyncio.CancelledError:
            return False
    return True


@contextmanager
def _signals(stop: Callable[[], object], hurry: Callable[[], object]) -> Iterator[None]:
    """Call `stop` at the first of SIGNALS and `hurry` at each later one, which must not break off the stop. Under
    `nohup` SIGHUP stays ignored."""
    heard: list[signal.Signals] = []
    names = [name for name in SIGNALS if name != signal.SIGHUP or signal.getsignal(name) != signal.SIG_IGN]

    def hear(name: signal.Signals) -> None:
        heard.append(name)
        (stop if len(heard) == 1 else hurry)()

    if threading.current_thread() is not threading.main_thread():  # signals come to the main thread only
        yield
        return
    loop = asyncio.get_running_loop()
    for name in names:
        loop.add_signal_handler(name, hear, name)
    try:
        yield
    finally:
        for name in names:
            loop.remove_signal_handler(name)
            if heard:
                signal.signal(name, signal.SIG_IGN)


@contextmanager
def showing_progress() -> Iterator[Begin]:
    """Show on a terminal which step a command is at, how far that is and since when; the last one goes at the end.

    Anywhere else, as in a log or in cron's mail, nothing is shown.
    """
    if not sys.stderr.isatty():
        yield silent
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as shown:

        def begin(what: str, total: int | None = None) -> Tick:
            for done in shown.task_ids:
                shown.remove_task(done)
            task = shown.add_task(what, total=total)
            return lambda number: shown.update(task, completed=number)

        yield begin


async def while_showing(what: str, work: Awaitable[Loaded]) -> Loaded:
    """What `work` returns; until then a terminal shows what is being done."""
    with showing_progress() as begin:
        begin(what)
        return await work
