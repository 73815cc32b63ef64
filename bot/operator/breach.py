"""Lists who was affected by a breach, for the authority and for those affected (law 94-V art. 25(2)(8)).

Nobody can know what an intruder has really seen. So everybody who was stored in that time counts as affected.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.frozen import frozen
from bot.domain.ledger import Event
from bot.domain.wall_clock import iso_day
from bot.domain.working_calendar import WorkingCalendar
from bot.machine import Clock, Entropy
from bot.refusal import Refusal
from storage import access_log, breaches, ledger
from storage.access_log import Access
from storage.breaches import Window
from storage.store import Store

WORKING_DAYS_TO_TELL = 1  # law 94-V art. 25(2)(8): from when it was noticed


class WindowEmpty(Refusal):
    """The breach ends before it begins."""

    line = "--to: must be later than --from"


@frozen
class Affected:
    """`applications` and `files` are references; `erased` people were affected and cannot be told any more.

    `tell_by` is the day by whose end the authority has to know.
    """

    persons: int
    applications: tuple[str, ...]
    unfinished: int
    erased: int
    seen: tuple[Access, ...]
    files: tuple[str, ...]
    tell_by: date


async def list_affected(
    store: Store, window: Window, calendar: WorkingCalendar, clock: Clock, entropy: Entropy, *, tell: bool
) -> Affected:
    """Registers the breach. With `tell`, the bot tells everybody affected as soon as it runs. Raises WindowEmpty."""
    if window.end <= window.start:
        raise WindowEmpty
    engine, now = store.engine, clock()
    persons = await breaches.persons_in(engine, window)
    found = Affected(
        len(persons),
        tuple(await breaches.references_in(engine, window)),
        await breaches.count_unfinished(engine, window),
        await breaches.count_erased_since(engine, window),
        tuple(await access_log.between(engine, window.start, window.end)),
        tuple(await breaches.files_in(engine, window)),
        calendar.add_days(calendar.local(now).date(), WORKING_DAYS_TO_TELL),
    )
    breach = entropy(breaches.ID_BYTES)
    told = [breaches.remember(breach, window, now), *(breaches.tell(breach, one, now) for one in persons)]
    facts = _facts(window, calendar.zone, len(persons), told=tell)
    await store.commit([*(told if tell else []), *ledger.append(Event.BREACH_LISTED, "", facts, now)])
    return found


def _facts(window: Window, zone: ZoneInfo, persons: int, *, told: bool) -> dict[str, object]:
    return {"from": iso_day(window.start, zone), "to": iso_day(window.end, zone), "persons": persons, "told": told}
