"""A colleague lists the open leads: newest first, with owner and waiting time, without contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.dialogue.decision import Decision, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.presses import LeadPress, LeadsPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.lead import Lead
from bot.i18n import Markup, rough_duration
from bot.views import keyboards
from handlers.conditions import command, pressed
from storage import leads

PAGE = 8  # leads; with a button for each, the list still fits a phone's screen


def routes() -> Routes:
    return (Route(list_open, command("leads")), Route(turn_page, pressed(LeadsPress)))


async def list_open(event: Event, turn: Turn) -> Decision:
    text, keyboard = await _page(turn, 0)
    return Decision([Say(text, keyboard)])


async def turn_page(event: Event, turn: Turn) -> Decision:
    press = event.pressed(LeadsPress)
    text, keyboard = await _page(turn, press.page)
    return Decision([Rewrite(text, keyboard)])


async def _page(turn: Turn, wanted: int) -> tuple[str, Inline | None]:
    """The existing page nearest to `wanted`: the number of pages changes while somebody reads."""
    total = await leads.count_open(turn.store.engine)
    if not total:
        return turn.text("leads.none"), None
    last = (total - 1) // PAGE
    page = min(max(wanted, 0), last)
    shown = await leads.open_page(turn.store.engine, turn.store.vault, PAGE, page * PAGE)
    text = turn.text(
        "leads.page", total=total, page=page + 1, pages=last + 1, lines=Markup("\n".join(_lines(turn, shown)))
    )
    return text, _keyboard(shown, page, last)


def _lines(turn: Turn, shown: Iterable[Lead]) -> Iterable[str]:
    for lead in shown:
        state = turn.text(f"leads.{lead.status.value}", owner=lead.owner_name or "")
        since = rough_duration(turn.text, turn.now - lead.changed_at)
        yield turn.text("leads.line", reference=lead.reference, state=Markup(state), since=since)


def _keyboard(shown: Sequence[Lead], page: int, last: int) -> Inline:
    """A button for each card, and buttons to the pages before and after."""
    references = [Button(lead.reference, LeadPress(reference=lead.reference)) for lead in shown]
    back = [Button("‹", LeadsPress(page=page - 1))] if page else []
    on = [Button("›", LeadsPress(page=page + 1))] if page < last else []
    return keyboards.rows(*(references[start : start + 2] for start in range(0, len(references), 2)), [*back, *on])
