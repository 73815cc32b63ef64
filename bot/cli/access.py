"""The command `person access`: who has access to contacts, and who saw whose when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cli.process import SEEKING, say, while_showing
from bot.config.settings import Settings
from bot.domain.retention import ACCESS
from bot.domain.wall_clock import minute
from bot.machine import system_clock
from bot.operator.find import Query
from bot.operator.list_access import AccessList, list_access
from storage.access_log import COMMAND_LINE, Specialist
from storage.store import Store

WHOLE_GROUP = "STAFF_CARD=full: each new card shows its contacts to every member of the group, before anybody presses"


async def say_access(store: Store, settings: Settings, query: Query | None) -> None:
    found, zone = await while_showing(SEEKING, list_access(store, query, system_clock)), ZoneInfo(settings.timezone)
    say("with access: the users of this command line, every member of the staff group, and by number")
    for one in found.specialists:
        say(_specialist(one, found, zone))
    if not found.specialists:
        say("nobody has worked on an application yet")
    if settings.staff_card == "full":
        say(WHOLE_GROUP)
    say(f"\ncontacts were shown: {len(found.log)} times since {_since(settings, zone)}")
    for seen in found.log:
        who = "the command line" if seen.specialist == COMMAND_LINE else f"specialist {seen.specialist}"
        say(f"{minute(seen.at, zone)}  {seen.reference}  {who}  {seen.how}")
    say("\nfiles that were handed out stand in the register: person show")


def _specialist(one: Specialist, found: AccessList, zone: ZoneInfo) -> str:
    name = found.names.get(one.pseudonym, "name no longer stored")
    return f"specialist {one.number}: {name}, {minute(one.first_at, zone)} to {minute(one.last_at, zone)}"


def _since(settings: Settings, zone: ZoneInfo) -> str:
    return minute(system_clock() - settings.retention.span(ACCESS), zone)
