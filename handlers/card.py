"""What does a lead's card in the staff group show, and which buttons does it have?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup

from bot.domain.lead import Action, Lead, Outcome, Status, shows_contacts
from bot.i18n import Text
from handlers.callbacks import CardPress
from handlers.keyboards import button, rows
from handlers.prompts import details

OUTCOMES = "outcomes"
KEEP_OPEN = "keep_open"


@dataclass(frozen=True, slots=True)
class Face:
    """The text and buttons of a card."""

    text: str
    keyboard: InlineKeyboardMarkup | None

    @property
    def digest(self) -> str:
        """Tells whether the card shows this already, without keeping what it shows."""
        buttons = self.keyboard.model_dump_json() if self.keyboard else ""
        return hashlib.sha256(f"{self.text}\n{buttons}".encode()).hexdigest()[:32]


def newborn(text: Text, lead: Lead, origin: str) -> Face:
    """The card as it is born: without contacts, whatever the settings; its id is committed before it learns any."""
    return Face(_head(text, lead, origin) + "\n\n" + text("card.new"), buttons(text, lead))


def face(text: Text, lead: Lead, origin: str, *, full: bool) -> Face:
    """The card as the lead stands now. `origin` says when and in which language it came."""
    parts = [_head(text, lead, origin)]
    if shows_contacts(lead, full=full):
        parts.append(details(text, lead.details, for_dialling=True))
    parts.append(_state(text, lead, full=full))
    return Face("\n\n".join(parts), buttons(text, lead))


def withdrawn(text: Text, reference: str) -> Face:
    """What stays of a card after an erasure."""
    return Face(text("card.withdrawn", reference=reference), None)


def ended(text: Text, reference: str) -> Face:
    """What stays of a card when the application has reached its end."""
    return Face(text("card.ended", reference=reference), None)


def buttons(text: Text, lead: Lead) -> InlineKeyboardMarkup | None:
    match lead.status:
        case Status.NEW:
            return rows([button(text("button.take"), _press(lead, Action.TAKE), "success")])
        case Status.TAKEN:
            return rows(
                [button(text("button.contacted"), _press(lead, Action.CONTACT))],
                [button(text("button.close"), _press(lead, OUTCOMES))],
            )
        case Status.CONTACTED:
            return rows([button(text("button.close"), _press(lead, OUTCOMES))])
        case Status.CLOSED:
            return None


def outcomes(text: Text, lead: Lead) -> InlineKeyboardMarkup:
    """How did it end?"""
    choices = [
        [button(text(f"outcome.{outcome.value}"), _press(lead, Action.CLOSE, outcome.value))] for outcome in Outcome
    ]
    return rows(*choices, [button(text("button.back"), _press(lead, KEEP_OPEN))])


def _head(text: Text, lead: Lead, origin: str) -> str:
    mark = text("card.repeated") if lead.repeated else ""
    return text("card.head", reference=lead.reference, origin=origin, mark=mark)


def _state(text: Text, lead: Lead, *, full: bool) -> str:
    if lead.status is Status.NEW and full:
        return text("card.new_full")
    if lead.status is Status.CLOSED:
        return text("card.closed", outcome=text(f"outcome.{lead.outcome}"), owner=lead.owner_name or "")
    return text(f"card.{lead.status.value}", owner=lead.owner_name or "")


def _press(lead: Lead, action: str, outcome: str = "") -> CardPress:
    return CardPress(action=action, lead=lead.id.hex(), outcome=outcome)
