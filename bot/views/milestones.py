"""What a person is told of the way of their application, and the switches for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.milestone_presses import MilestonePress
from bot.domain.lead import Lead
from bot.domain.milestones import Milestone
from bot.domain.time import Moment
from bot.domain.working_calendar import Hours
from bot.i18n import Markup, Text
from bot.views.keyboards import rows

ON, OFF = "🔔", "🔕"


def taken(text: Text, lead: Lead) -> str:
    return _with_hint(text, text("milestone.taken", reference=lead.reference))


def tried(text: Text, lead: Lead, next_call: date, hours: Hours) -> str:
    """Says when the next call comes, and how to correct the number."""
    said = text(
        "milestone.tried",
        reference=lead.reference,
        date=f"{next_call:%d.%m.%Y}",
        hours=f"{_time(hours.start)}–{_time(hours.end)}",
        edit=Markup(text("button.edit")),
    )
    return _with_hint(text, said)


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def closed(text: Text, lead: Lead, email: str) -> str:
    """How it ended, what that means, and how to reply."""
    return _with_hint(text, text(f"milestone.closed.{lead.outcome}", reference=lead.reference, email=email))


def _with_hint(text: Text, said: str) -> str:
    return f"{said}\n\n{text('milestone.hint')}"


def switches_card(text: Text, muted: Collection[Milestone]) -> str:
    """Which messages are on."""
    lines = [f"{_bell(one, muted)} {text(f'milestone.{one.value}.when')}" for one in Milestone]
    return text("milestone.switches", lines=Markup("\n".join(lines)))


def switches(text: Text, muted: Collection[Milestone], since: Moment) -> Inline:
    return rows(
        [
            Button(
                f"{_bell(one, muted)} {text(f'button.milestone.{one.value}')}",
                MilestonePress(milestone=one.value, wants=one in muted, since=since),
            )
            for one in Milestone
        ]
    )


def open_button(text: Text, since: Moment) -> Button:
    """In the list of consents."""
    return Button(text("button.milestones"), MilestonePress(milestone="", wants=True, since=since))


def _bell(milestone: Milestone, muted: Collection[Milestone]) -> str:
    return OFF if milestone in muted else ON
