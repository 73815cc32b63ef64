"""What can an operator ask of the bot, and how does it say no?"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from bot.app import open_app
from bot.greeting import WrongToken
from bot.logs import set_up_logs
from bot.master_key import MasterKeyLost
from bot.settings import InvalidSettings, Settings, load_settings
from storage.statements import AlreadyRunning, SchemaTooNew, StorageUnavailable
from storage.vault import WrongMasterKey

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
complain = Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print

BAD_SETTINGS = 2
REFUSED = 1
REFUSALS: dict[type[Exception], str] = {
    WrongToken: "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather",
    AlreadyRunning: "another process uses this database; stop it first, two would lose applications",
    SchemaTooNew: "this database was written by a newer version; update the bot",
    WrongMasterKey: "MASTER_KEY: this key does not open the keystore; use the key it was made with",
    MasterKeyLost: "MASTER_KEY: the keystore exists but its key does not; put master.key back or set MASTER_KEY",
    StorageUnavailable: "the database cannot be opened or written; check the folder, its rights and the free space",
}


@app.callback()
def main() -> None:
    """Takes music-licence applications in Telegram."""
    os.umask(0o077)  # whatever file comes into being, its owner alone reads it


@app.command()
def run() -> None:
    """Run the bot by long polling until it is stopped."""
    settings = _settings(need_token=True)
    set_up_logs(settings.log_level, settings.log_format)
    _until_stopped(_run(settings))


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page listens; 0 takes a free port.")] = 8088,
) -> None:
    """Try the bot in a browser: no token, no network, nothing kept."""
    from bot.demo import run_demo

    set_up_logs("WARNING", "text")
    _until_stopped(run_demo(port))


async def _run(settings: Settings) -> None:
    async with open_app(settings) as bot:
        await bot.run()


def _settings(*, need_token: bool) -> Settings:
    try:
        return load_settings(need_token=need_token)
    except InvalidSettings as error:
        complain("\n".join(error.lines))
        raise typer.Exit(BAD_SETTINGS) from None


def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run until SIGTERM or Ctrl-C, which are a good end; known refusals are one line."""
    try:
        asyncio.run(_stoppable(work))
    except tuple(REFUSALS) as error:
        _refuse(error)


async def _stoppable(work: Coroutine[Any, Any, None]) -> None:
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


def _refuse(error: BaseException) -> NoReturn:
    complain(next(line for kind, line in REFUSALS.items() if isinstance(error, kind)))
    raise typer.Exit(REFUSED)
