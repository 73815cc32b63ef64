"""What stands in an exported file?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from bot.domain.disclosure import FIELDS
from bot.domain.lead import Lead
from bot.domain.wall_clock import local
from bot.i18n import Text, Words

Cell = Callable[[Lead], str]


def table(text: Text, words: Words, zone: ZoneInfo, leads: Iterable[Lead]) -> list[list[str]]:
    """Headings, then a row for each application; everything is text."""
    cells = _cells(text, words, zone)
    return [[text(f"export.{name}") for name in FIELDS], *([cells[name](lead) for name in FIELDS] for lead in leads)]


def _cells(text: Text, words: Words, zone: ZoneInfo) -> Mapping[str, Cell]:
    return {
        "reference": lambda lead: lead.reference,
        "sent": lambda lead: f"{local(lead.created_at, zone):%Y-%m-%d %H:%M}",
        "language": lambda lead: words.speak(lead.language)("language.name"),
        "status": lambda lead: text(f"export.status.{lead.status.value}"),
        "outcome": lambda lead: text(f"outcome.{lead.outcome}") if lead.outcome else "",
        "name": lambda lead: lead.details.get("name", ""),
        "phone": lambda lead: lead.details.get("phone", ""),
        "email": lambda lead: lead.details.get("email", ""),
    }
