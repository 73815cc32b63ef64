"""The commands `forget` and `hold`, for one person who has written an e-mail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.person_options import with_person_options
from bot.cli.process import BAD_SETTINGS, SEEKING, complain, run_until_stopped, say, settings_or_exit, while_showing
from bot.config.settings import Settings
from bot.domain.time import moment_of
from bot.domain.wall_clock import local
from bot.machine import system_clock, system_entropy
from bot.operator.existing_store import open_existing_store
from bot.operator.find import Query
from bot.operator.forget import forget as forget_person
from bot.operator.hold import hold as hold_person


@with_person_options
def forget(query: Query) -> None:
    """Destroy everything about a person, as /forget_me does. The bot must be stopped."""
    settings = settings_or_exit(need_token=False)
    run_until_stopped(_forget(settings, query))


@with_person_options
def hold(
    query: Query,
    reason: Annotated[str, typer.Option("--reason", help="Told to the person if they ask to be forgotten.")],
    until: Annotated[str, typer.Option("--until", help="The day it ends, ISO: 2027-01-31. A past day lifts it.")],
) -> None:
    """Postpone a person's destruction for a reason and until a day. The bot must be stopped."""
    settings = settings_or_exit(need_token=False)
    try:
        end = date.fromisoformat(until)
    except ValueError:
        complain("--until: must be a date like 2027-01-31")
        raise typer.Exit(BAD_SETTINGS) from None
    run_until_stopped(_hold(settings, query, reason, end))


async def _forget(settings: Settings, query: Query) -> None:
    async with open_existing_store(settings) as store:
        work = forget_person(store, query, system_clock, system_entropy)
        for one in await while_showing(SEEKING, work):
            if one.held_until is None:
                say(f"{one.reference}: destroyed; messages and the receipt follow as soon as the bot runs")
            else:
                end = local(one.held_until, ZoneInfo(settings.timezone))
                say(f"{one.reference}: on hold until {end.date()}; out of use from now on, destroyed then")


async def _hold(settings: Settings, query: Query, reason: str, end: date) -> None:
    midnight = datetime(end.year, end.month, end.day, tzinfo=ZoneInfo(settings.timezone))
    async with open_existing_store(settings) as store:
        number = await while_showing(SEEKING, hold_person(store, query, reason, moment_of(midnight)))
    over = moment_of(midnight) <= system_clock()
    say(f"{'no longer on hold' if over else f'on hold until {end}'}: {number} person{'s' if number > 1 else ''}")
