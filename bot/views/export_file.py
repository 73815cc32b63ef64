"""The file with the applications of one registered export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from bot.dialogue.decision import File
from bot.dialogue.field_words import column
from bot.domain.disclosure import Disclosure
from bot.domain.feedback import Feedback
from bot.domain.fields import find_field
from bot.domain.frozen import frozen
from bot.domain.lead import Lead, notes_of
from bot.domain.wall_clock import local
from bot.i18n import Text, Words
from bot.machine import Machine
from bot.views.spreadsheet import make_file
from storage import disclosures, feedback, lead_history, leads
from storage.store import Store

WIDTHS = {
    "reference": 12,
    "sent": 17,
    "language": 12,
    "status": 14,
    "outcome": 18,
    "rating": 8,
    "words": 60,
    "notes": 60,
}
LEADS_PER_PAUSE = 50  # opened at one go, which holds up the event loop for a millisecond or two


@frozen
class Application:
    """One row of the file."""

    lead: Lead
    feedback: Feedback | None = None
    notes: Sequence[str] = ()


@frozen
class ExportFileMaker:
    """`language` is that of the headings, `zone` that of the times."""

    store: Store
    words: Words
    language: str
    zone: ZoneInfo
    machine: Machine

    async def make(self, disclosure: Disclosure, tick: Callable[[int], None] = lambda done: None) -> File:
        """Contains every application of this export that still exists, the oldest first. `tick` hears how many are
        opened."""
        found = await self._applications(disclosure, tick)
        # Thousands of rows take seconds.
        return await self.machine.in_thread(partial(self._write, disclosure, found))

    def _write(self, disclosure: Disclosure, found: list[Application]) -> File:
        text = self.words.text_in(self.language)
        rows = compose_table(text, self.words, self.zone, disclosure.fields, found)
        widths = [width_of(name) for name in disclosure.fields]
        return File(disclosure.file_name, make_file(rows, widths, disclosure.format, disclosure.asked_at))

    async def _applications(self, disclosure: Disclosure, tick: Callable[[int], None]) -> list[Application]:
        found: list[Application] = []
        references = await disclosures.references_of(self.store.engine, disclosure.id)
        for number, reference in enumerate(references):
            lead = await leads.find(self.store.engine, self.store.vault, reference)
            found += [await self._open(lead)] if lead else []
            if number % LEADS_PER_PAUSE == 0:
                tick(number)
                await self.machine.sleep(0)
        return sorted(found, key=lambda one: one.lead.created_at)

    async def _open(self, lead: Lead) -> Application:
        seal = await self.store.vault.seal_of(lead.person)
        if seal is None:
            return Application(lead)
        notes = notes_of(await lead_history.of_lead(self.store.engine, self.store.vault, lead))
        return Application(lead, await feedback.of_lead(self.store.engine, lead.id, seal), [one.words for one in notes])


def compose_table(
    text: Text, words: Words, zone: ZoneInfo, columns: Sequence[str], applications: Iterable[Application]
) -> list[list[str]]:
    """The headings, then a row for each application. Every cell is text."""
    cells = [_cell(text, words, zone, name) for name in columns]
    return [[column(text, name) for name in columns], *([cell(one) for cell in cells] for one in applications)]


def width_of(name: str) -> int:
    """Of a column, in characters: the usual length of what stands in it."""
    field = find_field(name)
    return field.width if field else WIDTHS.get(name, 20)


def _cell(text: Text, words: Words, zone: ZoneInfo, name: str) -> Callable[[Application], str]:
    """What stands in this column. A name that is no property of an application is that of an answer."""
    known: Mapping[str, Callable[[Application], str]] = {
        "reference": lambda one: one.lead.reference,
        "sent": lambda one: f"{local(one.lead.created_at, zone):%Y-%m-%d %H:%M}",
        "language": lambda one: words.text_in(one.lead.language)("language.name"),
        "status": lambda one: text(f"export.status.{one.lead.status.value}"),
        "outcome": lambda one: text(f"outcome.{one.lead.outcome}") if one.lead.outcome else "",
        "rating": lambda one: str(one.feedback.rating) if one.feedback else "",
        "words": lambda one: (one.feedback.words or "") if one.feedback else "",
        "notes": lambda one: "; ".join(one.notes),
    }
    return known.get(name, lambda one: one.lead.details.get(name, ""))
