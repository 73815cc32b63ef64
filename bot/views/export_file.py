"""The file with the applications of one registered export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from bot.dialogue.decision import File
from bot.dialogue.field_words import column
from bot.domain.disclosure import Disclosure
from bot.domain.fields import find_field
from bot.domain.lead import Lead
from bot.domain.wall_clock import local
from bot.i18n import Text, Words
from bot.machine import Machine
from bot.views.spreadsheet import make_file
from storage import disclosures, leads
from storage.store import Store

LEAD_WIDTHS = {"reference": 12, "sent": 17, "language": 12, "status": 14, "outcome": 18}
LEADS_PER_PAUSE = 50  # opened at one go, which holds up the event loop for a millisecond or two


@dataclass(frozen=True, slots=True)
class ExportFileMaker:
    """`language` is that of the headings, `zone` that of the times."""

    store: Store
    words: Words
    language: str
    zone: ZoneInfo
    machine: Machine

    async def make(self, disclosure: Disclosure) -> File:
        """Contains every application of this export that still exists, the oldest first."""
        found = await self._leads(disclosure)
        # Thousands of rows take seconds.
        return await self.machine.in_thread(partial(self._write, disclosure, found))

    def _write(self, disclosure: Disclosure, found: list[Lead]) -> File:
        text = self.words.text_in(self.language)
        rows = compose_table(text, self.words, self.zone, disclosure.fields, found)
        widths = [width_of(name) for name in disclosure.fields]
        return File(disclosure.file_name, make_file(rows, widths, disclosure.format, disclosure.asked_at))

    async def _leads(self, disclosure: Disclosure) -> list[Lead]:
        found: list[Lead] = []
        references = await disclosures.references_of(self.store.engine, disclosure.id)
        for number, reference in enumerate(references):
            lead = await leads.find(self.store.engine, self.store.vault, reference)
            found += [lead] if lead else []
            if number % LEADS_PER_PAUSE == 0:
                await self.machine.sleep(0)
        return sorted(found, key=lambda lead: lead.created_at)


def compose_table(
    text: Text, words: Words, zone: ZoneInfo, columns: Sequence[str], leads: Iterable[Lead]
) -> list[list[str]]:
    """The headings, then a row for each application. Every cell is text."""
    cells = [_cell(text, words, zone, name) for name in columns]
    return [[column(text, name) for name in columns], *([cell(lead) for cell in cells] for lead in leads)]


def width_of(name: str) -> int:
    """Of a column, in characters: the usual length of what stands in it."""
    field = find_field(name)
    return field.width if field else LEAD_WIDTHS.get(name, 20)


def _cell(text: Text, words: Words, zone: ZoneInfo, name: str) -> Callable[[Lead], str]:
    """What stands in this column. A name that is no property of a lead is that of an answer."""
    of_lead: Mapping[str, Callable[[Lead], str]] = {
        "reference": lambda lead: lead.reference,
        "sent": lambda lead: f"{local(lead.created_at, zone):%Y-%m-%d %H:%M}",
        "language": lambda lead: words.text_in(lead.language)("language.name"),
        "status": lambda lead: text(f"export.status.{lead.status.value}"),
        "outcome": lambda lead: text(f"outcome.{lead.outcome}") if lead.outcome else "",
    }
    return of_lead.get(name, lambda lead: lead.details.get(name, ""))
