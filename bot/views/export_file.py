"""The file with the applications of one registered export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from bot.dialogue.decision import File
from bot.domain.disclosure import FIELDS, Disclosure
from bot.domain.lead import Lead
from bot.domain.wall_clock import local
from bot.i18n import Text, Words
from bot.machine import Machine
from bot.views.spreadsheet import make_file
from storage import disclosures, leads
from storage.store import Store

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
        rows = compose_table(self.words.text_in(self.language), self.words, self.zone, found)
        return File(file_name(disclosure), make_file(rows, disclosure.format, disclosure.asked_at))

    async def _leads(self, disclosure: Disclosure) -> list[Lead]:
        found: list[Lead] = []
        references = await disclosures.references_of(self.store.engine, disclosure.id)
        for number, reference in enumerate(references):
            lead = await leads.find(self.store.engine, self.store.vault, reference)
            found += [lead] if lead else []
            if number % LEADS_PER_PAUSE == 0:
                await self.machine.sleep(0)
        return sorted(found, key=lambda lead: lead.created_at)


def file_name(disclosure: Disclosure) -> str:
    """Contains the reference of the export in the register."""
    return f"export-{disclosure.reference}.{disclosure.format}"


def compose_table(text: Text, words: Words, zone: ZoneInfo, leads: Iterable[Lead]) -> list[list[str]]:
    """The headings, then a row for each application. Every cell is text."""
    cells = _cells(text, words, zone)
    return [[text(f"export.{name}") for name in FIELDS], *([cells[name](lead) for name in FIELDS] for lead in leads)]


def _cells(text: Text, words: Words, zone: ZoneInfo) -> Mapping[str, Callable[[Lead], str]]:
    return {
        "reference": lambda lead: lead.reference,
        "sent": lambda lead: f"{local(lead.created_at, zone):%Y-%m-%d %H:%M}",
        "language": lambda lead: words.text_in(lead.language)("language.name"),
        "status": lambda lead: text(f"export.status.{lead.status.value}"),
        "outcome": lambda lead: text(f"outcome.{lead.outcome}") if lead.outcome else "",
        "name": lambda lead: lead.details.get("name", ""),
        "phone": lambda lead: lead.details.get("phone", ""),
        "email": lambda lead: lead.details.get("email", ""),
    }
