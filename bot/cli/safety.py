"""The commands `backup`, `restore` and `rotate-key`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.process import complain, or_exit, run_until_stopped, say, settings_or_exit, showing_progress
from bot.config.master_key import known_master_key
from bot.config.settings import Settings
from bot.domain.wall_clock import local
from bot.machine import system_clock, system_entropy
from bot.operator.backup import back_up
from bot.operator.backup_keys import KEYS_LIFE
from bot.operator.confirm_restored import confirm_restored as end_doubt
from bot.operator.existing_store import open_existing_store
from bot.operator.restore import Source
from bot.operator.restore import restore as restore_backup
from bot.operator.rotate_key import Rotated, load_new_key
from bot.operator.rotate_key import rotate_key as change_master_key
from storage.any_places import in_files


def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups are kept; a dated folder is made in it.")],
) -> None:
    """Copy the database, and apart from it the keystore, into a new dated folder. The bot may go on."""
    settings = settings_or_exit(need_token=False)
    run_until_stopped(_backup(settings, folder), unfinished="interrupted; no backup was made")


def restore(
    folder: Annotated[Path, typer.Argument(help="The dated folder of one backup.")],
    keys: Annotated[
        Path | None, typer.Option(help="A keystore of another backup; default: this one's, or else the one in use.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Destroy the database there is, once all is done.")
    ] = False,
    without_newest_tombstones: Annotated[
        bool,
        typer.Option(
            "--without-newest-tombstones",
            help="The newest file of erasures is lost: show no contacts of those who come back until confirm-restored.",
        ),
    ] = False,
) -> None:
    """Put a backup back, and erase again whoever was erased since. The bot must be stopped."""
    settings = settings_or_exit(need_token=False)
    work = _restore(settings, Source(folder, keys), replace=replace, without_newest=without_newest_tombstones)
    run_until_stopped(work, unfinished="interrupted; everything is as it was")


def confirm_restored(
    tombstones: Annotated[
        Path | None,
        typer.Option(help="The newest file of erasures, if it was found: the people it names are erased again."),
    ] = None,
) -> None:
    """Say that nobody was erased after the backup that was restored without the newest file of erasures, or that the
    database on the server is a restored one.

    Contacts of those who came back are shown again. The bot must be stopped.
    """
    settings = settings_or_exit(need_token=False)
    run_until_stopped(_confirm_restored(settings, tombstones))


def rotate_key() -> None:
    """Change the master key: a new one is made, or taken from NEW_MASTER_KEY. The bot must be stopped."""
    settings = settings_or_exit(need_token=False)
    given = or_exit(load_new_key)
    run_until_stopped(_rotate_key(settings, given), unfinished="interrupted; run this again to finish it")


async def _backup(settings: Settings, folder: Path) -> None:
    places = in_files(settings.places)
    async with open_existing_store(settings, beside=True) as store:
        now = local(system_clock(), ZoneInfo(settings.timezone))
        with showing_progress() as begin:
            made = await back_up(store, places, folder, now, begin)
    say(f"backup: {made.folder}")
    for name, size in made.files.items():
        say(f"  {name}: {size:,} bytes")
    for keys in made.destroyed:
        say(f"destroyed, because a copy of keys lives {KEYS_LIFE.days} days at most: {keys}")
    say(f"destroy {made.folder / 'keys'} by {made.keys_until:%Y-%m-%d}; README.txt there says what each file is")
    say(f"to restore: python -m bot restore {made.folder}")


async def _restore(settings: Settings, source: Source, *, replace: bool, without_newest: bool) -> None:
    key = known_master_key(settings)
    with showing_progress() as begin:
        done = await restore_backup(
            in_files(settings.places),
            source,
            key,
            system_clock,
            system_entropy,
            begin,
            replace=replace,
            without_newest_tombstones=without_newest,
        )
    say(f"restored, and the ledger is whole; persons: {done.persons}, rows in the ledger: {done.rows}")
    for person in done.erased:
        say(f"erased again: {person.hex()[:8]}")
    if not done.erased:
        say("nobody had to be erased again")
    if done.only_old_tombstones:
        complain(
            "WARNING: only the backup's own file of erasures was there: whoever was erased after it is back. No "
            "card shows contacts of those who came back, no export names them and nothing is sent to them by itself, "
            "until you say python -m bot confirm-restored; with --tombstones FILE if you find a newer file"
        )


async def _confirm_restored(settings: Settings, tombstones: Path | None) -> None:
    async with open_existing_store(settings) as store:
        with showing_progress() as begin:
            begin("erasing again whom the tombstones name")
            done = await end_doubt(store, system_clock, tombstones)
    say(f"confirmed; erased again: {done.erased}, used again: {done.persons}")
    if done.lost_rows:
        say(f"the ledger says now that a backup was restored; rows that it did not have: {done.lost_rows} at least")


async def _rotate_key(settings: Settings, given: bytes | None) -> None:
    with showing_progress() as begin:
        done = await change_master_key(settings, given, system_entropy, begin)
    say(f"the master key is changed: {done.keys} keys are wrapped anew, the old one opens none of them")
    say(_what_to_set(done))
    say("keystores in earlier backups still open with the old key: make a backup now and destroy their keys folders")


def _what_to_set(done: Rotated) -> str:
    if not done.key_in_environment:
        return f"the new key is in {done.file}; keep a copy elsewhere, nothing is to be set"
    if done.file is None:
        return "set MASTER_KEY to what NEW_MASTER_KEY holds, and remove NEW_MASTER_KEY"
    return f"the new key is in {done.file}: remove MASTER_KEY, or set it to the key in that file and destroy the file"
