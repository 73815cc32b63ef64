"""All commands of the command line.

Importing aiogram takes most of a command's start, so only the commands that talk to Telegram import it.
"""

from __future__ import annotations

import logging
import os
import sys
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, reset_tzpath

import typer

from bot.cli.breach import breach
from bot.cli.doctor import doctor
from bot.cli.fast_loop import new_fast_loop
from bot.cli.migrate import migrate
from bot.cli.migrate_to import migrate_to
from bot.cli.no_core_files import forbid_core_files
from bot.cli.numbers import export, stats
from bot.cli.people import forget, hold
from bot.cli.person import person
from bot.cli.process import replace_unprintable_letters, run_until_stopped, say, settings_or_exit, showing_progress
from bot.cli.safety import backup, confirm_restored, restore, rotate_key
from bot.cli.time import purge
from bot.cli.version import VERSION
from bot.config.logs import set_up_logs
from bot.config.settings import Settings
from bot.config.throwaway_disk import find_throwaway_files
from bot.machine import system_timer
from bot.operator.existing_store import open_existing_store
from bot.operator.first_run import describe, list_missing
from bot.operator.verify import find_cut
from bot.operator.verify import verify as verify_ledger
from bot.running_parts import Patience
from storage import ledger

log = logging.getLogger(__name__)
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


class Panel(StrEnum):
    """The groups of `--help`."""

    BOT = "The bot"
    LOOK = "Look whether all is well"
    PEOPLE = "People and their data"
    SAFETY = "Backups and keys"


app.command(rich_help_panel=Panel.LOOK)(doctor)
app.command(rich_help_panel=Panel.BOT)(migrate)
app.command(name="migrate-to", rich_help_panel=Panel.SAFETY)(migrate_to)
app.add_typer(person, name="person", rich_help_panel=Panel.PEOPLE)
app.command(rich_help_panel=Panel.PEOPLE)(forget)
app.command(rich_help_panel=Panel.PEOPLE)(hold)
app.command(rich_help_panel=Panel.PEOPLE)(breach)
app.command(rich_help_panel=Panel.PEOPLE)(export)
app.command(rich_help_panel=Panel.PEOPLE)(purge)
app.command(rich_help_panel=Panel.LOOK)(stats)
app.command(rich_help_panel=Panel.SAFETY)(backup)
app.command(rich_help_panel=Panel.SAFETY)(restore)
app.command(name="confirm-restored", rich_help_panel=Panel.SAFETY)(confirm_restored)
app.command(name="rotate-key", rich_help_panel=Panel.SAFETY)(rotate_key)


def _say_version(is_wanted: bool) -> None:
    if is_wanted:
        say(VERSION)
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    """Takes music-licence applications in Telegram."""
    os.umask(0o077)  # only the owner can read the files that are made
    forbid_core_files()
    replace_unprintable_letters()
    reset_tzpath(to=())  # use the package `tzdata`: the time zones of the machine may be out of date


def flush_output() -> None:
    """Flush the output, or drop it if it cannot be written: otherwise the interpreter changes the exit code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@app.command(rich_help_panel=Panel.BOT)
def run() -> None:
    """Run the bot, by long polling or by webhook, until it is stopped."""
    settings = settings_or_exit(need_token=True)
    set_up_logs(settings.log_level, settings.log_format, ZoneInfo(settings.timezone))
    patience = Patience(system_timer)
    run_until_stopped(_run(settings, patience), hurry=patience.hurry, new_loop=new_fast_loop)


@app.command(rich_help_panel=Panel.BOT)
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page listens; 0 takes a free port.")] = 8088,
) -> None:
    """Try the bot in a browser: no token, no network, nothing kept."""
    from bot.cli.demo import run_demo

    set_up_logs("WARNING", "text")
    run_until_stopped(run_demo(port), new_loop=new_fast_loop)


@app.command(rich_help_panel=Panel.LOOK)
def verify() -> None:
    """Walk the ledger; name the first row that was changed or cut off. The bot must be stopped."""
    run_until_stopped(_verify(settings_or_exit(need_token=False)))


async def _run(settings: Settings, patience: Patience) -> None:
    from bot.app import open_app

    for name, text in find_throwaway_files(settings).items():
        log.error("%s: %s", name, text)
    missing = list_missing(settings)
    async with open_app(settings, patience=patience, shared=True) as bot:
        if made := [describe(file, settings) for file in missing if file.exists()]:
            log.warning("made %s", ", ".join(made))
        await bot.run()


async def _verify(settings: Settings) -> None:
    async with open_existing_store(settings) as store:
        with showing_progress() as begin:
            whole = await verify_ledger(store, begin("verifying the ledger", (await ledger.head(store.engine)).seq))
        cut = await find_cut(store)
    say(f"the ledger is whole: {whole.seq} rows, head {whole.hash or 'none'}")
    if cut:
        say(f"rows 1 to {cut.seq} were destroyed when their time was over (RETENTION_PROOF); the rest fits onto them")
