"""The command `purge`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.process import run_until_stopped, say, settings_or_exit, showing_progress
from bot.config.settings import Settings
from bot.domain.retention import PROOF
from bot.domain.wall_clock import local
from bot.machine import system_clock, system_entropy, system_monotonic
from bot.operator.existing_store import open_existing_store
from bot.operator.purge import list_destructions
from bot.operator.purge import purge as purge_now


def purge(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing; list what would go, what will, when, and by which rule.")
    ] = False,
) -> None:
    """Destroy what has reached its end, as the bot does by itself. The bot must be stopped."""
    settings = settings_or_exit(need_token=False)
    run_until_stopped(_list(settings) if dry_run else _purge(settings))


async def _list(settings: Settings) -> None:
    zone, now, due, later = ZoneInfo(settings.timezone), system_clock(), 0, 0
    async with open_existing_store(settings) as store:
        async for one in list_destructions(store, settings.retention.span(PROOF), now):
            when, due_now = f"{local(one.at, zone):%Y-%m-%d %H:%M}", "due" if one.is_due else ""
            say(f"{when}  {one.reference:<14}  {one.rule:<16}  {due_now}".rstrip())
            due, later = due + one.is_due, later + (not one.is_due)
    say(f"{due} due now, {later} later; nothing was changed")


async def _purge(settings: Settings) -> None:
    from bot.health.time_check import TimeCheck
    from bot.operator.require_correct_clock import require_correct_clock

    await require_correct_clock(settings, TimeCheck(system_clock, system_monotonic))
    async with open_existing_store(settings) as store:
        with showing_progress() as begin:
            counts = await purge_now(store, settings.retention, system_clock, system_entropy, begin)
    for outcome, count in sorted(counts.items()):
        say(f"{outcome}: {count}")
    if not counts:
        say("nothing was due")
