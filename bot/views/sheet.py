"""How does what is registered become a file?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from bot.dialogue.decision import File
from bot.domain.disclosure import Disclosure
from bot.domain.lead import Lead
from bot.i18n import Words
from bot.machine import Machine
from bot.views.export_sheet import table
from bot.views.spreadsheet import make_file
from storage import disclosures, leads
from storage.store import Store

PAUSE = 50  # applications opened before the loop may do something else: a millisecond or two


@dataclass(frozen=True, slots=True)
class SheetMaker:
    store: Store
    words: Words
    language: str
    zone: ZoneInfo
    machine: Machine

    async def make(self, disclosure: Disclosure) -> File:
        """With every application of it that still exists; headings in the staff's language."""
        found = await self._leads(disclosure)
        # Thousands of rows take seconds.
        return await self.machine.in_thread(partial(self._write, disclosure, found))

    def _write(self, disclosure: Disclosure, found: list[Lead]) -> File:
        rows = table(self.words.speak(self.language), self.words, self.zone, found)
        return File(file_name(disclosure), make_file(rows, disclosure.format, disclosure.asked_at))

    async def _leads(self, disclosure: Disclosure) -> list[Lead]:
        found: list[Lead] = []
        references = await disclosures.references_of(self.store.engine, disclosure.id)
        for number, reference in enumerate(references):
            lead = await leads.find(self.store.engine, self.store.vault, reference)
            found += [lead] if lead else []
            if number % PAUSE == 0:
                await self.machine.sleep(0)
        return sorted(found, key=lambda lead: lead.created_at)


def file_name(disclosure: Disclosure) -> str:
    """With the reference by which the register knows it."""
    return f"export-{disclosure.reference}.{disclosure.format}"
