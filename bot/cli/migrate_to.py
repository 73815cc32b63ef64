"""The command `migrate-to`."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.process import BAD_SETTINGS, complain, run_until_stopped, say, settings_or_exit, showing_progress
from bot.config.master_key import find_master_key
from bot.config.setting_places import find_target
from bot.config.settings import Settings
from bot.machine import system_clock, system_entropy
from bot.operator.existing_store import NoDatabase
from bot.operator.migrate_to import move
from storage.places import Places, alone
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl

UNFINISHED = "interrupted; say the same again to go on, or python -m bot migrate-to --cancel to go on here"


def migrate_to(
    url: Annotated[str, typer.Argument(help="The new database, which must be empty: postgresql://…")] = "",
    keystore: Annotated[
        str, typer.Option(help="A new keystore, on another server. By default the keys stay in their file.")
    ] = "",
    erasure_log: Annotated[
        str, typer.Option(help="Where the record of erasures moves. By default it goes, or stays, with the keys.")
    ] = "",
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Go on with the old database; what people do on the new one stays there.")
    ] = False,
) -> None:
    """Move everything that is stored to a PostgreSQL server. The bot must be stopped."""
    settings = settings_or_exit(need_token=False)
    places = settings.places
    if not isinstance(places, Places):
        complain("DATABASE_URL: is on a server already; set it to the database in a file that is to move")
        raise typer.Exit(BAD_SETTINGS)
    if cancel:
        run_until_stopped(_cancel(places))
        return
    try:
        target = find_target(places, url, keystore, erasure_log)
    except ValueError as error:
        complain(error)
        raise typer.Exit(BAD_SETTINGS) from None
    run_until_stopped(_migrate_to(settings, places, target), unfinished=UNFINISHED)


async def _migrate_to(settings: Settings, places: Places, target: ServerPlaces) -> None:
    if not await places.hold_a_database():
        raise NoDatabase(places)
    key = find_master_key(settings, system_entropy)
    with showing_progress() as begin:
        rows = await move(places, target, key, system_clock, system_entropy, begin)
    say(f"moved: {rows} rows, each compared; the new installation opens, and its ledger is whole")
    say("the bot does not start on the old database any more. Set now:")
    say(f"  DATABASE_URL: the address of {target.database}, with its password")
    say(f"  KEYSTORE_URL: {_address(target.keystore)}")
    say(f"  ERASURE_LOG: {target.tombstones}")
    if settings.master_key is None:
        say(f"  MASTER_KEY: what stands in {settings.master_key_file}")
    say(f"once the bot runs there, destroy {_left(places, target)}: no erasure reaches what is left here")


def _address(keystore: Path | PostgresUrl) -> str:
    return f"sqlite:///{keystore.absolute()}" if isinstance(keystore, Path) else f"the address of {keystore}"


def _left(places: Places, target: ServerPlaces) -> str:
    """The files that are of no more use."""
    files = [places.database, *([places.keystore] if isinstance(target.keystore, PostgresUrl) else [])]
    return " and ".join(str(file) for file in files)


async def _cancel(places: Places) -> None:
    mark = places.move_mark
    if not (moved := mark.read()):
        say("nothing is being moved; there is nothing to cancel")
        return
    with alone(replace(places, moving_to=moved.to)) if not moved.is_done else nullcontext():
        mark.remove()
    say(f"the old database is in use again; empty {moved.to} before you move anew")
    if moved.is_done:
        complain(
            "WARNING: what people did on the new one is not known here. Whoever was erased there is erased here too at "
            "the next start, but only if the record of erasures has stayed in its file (ERASURE_LOG)"
        )
