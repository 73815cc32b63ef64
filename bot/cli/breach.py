"""The command `breach`: who was affected, what the authority has to know, and the message to those affected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.process import BAD_SETTINGS, SEEKING, complain, run_until_stopped, say, settings_or_exit, while_showing
from bot.config.installation import make_installation
from bot.config.schedule import make_schedule
from bot.config.settings import Settings
from bot.dialogue.installation import Installation
from bot.domain.time import Moment, moment_of
from bot.domain.wall_clock import minute
from bot.i18n import strip_markup
from bot.machine import system_clock, system_entropy
from bot.operator.breach import Affected, list_affected
from bot.operator.existing_store import open_existing_store
from bot.views.breach import compose_breach
from storage.breaches import Window

FILL_IN = "fill in: "
FIRST_YEAR, LAST_YEAR = 1970, 2999  # what a moment can be written as in every zone
AUTHORITY = "the Ministry of Artificial Intelligence and Digital Development"


def breach(
    start: Annotated[str, typer.Option("--from", help="When it began: 2027-01-31 or 2027-01-31T14:30.")],
    end: Annotated[str, typer.Option("--to", help="When it ended; a day alone counts to its end.")],
    tell: Annotated[bool, typer.Option("--tell", help="The bot tells everybody affected as soon as it runs.")] = False,
) -> None:
    """List who was affected by a breach, what the authority has to know, and what those affected are told."""
    settings = settings_or_exit(need_token=False)
    zone = ZoneInfo(settings.timezone)
    window = Window(_moment("--from", start, zone), _moment("--to", end, zone, through=True))
    run_until_stopped(_breach(settings, window, tell=tell))


def _moment(name: str, typed: str, zone: ZoneInfo, *, through: bool = False) -> Moment:
    """`through`: a day alone means its end."""
    try:
        when = datetime.fromisoformat(typed.strip())
        if not FIRST_YEAR <= when.year <= LAST_YEAR:
            raise ValueError(when.year)
    except ValueError:
        complain(f"{name}: must be like 2027-01-31 or 2027-01-31T14:30")
        raise typer.Exit(BAD_SETTINGS) from None
    zoned = when if when.tzinfo else when.replace(tzinfo=zone)
    return moment_of(zoned + timedelta(days=1) if through and _is_day(typed) else zoned)


def _is_day(typed: str) -> bool:
    """Whether a day without a time was typed, in any notation of ISO 8601."""
    try:
        date.fromisoformat(typed.strip())
    except ValueError:
        return False
    return True


async def _breach(settings: Settings, window: Window, *, tell: bool) -> None:
    calendar = make_schedule(settings).calendar
    async with open_existing_store(settings) as store:
        installation = make_installation(settings, store, system_clock, system_entropy)
        work = list_affected(store, window, calendar, system_clock, system_entropy, tell=tell)
        found = await while_showing(SEEKING, work)
    _say_who(found, window, installation)
    _say_to_authority(found, window, installation)
    say(
        f"\n3. The message to those affected{': the bot sends it as soon as it runs' if tell else ' (--tell sends it)'}"
    )
    for language in installation.words.languages:
        say(f"\n[{language}]\n{strip_markup(compose_breach(installation, language, window))}")
    say("\nregistered in the ledger")


def _say_who(found: Affected, window: Window, installation: Installation) -> None:
    zone = installation.zone
    say(f"1. Affected between {minute(window.start, zone)} and {minute(window.end, zone)}")
    say(f"persons: {found.persons}, with an unfinished application: {found.unfinished}")
    say(f"applications: {len(found.applications)}")
    for reference in found.applications:
        say(f"  {reference}")
    say(f"erased since, who cannot be told: {found.erased}")
    say(f"contacts were shown then: {len(found.seen)} times (python -m bot person access says to whom)")
    say(f"files were handed out then: {', '.join(found.files) or 'none'}")


def _say_to_authority(found: Affected, window: Window, installation: Installation) -> None:
    operator, zone = installation.operator, installation.zone
    say(f"\n2. Tell {AUTHORITY} by the end of {found.tell_by:%d.%m.%Y} (law 94-V, art. 25(2)(8))")
    say(f"operator: {operator.name or '«Много Музыки» LLP'}, BIN {operator.bin or 'not set'}, {operator.email}")
    say(f"responsible person and how to reach them: {FILL_IN}name, phone, e-mail")
    say(f"when: {minute(window.start, zone)} to {minute(window.end, zone)}; noticed: {FILL_IN}when and by whom")
    say(f"what happened: {FILL_IN}how, through whom, how it was stopped")
    say("which data: surname, given name, patronymic; mobile phone; e-mail; Telegram identifier and language")
    say(f"how many persons: {found.persons + found.erased}; told: {FILL_IN}when and how")
    say(f"what was done: {FILL_IN}measures, so that it does not happen again")
